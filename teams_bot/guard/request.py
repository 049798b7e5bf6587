"""What can be told from the head of a request, before a byte of its body is read.

Anonymous mode is for a trial on one machine. What could reach it from elsewhere is a browser page
(a foreign Origin, a rebound host name) or a tunnel or proxy, which all leave a trace in the
headers. `Via` and `X-Real-IP` count as such traces too: whatever sets them stands in between.
"""

import asyncio
import re
from collections.abc import Callable
from typing import Final

import aiohttp
from aiohttp import hdrs, web

from teams_bot.guard.addresses import is_loopback_authority
from teams_bot.guard.body import BodyTooLargeError, read_bounded
from teams_bot.guard.refusals import Reason, Refused
from teams_bot.guard.settings import GuardSettings

HeadCheck = Callable[[web.BaseRequest, GuardSettings], bool]

FORWARDING_HEADERS: Final = frozenset({"forwarded", "via", "x-real-ip"})
FORWARDING_PREFIX: Final = "x-forwarded-"

_bearer: Final = re.compile(r"(?i:bearer) +([\w-]+\.[\w-]+\.[\w-]*)", re.ASCII)


def check_head(request: web.BaseRequest, settings: GuardSettings) -> None:
    """Raise `Refused` for the first thing in the head that is not as it must be."""
    for reason, passes in (*(_local_checks if settings.anonymous else ()), *_checks):
        if not passes(request, settings):
            raise Refused(reason)


def bearer_token(request: web.BaseRequest) -> str:
    """Return the token in the one Authorization header, or raise `Refused` (401).

    A token has three parts of base64url. The third may be empty here (algorithm `none`), so that
    the log tells an unsigned token from garbage.
    """
    headers = request.headers.getall(hdrs.AUTHORIZATION, [])
    shaped = _bearer.fullmatch(headers[0]) if len(headers) == 1 else None
    if shaped is None:
        raise Refused(Reason.NO_TOKEN)
    return shaped[1]


async def read_body(request: web.BaseRequest, settings: GuardSettings) -> bytes:
    """Read at most `max_body` bytes; raise `Refused` (413, 408, 400)."""
    try:
        return await asyncio.wait_for(
            read_bounded(request.content, settings.max_body), settings.body_seconds
        )
    except BodyTooLargeError:
        raise Refused(Reason.TOO_LARGE) from None
    except TimeoutError:
        raise Refused(Reason.SLOW_BODY) from None
    except (web.RequestPayloadError, aiohttp.ClientError, OSError, ValueError):
        raise Refused(Reason.BROKEN_BODY) from None


def _is_post(request: web.BaseRequest, _: GuardSettings) -> bool:
    return request.method == hdrs.METH_POST


def _has_loopback_host(request: web.BaseRequest, _: GuardSettings) -> bool:
    hosts = request.headers.getall(hdrs.HOST, [])
    return len(hosts) == 1 and is_loopback_authority(hosts[0])


def _has_no_foreign_origin(request: web.BaseRequest, _: GuardSettings) -> bool:
    own = f"{request.scheme}://{request.headers.get(hdrs.HOST, '')}".lower()
    return all(origin.lower() == own for origin in request.headers.getall(hdrs.ORIGIN, []))


def _is_direct(request: web.BaseRequest, _: GuardSettings) -> bool:
    names = {name.lower() for name in request.headers}
    forwarded = any(name.startswith(FORWARDING_PREFIX) for name in names)
    return not forwarded and names.isdisjoint(FORWARDING_HEADERS)


def _is_json(request: web.BaseRequest, _: GuardSettings) -> bool:
    charset = (request.charset or "utf-8").lower()
    encoding = request.headers.get(hdrs.CONTENT_ENCODING, "identity").lower()
    is_json = request.content_type == "application/json"
    return is_json and charset in {"utf-8", "utf8"} and encoding == "identity"


def _is_small(request: web.BaseRequest, settings: GuardSettings) -> bool:
    return (request.content_length or 0) <= settings.max_body


_local_checks: Final[tuple[tuple[Reason, HeadCheck], ...]] = (  # in anonymous mode, first
    (Reason.HOST, _has_loopback_host),
    (Reason.ORIGIN, _has_no_foreign_origin),
    (Reason.FORWARDED, _is_direct),
)
_checks: Final[tuple[tuple[Reason, HeadCheck], ...]] = (
    (Reason.METHOD, _is_post),
    (Reason.CONTENT_TYPE, _is_json),
    (Reason.TOO_LARGE, _is_small),
)
