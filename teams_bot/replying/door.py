"""The routes of a mail's link: who may pass, how often, with how much, and what comes back.

The token is the secret, and there are no cookies: another site cannot know the address to post to.
That a form comes from this page is asked all the same.
"""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from storage.change import Unconfirmed
from teams_bot import links
from teams_bot.guard.body import BodyTooLargeError, read_bounded
from teams_bot.outcomes import NotAllowed
from teams_bot.outside_words import CLOSED
from teams_bot.replying.acts import Form, NoSuchFormError, act
from teams_bot.replying.page import HEADERS, Refused, page, sentence_page
from teams_bot.replying.seen import Closed, seen
from teams_bot.services import Services

BODY_MOST: Final = 64 * 1024  # 2000 characters of four bytes each, percent-encoded, are 24 KB
FIELDS_MOST: Final = 10
PER_MINUTE: Final = 30  # of one link, in all processes together
REMEMBERED: Final = 10_000
FORM: Final = "application/x-www-form-urlencoded"
FROM_HERE: Final = frozenset({"same-origin", "none"})  # none: typed, or reloaded, by the person

log = logging.getLogger(__name__)


def add_reply(app: web.Application, services: Services) -> None:
    """Serve the links of mails."""
    door = ReplyDoor(services)
    app.router.add_get(f"{links.PATH}{{token}}", door.show)
    app.router.add_post(f"{links.PATH}{{token}}", door.take)


class Allowance:
    """So many requests a minute for each of the keys that came last, in this process.

    It is for what is no link of ours: to keep that in MongoDB would let anybody write there.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full: OrderedDict[str, float] = OrderedDict()  # when the allowance is whole again

    def spend(self, key: str) -> bool:
        """Take one; False where there is none left."""
        now, each = self._clock(), 60 / PER_MINUTE
        full = max(now, self._full.pop(key, now)) + each
        allowed = full - now <= PER_MINUTE * each
        self._full[key] = full if allowed else full - each
        if len(self._full) > REMEMBERED:
            self._full.popitem(last=False)
        return allowed


class ReplyDoor:
    """GET shows, POST acts."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._allowance = Allowance()

    async def show(self, request: web.Request) -> web.Response:
        """Show what a link opens; nothing is changed by it."""
        try:
            link = await self._link(request)
            return await self._shown(link)
        except _TurnedAwayError as no:
            return _sentence(no.why)
        except Unconfirmed:
            return _sentence("not_saved")

    async def take(self, request: web.Request) -> web.Response:
        """Do what a form says, and show what came of it."""
        try:
            _from_here(request)
            link = await self._link(request)
            form = await _form(request)
            return await self._done(request, link, form)
        except _TurnedAwayError as no:
            return _sentence(no.why)
        except NoSuchFormError:
            return _sentence("bad_form")
        except Unconfirmed:
            return _sentence("not_saved")

    async def _done(self, request: web.Request, link: links.Link, form: Form) -> web.Response:
        try:
            closed = await act(self._services, link, form)
        except NotAllowed as no:
            refused = Refused(do=form.get("do", ""), why=str(no), typed=form)
            return await self._shown(link, refused)
        if closed is not None:
            return _page(closed.status, sentence_page(closed.sentence))
        return web.Response(status=303, headers={**HEADERS, "Location": request.raw_path})

    async def _shown(self, link: links.Link, refused: Refused | None = None) -> web.Response:
        shown = await seen(self._services, link)
        if isinstance(shown, Closed):
            return _page(shown.status, sentence_page(shown.sentence))
        if refused is None:
            return _page(200, page(shown))
        return _page(409, page(shown, refused))

    async def _link(self, request: web.Request) -> links.Link:
        """Read the link of a request, as often as it may be used."""
        given, services = request.match_info["token"], self._services
        name = links.digest(given)
        key = await services.signing_key()
        link = links.read(key, services.tenant, given, services.now())
        if isinstance(link, links.Forged):
            raise _TurnedAwayError("forged" if self._allowance.spend(name) else "too_often")
        if not await services.store.knock(f"reply:{name}", PER_MINUTE):
            raise _TurnedAwayError("too_often")
        if isinstance(link, links.Expired):
            raise _TurnedAwayError("expired")
        return link


class _TurnedAwayError(Exception):
    """A request that ends here; a name of `outside_words.CLOSED`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _from_here(request: web.Request) -> None:
    """Refuse a form of another site.

    A page without a referrer has the origin "null", so where the browser says where a form comes
    from (`Sec-Fetch-Site`), that counts; else an origin, if there is one, has to be this one.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in FROM_HERE:
            raise _TurnedAwayError("elsewhere")
        return
    origin = request.headers.get("Origin")
    host = request.headers.get("Host", "")
    if origin not in (None, "null", f"https://{host}", f"http://{host}"):
        raise _TurnedAwayError("elsewhere")


async def _form(request: web.Request) -> Form:
    if request.content_type != FORM or "Content-Encoding" in request.headers:
        raise _TurnedAwayError("no_form")
    try:
        body = await read_bounded(request.content, BODY_MOST)
        fields = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            max_num_fields=FIELDS_MOST,
            encoding="utf-8",
            errors="strict",
        )
    except BodyTooLargeError as too_large:
        raise _TurnedAwayError("too_large") from too_large
    except ValueError as wrong:
        raise NoSuchFormError from wrong
    return dict(fields)


def _sentence(why: str) -> web.Response:
    status, sentence = CLOSED[why]
    answered = _page(status, sentence_page(sentence))
    if why == "too_often":
        answered.headers["Retry-After"] = "60"
    return answered


def _page(status: int, html: str) -> web.Response:
    return web.Response(
        status=status, text=html, content_type="text/html", charset="utf-8", headers=HEADERS
    )
