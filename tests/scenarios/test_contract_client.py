"""A client that knows the contracts and nothing else: commands, variables, routes, verbs, inputs.

It starts the service as an operator does, brings its own connector, and plays Teams for people of
a CSV file. Nothing of the product is imported here.
"""

import asyncio
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

Json = dict[str, Any]

ROOT = Path(__file__).parents[2]
MENTORS = ("ana", "ben", "cai")
PEOPLE = """id,name,source,skills,time_zone,hours,languages,minutes_per_week,active
lea,Lea Hart,peer,,Europe/Berlin,mon-sun 00:00-24:00,en,60,yes
ana,Ana Silva,peer,excel:5,Europe/Berlin,mon-sun 00:00-24:00,en; de,60,yes
ben,Ben Okafor,peer,excel:4,Europe/Berlin,mon-sun 00:00-24:00,en,60,yes
cai,Cai Wong,contract,excel:3,Europe/Berlin,mon-sun 00:00-24:00,en,60,yes
"""
QUESTION = "How do I pivot a table in excel?"
ANSWER = "Insert, PivotTable, then drag the month to Columns."
SECONDS = 20.0


@dataclass(kw_only=True)
class Chat:
    """The conversation of one person as their screen shows it: cards by the id they came with."""

    shown: dict[str, Json] = field(default_factory=dict)
    came: list[str] = field(default_factory=list)  # everything posted, as it was

    def buttons(self, verb: str) -> list[tuple[str, Json]]:
        """Every button with this verb, with the message it is on, newest first."""
        newest = reversed(self.shown.items())
        return [
            (each, one) for each, card in newest for one in executes(card) if one["verb"] == verb
        ]

    def reads(self, part: str) -> bool:
        return any(part in json.dumps(each, ensure_ascii=False) for each in self.shown.values())


@dataclass(kw_only=True)
class Client:
    """Plays Teams for the people, and keeps what reaches each of them."""

    url: str
    here: str
    http: aiohttp.ClientSession
    tenant: str = ""
    chats: dict[str, Chat] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10**9)))

    async def posted(self, request: web.Request) -> web.Response:
        """The connector: something new in a conversation."""
        activity, chat = await request.json(), self._chat(request)
        identity = f"m{next(self.numbers)}"
        chat.shown[identity] = activity
        chat.came.append(json.dumps(activity, sort_keys=True))
        return web.json_response({"id": identity}, status=201)

    async def replaced(self, request: web.Request) -> web.Response:
        """The connector: a message is drawn anew."""
        self._chat(request).shown[request.match_info["activity"]] = await request.json()
        return web.json_response({"id": request.match_info["activity"]})

    def _chat(self, request: web.Request) -> Chat:
        return self.chats[request.match_info["conversation"].removeprefix("chat-")]

    async def send(self, who: str, kind: str, **fields: Any) -> tuple[int, Json]:
        """Send one activity of a person; give status and body."""
        self.chats.setdefault(who, Chat())
        activity: Json = {
            "type": kind,
            "id": f"a{next(self.numbers)}",
            "channelId": "msteams",
            "serviceUrl": self.here,
            "from": {"id": f"29:{who}", "name": who.title(), "aadObjectId": who},
            "recipient": {"id": "28:bot", "name": "Nanomentor"},
            "conversation": {"id": f"chat-{who}", "conversationType": "personal"},
            **({"channelData": {"tenant": {"id": self.tenant}}} if self.tenant else {}),
            **fields,
        }
        async with self.http.post(f"{self.url}/api/messages", json=activity) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else {}

    async def install(self, who: str) -> None:
        """Both activities of an installation."""
        added = [{"id": "28:bot"}]
        for status, _ in (
            await self.send(who, "installationUpdate", action="add"),
            await self.send(who, "conversationUpdate", membersAdded=added),
        ):
            assert status in (200, 201, 202)

    async def say(self, who: str, text: str) -> None:
        """Write a message; Teams repeats its text as HTML."""
        repeat = {"contentType": "text/html", "content": f"<p>{text}</p>"}
        status, _ = await self.send(who, "message", text=text, attachments=[repeat])
        assert status in (200, 201, 202)

    async def press(self, who: str, verb: str, **inputs: str) -> str:
        """Press the newest button with this verb; what comes back takes the card's place."""
        await self.until(lambda: self.chats[who].buttons(verb), f"{who} to see {verb}")
        message, button = self.chats[who].buttons(verb)[0]
        data = {**button.get("data", {}), **inputs}
        action = {"type": "Action.Execute", "verb": verb, "data": data}
        value = {"action": action, "trigger": "manual"}
        status, body = await self.send(
            who, "invoke", name="adaptiveCard/action", value=value, replyToId=message
        )
        assert (status, body["statusCode"]) == (200, 200), body
        if body["type"] == "application/vnd.microsoft.card.adaptive":
            card = {"contentType": body["type"], "content": body["value"]}
            self.chats[who].shown[message] = {"attachments": [card]}
        return json.dumps(body["value"], ensure_ascii=False)

    async def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until something is seen."""
        try:
            async with asyncio.timeout(SECONDS):
                while not true():
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"waited for {what}: {self.chats}") from None

    async def reads(self, who: str, part: str) -> None:
        await self.until(lambda: self.chats[who].reads(part), f"{who} to read {part}")


def executes(part: Any) -> list[Json]:
    """Every Action.Execute anywhere in a message."""
    if isinstance(part, list):
        return [one for each in part for one in executes(each)]
    if not isinstance(part, dict):
        return []
    own = [part] if part.get("type") == "Action.Execute" else []
    return [*own, *executes(list(part.values()))]


async def command(environment: dict[str, str], *words: str) -> tuple[int, str]:
    """Run one command of the product; give its exit code and what it printed."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "teams_bot", *words),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    printed, _ = await process.communicate()
    return process.returncode or 0, printed.decode()


