"""One tenant in trouble: its people, their Teams with its ledger, the services that serve it."""

import asyncio
import contextlib
import itertools
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from matching.model import PersonId
from matching.rules import Rules
from matching.skills import Skill, SkillId
from storage.change import Address, Change, Person, Tenant
from storage.commit import Cause
from storage.driver import Driver
from storage.store import Store
from teams_bot.nightly import KIND
from teams_bot.tryout import DemoPerson, LocalTeams
from teams_bot.tryout.activities import Activities, button_of, pressed, written
from teams_bot.tryout.chats import Chat, Message
from tests.chaos.processes import NO_CRASH, Crash, Launcher, Service
from tests.chaos.speed import SPEED

DATABASE = "chaos"
BOT = "28:nanomentor-chaos"
ALWAYS = "mon-sun 00:00-24:00"
EXCEL = SkillId("excel")
QUESTION = "How do I pivot in Excel?"
PATIENCE = 15 / SPEED  # seconds that Teams waits for the bot
PAUSE = 0.1
AGAIN = 5 / SPEED
STARTS = 8
SECONDS_TO_TAKE = 60.0
SECONDS_TO_DRAIN = 60.0
TOMORROW = ["check"]  # kinds of messages that are planned for a later day
SOON = {"$add": ["$$NOW", 5000]}  # a service's own clock may be a little ahead of the database's


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A new message the connector carried out, however it answered."""

    job: str
    person: str
    at: float  # time.monotonic()
    id: str


class Witness(LocalTeams):
    """The local Teams, which also keeps what it carried out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.accepted: list[Accepted] = []

    def _send(self, request: web.Request, activity: Any, chat: Chat) -> tuple[int, Any]:
        status, answer = super()._send(request, activity, chat)
        job = (activity.get("channelData") or {}).get("job", "")
        self.accepted.append(
            Accepted(job=job, person=chat.person.id, at=time.monotonic(), id=answer["id"])
        )
        return status, answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How the bot took an activity at last."""

    status: int
    body: Any
    tries: int
    seconds: float


@dataclass(slots=True, kw_only=True)
class World:
    """One tenant. `uri` and `tenant` are all that its services know of each other."""

    tenant: str
    uri: str
    launcher: Launcher
    store: Store
    teams: Witness
    activities: Activities
    http: aiohttp.ClientSession
    services: list[Service] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)  # where Teams finds the bot
    supervisors: list[asyncio.Task[None]] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)  # activities that were not taken

    # ---- services

    async def start(
        self, command: str = "serve", crash: Crash = NO_CRASH, *, port: int = 0, ahead: str = ""
    ) -> Service:
        """Start a process; one that does not even get to its port is started again."""
        environment = {
            "NANOMENTOR_ANONYMOUS": "1",
            "MicrosoftAppTenantId": self.tenant,
            "MONGODB_URI": self.uri,
            "MONGODB_DATABASE": DATABASE,
            **({"FAKETIME": f"{ahead} x{SPEED}"} if ahead else {}),
        }
        for _ in range(STARTS):
            made = await self.launcher.start(command, environment, crash, port=port)
            self.services.append(made)
            if command != "serve" or await made.listening():
                return made
            port = made.port
        raise AssertionError(f"the service does not start: {made.said}")

    async def served(self, crash: Crash = NO_CRASH) -> Service:
        """Start the one service that Teams speaks to, at the address of the one before."""
        made = await self.start(crash=crash, port=self.ports[0] if self.ports else 0)
        self.ports = [made.port]
        return made

    def supervise(self, service: Service) -> None:
        """Start another when this one has ended, as an operator's supervisor does."""

        async def replace_it() -> None:
            await asyncio.shield(service.ended)
            await self.served()

        self.supervisors.append(asyncio.create_task(replace_it()))

    async def stop(self) -> None:
        """Kill what still runs."""
        for each in self.supervisors:
            each.cancel()
        await asyncio.gather(*self.supervisors, return_exceptions=True)
        await asyncio.gather(*(each.kill() for each in self.services))

    # ---- what people do

    def message(self, person: str, text: str = QUESTION) -> dict[str, Any]:
        """Somebody writes."""
        return self.activities.make(self.teams._chat(person), "message", **written(text))

    def press(
        self, person: str, verb: str, inputs: Mapping[str, str] | None = None, *, of: str = ""
    ) -> dict[str, Any]:
        """Somebody presses the button with this verb, on their newest card that has it."""
        chat = self.teams._chat(person)
        found = next(each for each in self.cards(person, verb) if of in str(each.attachments))
        value = pressed(button_of(chat, found.id, verb), inputs or {})
        return self.activities.make(
            chat, "invoke", name="adaptiveCard/action", replyToId=found.id, value=value
        )

    def press_raw(self, person: str, verb: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Somebody presses a button that no card has to have."""
        value = pressed({"type": "Action.Execute", "verb": verb, "data": dict(data)}, {})
        chat = self.teams._chat(person)
        return self.activities.make(chat, "invoke", name="adaptiveCard/action", value=value)

    def installed(self, person: str) -> dict[str, Any]:
        """Somebody adds the app."""
        return self.activities.make(self.teams._chat(person), "installationUpdate", action="add")

    def cards(self, person: str, verb: str) -> list[Message]:
        """The messages of the bot with this button, the newest first."""
        return [
            each
            for each in reversed(self.teams.messages(person))
            if each.sender == "bot" and f"'verb': '{verb}'" in str(each.attachments)
        ]

    async def post(self, activity: Mapping[str, Any], turn: int = 0) -> tuple[int, Any]:
        """Deliver an activity once; 0 when there was no answer."""
        url = f"http://127.0.0.1:{self.ports[turn % len(self.ports)]}/api/messages"
        try:
            async with self.http.post(url, json=activity) as response:
                return response.status, await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError):
            return 0, None

    async def deliver(self, activity: Mapping[str, Any]) -> Taken:
        """Deliver an activity as Teams does: the same again, until it is taken or refused.

        Gives up after a minute; the status is then that of the last try.
        """
        started = time.monotonic()
        for tries in itertools.count(1):
            status, body = await self.post(activity, tries)
            if 0 < status < 500 or time.monotonic() - started > SECONDS_TO_TAKE:
                break
            self.refused[activity["from"]["aadObjectId"]] += 1
            await asyncio.sleep(PAUSE if status == 0 else AGAIN)
        return Taken(status=status, body=body, tries=tries, seconds=time.monotonic() - started)

    # ---- what is kept

    async def documents(self, collection: str, **where: Any) -> list[dict[str, Any]]:
        """Read what is kept of this tenant; any worker may plan the night's snapshot meanwhile."""
        if collection == "jobs":
            where.setdefault("kind", {"$ne": KIND})
        found = self.store.driver.collection(collection).find({"tenant": self.tenant, **where})
        return await found.to_list(None)

    async def left(self) -> list[str]:
        """Give the messages that have not ended, but for those of tomorrow; and timers due."""
        message = {"lane": {"$ne": None}, "kind": {"$nin": TOMORROW}}
        due = {
            "state": "pending",
            "$or": [message, {"$expr": {"$lte": ["$due", SOON]}}],
        }
        found = await self.documents("jobs", **{"$or": [{"state": "leased"}, due]})
        return [f"{each['key']} is {each['state']}" for each in found]

    async def drained(self, seconds: float = SECONDS_TO_DRAIN) -> None:
        """Wait until nothing is due or under way."""
        give_up = time.monotonic() + seconds
        while left := await self.left():
            if time.monotonic() > give_up:
                raise AssertionError(f"after {seconds} s: {', '.join(left[:5])}; {self.said}")
            await asyncio.sleep(PAUSE)

    @property
    def said(self) -> str:
        """What the last services printed."""
        return "\n".join(each.said for each in self.services[-2:])


def learner(number: int) -> str:
    """The id of a learner."""
    return f"learner-{number}"


def mentor(number: int) -> str:
    """The id of a mentor."""
    return f"mentor-{number}"


@contextlib.asynccontextmanager
async def opened(
    uri: str,
    driver: Driver,
    launcher: Launcher,
    *,
    learners: int = 1,
    mentors: int = 4,
    rules: Mapping[str, object] | None = None,
    strangers: tuple[str, ...] = (),
) -> AsyncIterator[World]:
    """Open a world; at the end its processes are killed and its connections closed.

    Mentors agreed to be asked and are awake at every hour; `strangers` have not added the app.
    """
    tenant = f"tenant-{secrets.token_hex(6)}"
    known = [learner(each) for each in range(learners)] + [mentor(each) for each in range(mentors)]
    place = web.Application()
    runner = web.AppRunner(place, access_log=None, shutdown_timeout=1)
    store = Store(driver, Tenant(tenant))
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as http:
        teams, activities = _teams(tenant, known, strangers, place)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}/teams"
        activities._service_url = teams._activities._service_url = address
        world = World(
            tenant=tenant,
            uri=uri,
            launcher=launcher,
            store=store,
            teams=teams,
            activities=activities,
            http=http,
        )
        try:
            await _populate(world, known, address, rules or {})
            yield world
        finally:
            await world.stop()
            await teams.close()
            await runner.cleanup()


