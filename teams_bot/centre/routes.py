"""The console's page and what it calls, to be mounted at `/centre`."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from storage.change import Person, Unconfirmed
from teams_bot import texts
from teams_bot.centre.deeds import DEEDS, Deed, Fields, Unreadable, done
from teams_bot.centre.door import Doorkeeper, Handler, Refused
from teams_bot.centre.shown import state
from teams_bot.guard.body import BodyTooLargeError, read_bounded
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services

PAGE: Final = Path(__file__).parent / "page"
FILES: Final = {
    "": ("index.html", "text/html"),
    "console.css": ("console.css", "text/css"),
    "console.js": ("console.js", "text/javascript"),
    "lists.js": ("lists.js", "text/javascript"),
    "talks.js": ("talks.js", "text/javascript"),
    "wire.js": ("wire.js", "text/javascript"),
}
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
}
LARGEST: Final = 16 * 1024
Json = Mapping[str, Any]
Call = Callable[[web.Request, Fields], Awaitable[Json]]

log = logging.getLogger(__name__)


def build_centre(
    services: Services, *, anonymous: bool, monotonic: Callable[[], float] = time.monotonic
) -> web.Application:
    """Make the application. In a trial (`anonymous`) it answers this machine alone."""
    keeper = Doorkeeper(services=services, anonymous=anonymous, monotonic=monotonic)
    app = web.Application(middlewares=[_kept_by(keeper)])
    console = _Console(services, keeper)
    app.router.add_get("", _to_the_page)
    for name in FILES:
        app.router.add_get(f"/{name}", _file)
    app.router.add_get("/api/state", console.state)
    app.router.add_post("/api/session", _reading(console.sign_in))
    app.router.add_post("/api/leave", _reading(console.leave))
    for name, deed in DEEDS.items():
        app.router.add_post(f"/api/{name}", _reading(console.does(deed)))
    return app


class _Console:
    """What the page may ask for and do, for whoever is let in."""

    def __init__(self, services: Services, keeper: Doorkeeper) -> None:
        self._services = services
        self._keeper = keeper

    async def state(self, request: web.Request) -> web.Response:
        """Tell everything that is shown."""
        _, me = await self._keeper.let_in(request)
        return _told(await state(self._services, me))

    async def sign_in(self, request: web.Request, fields: Fields) -> Json:
        """Turn a link into a session."""
        token, me = await self._keeper.signed_in(request, fields.id("token"))
        return {"session": token, "name": me.name}

    async def leave(self, request: web.Request, _: Fields) -> Json:
        """End the session."""
        key, _me = await self._keeper.let_in(request)
        await self._services.store.drop_session(key.id)
        return {}

    def does(self, deed: Deed) -> Call:
        """Make the call that does a deed, and tells what is so then."""

        async def call(request: web.Request, fields: Fields) -> Json:
            _, me = await self._keeper.let_in(request)
            await done(self._services, me, deed, fields)
            return await state(self._services, await self._again(me))

        return call

    async def _again(self, me: Person) -> Person:
        return await self._services.store.person(me.id) or me


def _reading(call: Call) -> Handler:
    """Read the page's JSON for a call."""

    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise Refused(415, "desk_unreadable")
        try:
            sent = json.loads(await read_bounded(request.content, LARGEST))
        except BodyTooLargeError:
            raise Refused(413, "desk_unreadable") from None
        except (ValueError, RecursionError):
            sent = None
        if not isinstance(sent, dict):
            raise Refused(400, "desk_unreadable")
        try:
            return _told(await call(request, Fields(sent)))
        except Unreadable:
            raise Refused(400, "desk_unreadable") from None

    return handle


def _kept_by(keeper: Doorkeeper) -> Any:
    @web.middleware
    async def kept(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            keeper.check_head(request)
            return await handler(request)
        except Refused as no:
            return _sentence(str(no), no.status)
        except NotAllowed as no:
            return _sentence(str(no), 409)
        except Unconfirmed:
            return _sentence(texts.SAY["not_saved"], 503)
        except web.HTTPException:
            raise
        except Exception:
            log.exception("a call of the console failed")
            return _sentence(texts.SAY["broken"], 500)

    return kept


async def _to_the_page(request: web.Request) -> web.StreamResponse:
    raise web.HTTPMovedPermanently(f"{request.path}/")


async def _file(request: web.Request) -> web.StreamResponse:
    name, kind = FILES[request.path.rpartition("/")[2]]
    text = await asyncio.to_thread(Path(PAGE, name).read_text, encoding="utf-8")
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=HEADERS)


def _told(told: Json) -> web.Response:
    return web.json_response(told, headers=HEADERS)


def _sentence(text: str, status: int) -> web.Response:
    return web.json_response({"error": text}, status=status, headers=HEADERS)
