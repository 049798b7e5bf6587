"""A small company with the service running for it, and the local Teams beside it.

Lea asks; Ana, Ben, Cai and Dan know Excel, best first, and are at work around the clock; Gus has
the app and is on no list. Everything goes over HTTP to a real service on a free port, and each
company is a tenant of its own on the shared MongoDB.

Time passes by `later`: what is remembered is moved into the past, so that the real clocks of the
service and of MongoDB may go on as they are. At the end of each test `audit` looks whether what
must always hold does.
"""

import asyncio
import math
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from inspect import isawaitable
from typing import Any

import aiohttp
import pytest

from matching.model import PersonId, Record
from matching.skills import Skill, SkillId
from matching.thread import WAITING, Thread, tally, verdicts_in
from matching.verdicts import HALF_LIFE, Verdicts
from storage.change import Address, Change, Committed, Person
from storage.codec import field_of
from storage.commit import Cause
from storage.embedded import free_port
from storage.jobs import pacing
from storage.store import Store
from teams_bot.app import Running, build_app, listening, running
from teams_bot.auditor import _doubtful
from teams_bot.offers import begin
from teams_bot.services import Clock, Services
from teams_bot.settings import Settings
from teams_bot.smtp_url import mail_server
from teams_bot.tryout import DemoPerson, DemoRoom, LocalTeams, Patience
from teams_bot.tryout.chats import Delivery, Message
from teams_bot.tryout.limits import actions

Json = dict[str, Any]