def _teams(
    tenant: str, known: list[str], strangers: tuple[str, ...], place: web.Application
) -> tuple[Witness, Activities]:
    teams = Witness(
        bot_endpoint="http://127.0.0.1:9/nobody",
        bot_id=BOT,
        bot_name="Nanomentor",
        tenant=tenant,
        now=lambda: datetime.now(UTC),
        people=[DemoPerson(id=each, name=each.title()) for each in (*known, *strangers)],
        service_url="",
        installed=(*known, *strangers),
        ledger_size=100_000,
    )
    place.add_subapp("/teams", teams.connector())
    bot = {"id": BOT, "name": "Nanomentor"}
    return teams, Activities(bot=bot, tenant=tenant, service_url="", now=lambda: datetime.now(UTC))


async def _populate(
    world: World, known: list[str], address: str, rules: Mapping[str, object]
) -> None:
    """Bring the people in, as they are after the import, the installation and their consent."""
    store, now = world.store, await world.store.time()
    await store.import_skills([Skill(id=EXCEL, label="Excel")])
    if rules:
        await store.publish_rules(await store.rules(), rules, ("chaos", "a test"), now)
    assert Rules(**rules)
    people = tuple((None, _person(world.teams._chat(each), address)) for each in known)
    await store.commit(Change(people=people), Cause(), now)


def _person(chat: Chat, service_url: str) -> Person:
    helps = chat.person.id.startswith("mentor")
    return Person(
        id=PersonId(chat.person.id),
        name=chat.person.name,
        imported=True,
        skills_given={EXCEL: 4} if helps else {},
        opted_in=helps,
        welcomed=True,
        hours=ALWAYS,
        address=Address(
            service_url=service_url,
            conversation=chat.conversation,
            user=chat.user,
            bot=BOT,
        ),
        reachable=True,
    )