@asynccontextmanager
async def served(mongodb: str, **variables: str) -> AsyncIterator[tuple[Client, dict[str, str]]]:
    """The service as a process of its own, and a client with a connector beside it."""
    environment = {
        **os.environ,
        "NANOMENTOR_ANONYMOUS": "1",
        "MONGODB_URI": mongodb,
        "MONGODB_DATABASE": f"contract_{secrets.token_hex(6)}",
        "PORT": str(_free_port()),
        **variables,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "teams_bot", "serve"),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    app = web.Application()
    runner = web.AppRunner(app)
    async with aiohttp.ClientSession() as http:
        client = Client(url=f"http://127.0.0.1:{environment['PORT']}", here="", http=http)
        path = "/v3/conversations/{conversation}/activities"
        app.router.add_post(path, client.posted)
        app.router.add_post(f"{path}/{{activity}}", client.posted)
        app.router.add_put(f"{path}/{{activity}}", client.replaced)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            client.here = f"http://127.0.0.1:{runner.addresses[0][1]}"
            await _ready(client)
            yield client, environment
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            code = await process.wait()
            await runner.cleanup()
        assert code == 0


async def _ready(client: Client) -> None:
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                async with client.http.get(f"{client.url}/readyz") as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientConnectorError:
                pass
            await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_a_client_of_the_contracts_plays_the_whole_story(
    mongodb: str, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    async with served(mongodb) as (client, environment):
        code, printed = await command(environment, "people", "import", str(file))
        assert code == 0, printed
        assert "4 added" in printed
        code, printed = await command(environment, "people", "import", str(file))
        assert (code, "4 unchanged" in printed) == (0, True), printed

        await asyncio.gather(*(client.install(each) for each in ("lea", *MENTORS)))
        for each in MENTORS:
            await client.press(each, "join")
        await client.reads("lea", "Welcome")

        def asked() -> list[str]:
            return [each for each in MENTORS if client.chats[each].buttons("take")]

        await client.say("lea", QUESTION)
        await client.until(lambda: len(asked()) == 2, "two offers")
        (other, mentor), (spared,) = asked(), set(MENTORS) - set(asked())
        for each in (other, mentor):
            for verb in ("take", "pass", "answer"):
                assert client.chats[each].buttons(verb), (each, verb)
        await client.press(other, "pass", suggest="Ana", reason="She knows it better")
        await client.press(mentor, "take")
        await client.reads("lea", "has taken your question")
        await client.press(mentor, "answer", answer=ANSWER)
        await client.reads("lea", ANSWER)
        await client.press("lea", "follow_up", text="And on a Mac?")
        await client.reads(mentor, "And on a Mac?")
        await client.press(mentor, "follow_up", text="The same way.")
        await client.reads("lea", "The same way.")
        verdict = {"rating": "great", "minutes_saved": "15", "next": "close", "thanks": "Perfect!"}
        await client.press("lea", "finish", **verdict)
        await client.reads(mentor, "Perfect!")

        code, printed = await command(environment, "thread", "list", "--json")
        assert code == 0
        (listed,) = json.loads(printed)
        code, printed = await command(environment, "thread", "show", listed["id"], "--json")
        assert code == 0
        _check(json.loads(printed), mentor, other)
        came = {who: len(chat.came) for who, chat in client.chats.items()}
        assert came == {"lea": 4, mentor: 4, other: 2, spared: 1}
        for chat in client.chats.values():
            assert len(set(chat.came)) == len(chat.came)


def _check(shown: Json, mentor: str, other: str) -> None:
    """The format of `thread show --json`, as far as the contracts promise it."""
    assert shown["state"] == "closed"
    assert {each["mentor"]: each["state"] for each in shown["offers"]} == {
        mentor: "answered",
        other: "passed",
    }
    (answer,) = shown["answers"]
    assert (answer["text"], answer["rating"], answer["minutes_saved"]) == (ANSWER, "great", 15)
    assert {each["mentor"] for each in shown["picks"]} == {mentor, other}
    assert all(0 <= term <= 1 for each in shown["picks"] for term in each["terms"].values())
    assert all(each["reason"] for each in shown["refusals"])
    assert isinstance(shown["rules_version"], int)
    assert isinstance(shown["seed"], int)


async def test_with_a_tenant_given_the_activities_of_another_are_refused(
    mongodb: str, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE)
    ours, theirs = "11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa", "22222222-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
    async with served(mongodb, MicrosoftAppTenantId=ours) as (client, environment):
        code, printed = await command(environment, "people", "import", str(file))
        assert code == 0, printed
        client.tenant = theirs
        for kind in ("message", "installationUpdate"):
            status, body = await client.send("lea", kind, text=QUESTION, action="add")
            assert status == 403
            assert body["error"]
        client.tenant = ours
        await client.install("lea")
        await client.reads("lea", "Welcome")
        await client.say("lea", QUESTION)
        await client.reads("lea", "nobody")
        assert len(client.chats["lea"].came) == 2