EXCEL = SkillId("excel")
LEVELS = {"ana": 5, "ben": 4, "cai": 3, "dan": 2}
EVERYBODY = ("lea", "lou", *LEVELS, "gus")
ALWAYS = "mon-sun 00:00-24:00"
QUESTION = "How do I pivot in Excel?"
ANSWER = "Insert, PivotTable, then drag the month to Columns."
PATIENCE_SECONDS = 30.0  # the machine may be shared; what holds ends the wait at once
BOT = "28:nanomentor-test"
GENERAL, LUNCH = "general", "lunch"
ROOMS = (
    DemoRoom(id=GENERAL, name="General", kind="channel", team="19:team@thread.tacv2"),
    DemoRoom(id=LUNCH, name="Lunch club", kind="groupChat"),
)
NEVER_MOVED = frozenset({"_id", "tenant"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a press was answered."""

    status: int
    body: Any
    activity: Json

    @property
    def card(self) -> Json | None:
        value = self.body["value"]
        return value if isinstance(value, dict) else None

    @property
    def said(self) -> str:
        """The sentence, or the words of the card."""
        value = self.body["value"]
        return value if isinstance(value, str) else words_of(value)


@dataclass(slots=True, kw_only=True)
class Company:
    """The people, their Teams, and the service they talk to."""

    teams: LocalTeams
    parts: Running
    url: str
    http: aiohttp.ClientSession
    ids: Iterator[int] = field(default_factory=lambda: iter(range(10**9)))

    @property
    def store(self) -> Store:
        return self.parts.services.store

    # ---- what people do

    async def say(self, who: str, text: str, **more: Any) -> Delivery:
        """Write a message, which the bot takes."""
        delivery = await self.teams.say(who, text, **more)
        assert delivery.accepted, delivery
        return delivery

    async def ask(self, text: str = QUESTION, who: str = "lea") -> Thread:
        """Ask; wait until everybody who is asked at once has the card; give the thread."""
        await self.say(who, text)
        await self.quiet()
        return await self.thread(who)

    async def press(self, who: str, verb: str, inputs: Mapping[str, str] | None = None) -> Reply:
        """Press the newest button with this verb."""
        found = await self.message(who, verb)
        button = next(each for each in buttons(found) if each["verb"] == verb)
        return reply_to(await self.teams.press(who, found.id, button, inputs))

    async def press_raw(self, who: str, verb: str, data: Mapping[str, Any]) -> Reply:
        """Press a button that no card has to have."""
        button = {"type": "Action.Execute", "verb": verb, "data": dict(data)}
        return reply_to(await self.teams.press(who, "", button))

    async def answer(self, who: str, text: str = ANSWER) -> Reply:
        """Answer on the offer's card, and let it arrive."""
        reply = await self.press(who, "answer", {"answer": text})
        await self.quiet()
        return reply

    async def finish(self, who: str = "lea", **inputs: str) -> Reply:
        """Rate the newest answer, and let it arrive."""
        reply = await self.press(who, "finish", {"rating": "great", "next": "close", **inputs})
        await self.quiet()
        return reply

    async def post(self, activity: Mapping[str, Any], **changes: Any) -> tuple[int, bytes]:
        """Post an activity as Teams would; give status and body as they came."""
        whole = {**activity, **changes}
        async with self.http.post(f"{self.url}/api/messages", json=whole) as response:
            return response.status, await response.read()

    def new_id(self) -> str:
        """An id no activity had before."""
        return f"again-{next(self.ids)}"

    def activity(self, who: str, kind: str, **fields: Any) -> Json:
        """An activity of Teams from this person that was not sent yet."""
        return self.teams._activities.make(self.teams._chat(who), kind, **fields)

    # ---- what people see

    def messages(self, who: str) -> list[Message]:
        return [each for each in self.teams.messages(who) if each.sender == "bot"]

    def seen(self, who: str) -> list[str]:
        """The words of every message as it looks now, oldest first."""
        return [words(each) for each in self.messages(who)]

    async def message(self, who: str, verb: str) -> Message:
        """Wait for the newest message that has a button with this verb."""

        def newest() -> Message | None:
            carry = (each for each in reversed(self.messages(who)) if verb in verbs(each))
            return next(carry, None)

        await self.until(newest, f"a message to {who} with {verb}")
        found = newest()
        assert found is not None
        return found

    async def told(self, who: str, part: str) -> str:
        """Wait until this person sees words that hold this part; give them whole."""
        await self.until(
            lambda: any(part in each for each in self.seen(who)),
            lambda: f"{who} to see {part!r}, not {self.seen(who)}",
        )
        return next(each for each in reversed(self.seen(who)) if part in each)

    # ---- what is remembered

    async def thread(self, learner: str = "lea") -> Thread:
        return (await self.store.threads_of(PersonId(learner), 1))[0]

    async def threads(self, learner: str = "lea") -> list[Thread]:
        return await self.store.threads_of(PersonId(learner), 100)

    async def person(self, who: str) -> Person:
        found = await self.store.person(PersonId(who))
        assert found is not None
        return found

    async def change(self, who: str, **changes: Any) -> None:
        """Change somebody behind the service's back."""
        before = await self.person(who)
        change = Change(people=((before, replace(before, **changes)),))
        await self.store.commit(change, Cause(), self.parts.services.now())

    async def rule(self, **values: Any) -> None:
        """Publish rules, in force at once."""
        base = await self.store.rules()
        now = self.parts.services.now()
        await self.store.publish_rules(base, values, ("test", ""), now)
        self.parts.services._rules = None

    async def jobs(self, **query: Any) -> list[Json]:
        found = self.store.driver.collection("jobs").find({"tenant": self.store.tenant, **query})
        return await found.sort("due", 1).to_list(None)

    # ---- time

    async def until(
        self,
        true: Callable[[], object | Awaitable[object]],
        what: str | Callable[[], str] = "a condition",
        seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Wait until something holds."""
        try:
            async with asyncio.timeout(seconds):
                while not await _value(true()):
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(
                f"waited for {what if isinstance(what, str) else what()}"
            ) from None

    async def quiet(self, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until nothing is due and nothing is on its way."""
        query = {
            "tenant": self.store.tenant,
            "$or": [
                {"state": "leased"},
                {"state": "pending", "$expr": {"$lte": ["$due", "$$NOW"]}},
            ],
        }

        async def none() -> bool:
            return await self.store.driver.collection("jobs").find_one(query) is None

        await self.until(none, "the outbox to be empty", seconds)

    async def later(self, **step: float) -> None:
        """Let time pass: `later(minutes=31)`."""
        await self.quiet()
        back = timedelta(**step)
        for name in ("jobs", "threads", "people", "inbox", "drafts", "ties", "lanes"):
            collection = self.store.driver.collection(name)
            for each in await collection.find({"tenant": self.store.tenant}).to_list(None):
                moved = {k: _moved(v, back) for k, v in each.items() if k not in NEVER_MOVED}
                for verdicts in moved.get("verdicts", {}).values():
                    verdicts |= {k: v / math.exp2(back / HALF_LIFE) for k, v in verdicts.items()}
                # nothing else is written: what is paced may leave meanwhile
                if changed := {k: v for k, v in moved.items() if v != each[k]}:
                    await collection.update_one({"_id": each["_id"]}, {"$set": changed})
        self.parts.services.wake()
        await self.quiet()

    # ---- what must always hold

    async def audit(self) -> None:
        """Loads equal the count, what ended holds nobody, what is open has its next step."""
        await audit(self.store)


async def audit(store: Store) -> None:
    """See `Company.audit`."""
    threads = await store.newest_threads(10_000)
    tallies: dict[str, list[Any]] = {}
    for thread in threads:
        for mentor, each in tally(thread).items():
            tallies.setdefault(mentor, []).append(each)
    people = store.driver.collection("people").find({"tenant": store.tenant})
    for document in await people.to_list(None):
        mine = tallies.get(document["id"], [])
        asks = sum(each.state in WAITING for each in threads if each.learner == document["id"])
        assert document["open_questions"] == asks, document["id"]
        assert document["load"] == sum(each.load for each in mine), document["id"]
        for name in Record.__dataclass_fields__:
            total = sum(getattr(each.record, name) for each in mine)
            assert document["record"][name] == pytest.approx(total), (document["id"], name)
        assert document.get("verdicts", {}) == verdicts_of(threads, document["id"])
    services = Services(store=store, clock=Clock(), tenant=store.tenant)
    assert await _doubtful(services, threads) == ()


def verdicts_of(threads: Iterable[Thread], person: str) -> Json:
    """What a person's entry should hold of the ratings of their answers."""
    total: dict[SkillId, Verdicts] = {}
    for thread in threads:
        for skill, each in verdicts_in(thread, PersonId(person)).items():
            total[skill] = total.get(skill, Verdicts()) + each
    return {
        field_of(skill): {
            "rated": pytest.approx(each.rated),
            "points": pytest.approx(each.points),
        }
        for skill, each in total.items()
    }


@pytest.fixture(scope="session")
def shared_database() -> str:
    """One database for all companies: each is a tenant of its own."""
    return f"companies_{secrets.token_hex(6)}"


@pytest.fixture
async def company(mongodb: str, shared_database: str) -> AsyncIterator[Company]:
    """A company of its own, audited at the end."""
    async with founded(mongodb, shared_database) as made:
        yield made
        await made.quiet()
        await made.audit()


@asynccontextmanager
async def founded(
    uri: str,
    database: str,
    *,
    tenant: str = "",
    paced: bool = False,
    work: bool = True,
    smtp: str = "",
) -> AsyncIterator[Company]:
    """Found a company and open the service for it; `smtp` is its SMTP_URL."""
    port = free_port()
    settings = Settings(
        mongodb_uri=uri,
        mongodb_database=database,
        tenant=tenant or f"acme-{secrets.token_hex(6)}",
        tenant_given=True,
        port=port,
        anonymous=True,
        public_url=f"http://127.0.0.1:{port}",
        smtp=mail_server(smtp) if smtp else None,
        mail_from="mentor@acme.test",
    )
    url = f"http://127.0.0.1:{settings.port}"
    async with running(settings) as parts, aiohttp.ClientSession() as http:
        teams = LocalTeams(
            bot_endpoint=f"{url}/api/messages",
            bot_id=BOT,
            bot_name="Nanomentor",
            tenant=settings.tenant,
            now=parts.services.now,
            people=[DemoPerson(id=each, name=each.title()) for each in EVERYBODY],
            service_url=f"{url}/teams",
            installed=EVERYBODY,
            rooms=ROOMS,
            patience=Patience(message=12, second_try=12, invoke=6),
        )
        app = build_app(parts, work=work)
        app.add_subapp("/teams", teams.connector())
        await teams.open()
        made = Company(teams=teams, parts=parts, url=url, http=http)
        with _unhurried() if paced else _hurried():
            await _hire(made.store, parts.services.now(), teams)
            try:
                async with listening(parts, app):
                    yield made
            finally:
                await teams.close()


@pytest.fixture
async def services(mongodb: str, shared_database: str) -> AsyncIterator[Services]:
    """The same people without a network: for tests of single modules."""
    tenant = f"acme-{secrets.token_hex(6)}"
    store = await Store.open(mongodb, shared_database, tenant)
    made = Services(store=store, clock=Clock(), tenant=tenant)
    await _hire(store, made.now(), None)
    yield made
    await audit(store)
    await store.close()


async def known(services: Services, who: str) -> Person:
    """Somebody as the store knows them."""
    found = await services.store.person(PersonId(who))
    assert found is not None
    return found


async def opened(services: Services, text: str = QUESTION, who: str = "lea") -> Thread:
    """A question that was just asked."""
    begun = await begin(services, await known(services, who), text, "origin-1")
    await kept(services, begun.change(None))
    return begun.thread


async def kept(services: Services, change: Change) -> None:
    """Write a change that nothing stands against."""
    assert await services.store.commit(change, Cause(), services.now()) == Committed()


async def _hire(store: Store, now: datetime, teams: LocalTeams | None) -> None:
    """Bring the staff in as an import does, with the app installed and their consent given."""
    base = await store.rules()
    await store.publish_rules(
        base, {"exploration": 0, "similar_after_hours": 0}, ("test", "best first"), now
    )
    await store.import_skills([Skill(id=EXCEL, label="Excel", synonyms=("spreadsheet",))])
    staff = [hired(teams, each) for each in EVERYBODY if each != "gus"]
    await store.import_people(staff, {}, now)


def hired(teams: LocalTeams | None, who: str, **changes: Any) -> Person:
    """Somebody on the list, reachable, who agreed to be asked."""
    address = Address(service_url="http://127.0.0.1:9", conversation=who, user=who, bot=BOT)
    if teams is not None:
        chat = teams._chat(who)
        address = Address(
            service_url=teams._service_url,
            conversation=chat.conversation,
            user=chat.user,
            bot=BOT,
        )
    usual: Json = {
        "imported": True,
        "opted_in": True,
        "welcomed": True,
        "reachable": True,
        "address": address,
        "hours": ALWAYS,
        "time_zone": "UTC",
        "minutes_per_week": 600,
        "skills_given": {EXCEL: LEVELS[who]} if who in LEVELS else {},
    }
    return Person(id=PersonId(who), name=who.title(), **usual | changes)


@contextmanager
def _hurried() -> Iterator[None]:
    """Speak as fast as the local Teams allows, for tests that say little to each person."""
    kept = {name: getattr(pacing, name) for name in ("LANE_MS", "LANE_BURST_MS", "TENANT_MS")}
    for name in kept:
        setattr(pacing, name, 1)
    try:
        yield
    finally:
        for name, value in kept.items():
            setattr(pacing, name, value)


@contextmanager
def _unhurried() -> Iterator[None]:
    yield


def reply_to(delivery: Delivery) -> Reply:
    return Reply(status=delivery.status, body=delivery.body, activity=delivery.activity)


def cards(message: Message) -> list[Json]:
    return [each["content"] for each in message.attachments if "content" in each]


def buttons(message: Message) -> list[Json]:
    """Every button of a message, wherever in the card it is."""
    return [each for card in cards(message) for each in actions(card)]


def buttons_of(card: Json | None) -> list[Json]:
    return list(actions(card))


def verbs(message: Message) -> list[str]:
    return [each["verb"] for each in buttons(message)]


def words(message: Message) -> str:
    """Everything a person reads in a message."""
    return " | ".join([message.text, *map(words_of, cards(message)), message.note])


def words_of(part: Any) -> str:
    """Every text of a card, in its order."""
    if isinstance(part, list):
        return " | ".join(filter(None, map(words_of, part)))
    if not isinstance(part, dict):
        return ""
    own = [part[name] for name in ("text", "title", "value", "label") if _is_text(part, name)]
    inner = [words_of(each) for each in part.values() if isinstance(each, dict | list)]
    return " | ".join(filter(None, [*own, *inner])).replace("\u200b", "").replace("\\", "")


def _is_text(part: Json, name: str) -> bool:
    return isinstance(part.get(name), str)


def _moved(value: Any, back: timedelta) -> Any:
    if isinstance(value, datetime):
        return value - back
    if isinstance(value, dict):
        return {name: _moved(each, back) for name, each in value.items()}
    return [_moved(each, back) for each in value] if isinstance(value, list) else value


async def _value(found: object) -> object:
    return await found if isawaitable(found) else found
