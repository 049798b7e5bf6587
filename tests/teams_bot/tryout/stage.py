"""A stage for tests of the try-out: the local Teams, and a bot that does what the test says."""

import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from teams_bot.tryout import DemoPerson, LocalTeams, Patience, build_tryout

Json = dict[str, Any]
TENANT = "11111111-1111-1111-1111-111111111111"
BOT = "22222222-2222-2222-2222-222222222222"
ANA = "00000000-0000-0000-0000-00000000000a"
BEN = "00000000-0000-0000-0000-00000000000b"
PEOPLE = (
    DemoPerson(id=ANA, name="Ana Silva", title="Sales analyst"),
    DemoPerson(id=BEN, name="Ben Okafor", title="Controller"),
    DemoPerson(id="00000000-0000-0000-0000-00000000000c", name="Chiara Rossi", title="Buyer"),
    DemoPerson(id="00000000-0000-0000-0000-00000000000d", name="Dmitri Petrov", title="Engineer"),
)
QUICK = Patience(message=0.3, second_try=0.5, invoke=0.3)


def card_of(*body: Json, actions: tuple[Json, ...] = (), version: str = "1.5") -> Json:
    return {
        "type": "AdaptiveCard",
        "version": version,
        "body": list(body),
        "actions": list(actions),
    }


def button(verb: str, title: str = "", **data: str) -> Json:
    return {"type": "Action.Execute", "verb": verb, "title": title or verb, "data": data}


def text(words: str, **more: Any) -> Json:
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def with_card(card: Json, **more: Any) -> Json:
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": card}], **more}


def invoke_card(card: Json) -> Json:
    return {
        "statusCode": 200,
        "type": "application/vnd.microsoft.card.adaptive",
        "value": card,
    }


async def _nod(_activity: Json) -> web.Response:
    return web.Response(status=200)


@dataclass(slots=True, kw_only=True)
class Stage:
    """What a test needs: the Teams, what the bot heard, and the connector over real HTTP."""

    teams: LocalTeams
    url: str
    http: aiohttp.ClientSession
    heard: list[Json] = field(default_factory=list)
    answer: Callable[[Json], Awaitable[web.StreamResponse]] = _nod

    def conversation(self, person: str) -> str:
        return self.teams._chat(person).conversation

    async def ask(
        self, method: str, path: str, body: Any = None, **more: Any
    ) -> tuple[int, Any, dict[str, str]]:
        """One request to the connector: status, body, headers."""
        options = {"json": body} if body is not None else {}
        url = f"{self.url}/tryout/connector/v3/conversations{path}"
        async with self.http.request(method, url, **options, **more) as response:
            return response.status, await response.json(), dict(response.headers)

    async def send(self, person: str, activity: Json) -> tuple[int, Any, dict[str, str]]:
        return await self.ask("POST", f"/{self.conversation(person)}/activities", activity)


@contextlib.asynccontextmanager
async def staged(
    *,
    installed: tuple[str, ...] = (ANA, BEN),
    suggestions: tuple[str, ...] = (),
    shown: tuple[str, ...] = (),
    **options: Any,
) -> AsyncIterator[Stage]:
    """Bot and try-out on one loopback port, as in the product."""
    place = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{place.getsockname()[1]}"
    teams = LocalTeams(
        bot_endpoint=f"{url}/api/messages",
        bot_id=BOT,
        bot_name="Nanomentor",
        tenant=TENANT,
        now=lambda: datetime.now(UTC),
        people=options.pop("people", PEOPLE),
        service_url=f"{url}/tryout/connector",
        installed=installed,
        patience=options.pop("patience", QUICK),
        **options,
    )
    async with aiohttp.ClientSession() as http:
        stage = Stage(teams=teams, url=url, http=http)

        async def messages(request: web.Request) -> web.StreamResponse:
            activity = await request.json()
            stage.heard.append(activity)
            return await stage.answer(activity)

        app = web.Application()
        app.router.add_post("/api/messages", messages)
        app.add_subapp("/tryout", build_tryout(teams, suggestions, shown=shown))
        runner = web.AppRunner(app, shutdown_timeout=1)
        await runner.setup()
        await web.SockSite(runner, place).start()
        try:
            yield stage
        finally:
            await runner.cleanup()
