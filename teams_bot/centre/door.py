"""Who may come in: a link that is used once, then a session, carried in a header alone.

There are no cookies, so another site can neither act for somebody nor read anything. Whoever has
left the desk loses every key at the next request.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from storage.change import Door, Key, Person
from teams_bot import texts
from teams_bot.duty import belongs
from teams_bot.guard.addresses import is_loopback_authority
from teams_bot.guard.request import FORWARDING_HEADERS, FORWARDING_PREFIX
from teams_bot.keys import key_of, new_key
from teams_bot.services import Services

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PER_MINUTE: Final = 240  # requests of one session; a page makes some thirty
TRIES_PER_MINUTE: Final = 30  # links that open nothing, from one address
ADDRESSES: Final = 1000  # remembered at once
BEARER: Final = "Bearer "


class Refused(Exception):  # noqa: N818 - an answer to a person, not a fault
    """Not let in, or not like this; the text is what the page shows."""

    def __init__(self, status: int, name: str) -> None:
        super().__init__(texts.SAY[name])
        self.status = status


@dataclass(slots=True, kw_only=True)
class Pace:
    """So many a minute for each of the names that were seen last."""

    most: int
    _seen: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, name: str, now: float) -> bool:
        """Use up one; False when there is none left.

        >>> pace = Pace(most=2)
        >>> [pace.take("ana", second) for second in (0, 0, 0, 30)], pace.take("ben", 0)
        ([True, True, False, True], True)
        """
        left, at = self._seen.pop(name, (float(self.most), now))
        left = min(self.most, left + (now - at) * self.most / 60)
        self._seen[name] = (left - 1 if left >= 1 else left, now)
        while len(self._seen) > ADDRESSES:
            self._seen.popitem(last=False)
        return left >= 1

    def spent(self, name: str, now: float) -> bool:
        """Whether none is left."""
        left, at = self._seen.get(name, (float(self.most), now))
        return left + (now - at) * self.most / 60 < 1


@dataclass(slots=True, kw_only=True)
class Doorkeeper:
    """Lets people of the desk in, and nobody else."""

    services: Services
    anonymous: bool
    requests: Pace = field(default_factory=lambda: Pace(most=PER_MINUTE))
    tries: Pace = field(default_factory=lambda: Pace(most=TRIES_PER_MINUTE))
    monotonic: Callable[[], float]

    async def signed_in(self, request: web.Request, token: str) -> tuple[str, Person]:
        """Turn the token of a link into that of a session."""
        where, now = request.remote or "", self.monotonic()
        if self.tries.spent(where, now):
            raise Refused(429, "desk_fast")
        key = await key_of(self.services, token, Door.SIGN_IN)
        if key is None or not await self.services.store.drop_session(key.id):
            self.tries.take(where, now)
            raise Refused(401, "desk_link")
        me = await self._still_here(key)
        return await new_key(self.services, me.id, Door.CONSOLE), me

    async def let_in(self, request: web.Request) -> tuple[Key, Person]:
        """Give the session of a request and whose it is, or refuse."""
        given = request.headers.getall(hdrs.AUTHORIZATION, [])
        token = given[0].removeprefix(BEARER) if len(given) == 1 else ""
        key = await key_of(self.services, token, Door.CONSOLE)
        if key is None:
            raise Refused(401, "desk_sign_in")
        if not self.requests.take(key.id, self.monotonic()):
            raise Refused(429, "desk_fast")
        return key, await self._still_here(key)

    async def _still_here(self, key: Key) -> Person:
        """Give somebody who still works at the desk; else nothing of theirs opens anything."""
        me = await self.services.store.person(key.person)
        if me is None or not belongs(me):
            await self.services.store.drop_sessions_of(key.person)
            raise Refused(401, "console_not_yours")
        return me

    def check_head(self, request: web.Request) -> None:
        """Refuse another site's page; in a trial also whatever comes from another machine."""
        public = self.services.public_url
        own = {f"{request.scheme}://{request.host}".lower(), _origin(public)}
        foreign = any(each.lower() not in own for each in request.headers.getall(hdrs.ORIGIN, []))
        if foreign or (self.anonymous and not _local(request)):
            raise Refused(403, "desk_elsewhere")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _local(request: web.Request) -> bool:
    names = {each.lower() for each in request.headers}
    forwarded = any(each.startswith(FORWARDING_PREFIX) for each in names)
    direct = not forwarded and names.isdisjoint(FORWARDING_HEADERS)
    return direct and is_loopback_authority(request.host)
