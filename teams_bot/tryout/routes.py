"""The page of the try-out and what it calls. Everything it shows comes from `LocalTeams`."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from teams_bot.tryout.chats import Delivery, Message, NotPossibleError
from teams_bot.tryout.connector import LocalTeams
from teams_bot.tryout.limits import Json
from teams_bot.tryout.packages import PAGE, ensure_page_packages

FILES: Final = {
    "": ("index.html", "text/html"),
    "tryout.css": ("tryout.css", "text/css"),
    "tryout.js": ("tryout.js", "text/javascript"),
    "pane.js": ("pane.js", "text/javascript"),
    "cards.js": ("cards.js", "text/javascript"),
    "dom.js": ("dom.js", "text/javascript"),
    "room.js": ("room.js", "text/javascript"),
    "dialog.js": ("dialog.js", "text/javascript"),
    "wire.js": ("wire.js", "text/javascript"),
    "adaptivecards.js": (
        "node_modules/adaptivecards/dist/adaptivecards.min.js",
        "text/javascript",
    ),
    "markdown-it.js": (
        "node_modules/markdown-it/dist/browser/markdown-it.esm.min.mjs",
        "text/javascript",
    ),
}
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
HEARTBEAT: Final = 15.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Deed = Callable[[Json], Awaitable[Delivery | tuple[Delivery, ...] | Message]]
DIALOGS: Final = frozenset({"open_dialog", "send_dialog"})  # whose answers the page shows


def build_tryout(
    teams: LocalTeams, suggestions: Sequence[str], *, shown: Sequence[str] = ()
) -> web.Application:
    """The page, its calls below `api/` and the Bot Connector below `connector/`.

    To be mounted at `/tryout`. `shown` are the ids of the learner and the mentor with whom the two
    panes open, else the first two people. Fetches the page's packages if they are missing, opens
    `teams` when the application starts and closes it when that stops.
    """
    ensure_page_packages()
    app = web.Application(middlewares=[_guarded])
    page = _Page(teams=teams, suggestions=tuple(suggestions), shown=tuple(shown))
    app.router.add_get("", _to_the_page)
    for name in FILES:
        app.router.add_get(f"/{name}", _file)
    app.router.add_get("/api/state", page.state)
    app.router.add_get("/api/stream", page.stream)
    for name, deed in page.deeds.items():
        app.router.add_post(f"/api/{name}", _done(deed))
    app.add_subapp("/connector", teams.connector())

    async def opened(_app: web.Application) -> AsyncIterator[None]:
        await teams.open()
        yield
        await teams.close()

    async def closing(_app: web.Application) -> None:
        await teams.close()

    app.cleanup_ctx.append(opened)
    app.on_shutdown.append(closing)
    return app


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the page may ask for and do."""

    teams: LocalTeams
    suggestions: tuple[str, ...]
    shown: tuple[str, ...]

    async def state(self, _request: web.Request) -> web.StreamResponse:
        chosen = {"suggestions": self.suggestions, "shown": self.shown}
        return web.json_response({**self.teams.state(), **chosen})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Changes as server-sent events, until the browser leaves or the try-out ends."""
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        with self.teams.wire.watch() as events:
            await response.prepare(request)
            await response.write(b": connected\n\n")
            event: Json = {}
            while event.get("event") != "bye":
                event = await _next(events)
                line = f"data: {json.dumps(event)}" if event else ": still here"
                try:
                    await response.write(f"{line}\n\n".encode())
                except ConnectionError:  # the tab was closed
                    break
        return response

    @property
    def deeds(self) -> dict[str, Deed]:
        """What a person may do on the page, by the last part of its address."""
        teams = self.teams
        return {
            "say": lambda ask: teams.say(
                ask["person"], ask["text"], reply_to=ask.get("reply_to", "")
            ),
            "press": lambda ask: teams.press(ask["person"], ask["message"], ask["action"]),
            "edit": lambda ask: teams.edit(ask["person"], ask["message"], ask["text"]),
            "delete": lambda ask: teams.delete(ask["person"], ask["message"]),
            "install": lambda ask: teams.install(ask["person"]),
            "uninstall": lambda ask: teams.uninstall(ask["person"]),
            "mention": lambda ask: teams.rooms.mention(
                ask["person"], ask["room"], ask["text"], root=ask.get("root", "")
            ),
            "press_in_room": lambda ask: teams.rooms.press(
                ask["person"], ask["room"], ask["message"], ask["action"]
            ),
            "enter": lambda ask: teams.rooms.enter(ask["room"], ask["person"]),
            "leave": lambda ask: teams.rooms.leave(ask["room"], ask["person"]),
            "write": lambda ask: teams.rooms.write(
                ask["person"], ask["room"], ask["text"], root=ask.get("root", "")
            ),
            "open_dialog": lambda ask: teams.rooms.open_dialog(
                ask["person"], ask["room"], ask["message"]
            ),
            "send_dialog": lambda ask: teams.rooms.send_dialog(
                ask["person"], ask["room"], ask["message"], ask["data"]
            ),
        }


async def _next(events: asyncio.Queue[Json]) -> Json:
    """Wait for a change; give nothing when it is time for a sign of life."""
    try:
        return await asyncio.wait_for(events.get(), HEARTBEAT)
    except TimeoutError:
        return {}


def _done(deed: Deed) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            return _sentence("Send application/json.", 415)
        try:
            outcome = await deed(await request.json())
        except NotPossibleError as error:
            return _sentence(str(error), 409)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return _sentence("The page sent something that cannot be read. Reload it.", 400)
        if isinstance(outcome, Message):  # to other people alone
            return web.json_response({"accepted": True})
        deliveries = outcome if isinstance(outcome, tuple) else (outcome,)
        answer: Json = {"accepted": all(each.accepted for each in deliveries)}
        if request.path.rpartition("/")[2] in DIALOGS:
            answer["body"] = deliveries[0].body
        return web.json_response(answer)

    return handle


async def _to_the_page(request: web.Request) -> web.StreamResponse:
    raise web.HTTPMovedPermanently(f"{request.path}/")


async def _file(request: web.Request) -> web.StreamResponse:
    name, kind = FILES[request.path.rpartition("/")[2]]
    text = await asyncio.to_thread(Path(PAGE, name).read_text, encoding="utf-8")
    return web.Response(text=text, content_type=kind, charset="utf-8", headers=HEADERS)


@web.middleware
async def _guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Only this machine and only this page: another site may neither read nor press."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and urlsplit(origin).netloc != request.host
    if foreign or urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        return _sentence("The try-out answers its own page only.", 403)
    return await handler(request)


def _sentence(text: str, status: int) -> web.Response:
    body: dict[str, Any] = {"error": text}
    return web.json_response(body, status=status, headers=HEADERS)
