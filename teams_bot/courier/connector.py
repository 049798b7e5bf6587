"""One request to the Bot Connector: to whom, with which token, for how long, and no more than one.

An address may have been poisoned since it was stored, so the service URL is checked again before
every request, and a redirect is not followed: no byte of a token may reach another host.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from math import inf
from typing import Any, Final
from urllib.parse import quote

import aiohttp
from yarl import URL

from storage.change import Address
from teams_bot.courier.fates import Answer, Delivery, Fate, judge_answer, judge_error
from teams_bot.courier.tokens import NoToken, Tokens
from teams_bot.guard import service_url_allowed

BUSIEST: Final = 256  # connections; 25 messages a second that all hang for 8 s are 200
LONGEST_BODY: Final = 65_536
TOKEN_WAIT: Final = 10.0
UNAUTHORISED: Final = 401

_no_segments: Final = frozenset({"", ".", ".."})


class Dropped(aiohttp.ClientError):
    """The connection ended after the request had begun to leave, and before an answer came."""


class Courier:
    """Speaks to Teams: each call is one request, at most `timeout` seconds, and never a retry.

    `now` measures a Retry-After that is a date; without it the answer's own Date header does.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        tokens: Tokens,
        *,
        anonymous: bool,
        timeout: float = 8.0,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._anonymous = anonymous
        self._timeout = timeout
        self._now = now

    async def send(self, address: Address, activity: Mapping[str, Any]) -> Delivery:
        """Say something new in the conversation."""
        return await self._request("POST", address, (), activity)

    async def update(
        self, address: Address, sent_id: str, activity: Mapping[str, Any]
    ) -> Delivery:
        """Replace what was said; doing it twice is harmless."""
        return await self._request("PUT", address, (sent_id,), activity)

    async def delete(self, address: Address, sent_id: str) -> Delivery:
        """Take back what was said; doing it twice is harmless."""
        return await self._request("DELETE", address, (sent_id,), None)

    async def _request(
        self,
        method: str,
        address: Address,
        path: tuple[str, ...],
        activity: Mapping[str, Any] | None,
    ) -> Delivery:
        url = _url(address, path, anonymous=self._anonymous)
        if isinstance(url, Delivery):
            return url
        deadline = asyncio.get_running_loop().time() + self._timeout
        data = None if activity is None else _written({**_envelope(address), **activity})
        headers = {"Content-Type": "application/json"} if data else {}
        try:
            async with asyncio.timeout(self._timeout / 2):
                token = await self._tokens.token()
        except (NoToken, TimeoutError):
            return Delivery(fate=Fate.UNSENT, wait=TOKEN_WAIT, why="NoToken")
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        repeatable = method != "POST"
        try:
            answer = await self._exchange(method, url, data, headers, deadline)
        except (aiohttp.ClientError, TimeoutError) as error:
            return judge_error(error, repeatable=repeatable)
        if answer.status == UNAUTHORISED:
            self._tokens.forget()
        return judge_answer(answer, repeatable=repeatable, now=self._now and self._now())

    async def _exchange(
        self, method: str, url: URL, data: bytes | None, headers: dict[str, str], deadline: float
    ) -> Answer:
        left = deadline - asyncio.get_running_loop().time()
        # Connecting has a shorter time of its own, so that only the time-out after it is in doubt;
        # `ceil_threshold` keeps aiohttp from rounding up to the next full second.
        timeout = aiohttp.ClientTimeout(total=left, connect=left * 3 / 4, ceil_threshold=inf)
        async with self._session.request(
            method,
            url,
            data=data,
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
            middlewares=(_once,),
        ) as response:
            return Answer(
                status=response.status,
                body=await _start_of(response),
                retry_after=response.headers.get("Retry-After", "").strip(),
                date=response.headers.get("Date", ""),
            )


def courier_session() -> aiohttp.ClientSession:
    """Open the pool of connections for a `Courier`; to be made inside the loop, and closed.

    No cookies, no proxy or password from the environment.
    """
    connector = aiohttp.TCPConnector(limit=BUSIEST, ttl_dns_cache=60, keepalive_timeout=15)
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    )


async def _once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Hide a dropped connection from aiohttp, which would repeat a PUT or DELETE unseen."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:  # before any byte, and never repeated
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise Dropped from error


def _url(address: Address, path: tuple[str, ...], *, anonymous: bool) -> URL | Delivery:
    if not service_url_allowed(address.service_url, anonymous=anonymous):
        return Delivery(fate=Fate.REFUSED, why="ServiceUrl")
    if _no_segments.intersection((address.conversation, *path)):
        return Delivery(fate=Fate.REFUSED, why="BadId")
    try:
        base = str(URL(address.service_url)).rstrip("/")
    except ValueError:  # a port beyond 65535
        return Delivery(fate=Fate.REFUSED, why="ServiceUrl")
    parts = ("v3", "conversations", address.conversation, "activities", *path)
    tail = "/".join(quote(part, safe="", errors="replace") for part in parts)
    return URL(f"{base}/{tail}", encoded=True)


def _envelope(address: Address) -> dict[str, Any]:
    """From whom, to whom and where: what an activity has to say unless it says so itself."""
    ids = {"from": address.bot, "recipient": address.user, "conversation": address.conversation}
    return {name: {"id": value} for name, value in ids.items() if value}


def _written(activity: Mapping[str, Any]) -> bytes:
    text = json.dumps(activity, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


async def _start_of(response: aiohttp.ClientResponse) -> bytes:
    """Read the body, bounded. The status is known by now: what goes wrong here changes nothing."""
    body = bytearray()
    try:
        while len(body) < LONGEST_BODY:
            chunk = await response.content.read(LONGEST_BODY - len(body))
            if not chunk:
                break
            body += chunk
    except (aiohttp.ClientError, TimeoutError):
        return b""
    return bytes(body)
