"""The two-world test: whoever asks without a name, everybody else sees the same.

One story is played twice, with the same people, rules and seeds; once Lea asks, once Lou. The two
differ in everything: name, mail, department, site, manager, language, time zone, who helped them,
whom they helped, who reports to them. What reaches the others must not differ in a letter, once
random ids and the addresses of the tenant are named by their order.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from matching.model import PersonId
from matching.thread import ThreadId
from storage.change import Change
from storage.commit import Cause
from teams_bot import following, texts
from teams_bot.commands.thread import described, people_of, told
from teams_bot.commands.veiled import veiled
from teams_bot.digests import message_of
from tests.support.channel import Room, opened_channel
from tests.support.company import ALWAYS, ANSWER, EXCEL, LEVELS, QUESTION, Company, Json, founded
from tests.support.desk import Seat, employed, seated

PEERS = (*LEVELS, "gus")
UNLIKE: dict[str, Json] = {
    "lea": {
        "name": "Leandra Quirk",
        "mail": "quirk@lea.example",
        "title": "Head of Zeta",
        "department": "Zeta",
        "location": "Zagreb",
        "manager": PersonId("ben"),
        "manager_allowed": True,
        "languages": ("de",),
        "time_zone": "Europe/Zagreb",
    },
    "lou": {
        "name": "Louisa Vance",
        "mail": "vance@lou.example",
        "title": "Analyst of Omega",
        "department": "Omega",
        "location": "Osaka",
        "manager": PersonId("ana"),
        "languages": ("fi", "ja"),
        "time_zone": "Asia/Tokyo",
    },
}
STAFF: dict[str, Json] = {
    "ana": {"department": "Zeta", "languages": ("en",)},
    "ben": {"department": "Zeta", "languages": ("de",)},
    "cai": {"department": "Omega", "languages": ("fi",), "manager": PersonId("lou")},
    "dan": {"department": "Omega", "languages": ("en", "ja"), "manager": PersonId("lea")},
}
HELP = (("lea", "ana", 9), ("lea", "cai", 2), ("lou", "dan", 7), ("ben", "lou", 3))
RULES: Json = {
    "nearness_gain": 1,
    "pair_rest_hours": 24,
    "exploration": 0.6,
    "ladder": "2 peer 30; manager 60; 2 peer 30",
    "similar_check_hours": 0,
}
TOLD_TIME = re.compile(r"\b(\d\d?):(\d\d)\b")
LONG_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(slots=True)
class World:
    """One of the two: who asks in it, and everything the others were answered."""

    company: Company
    asker: str
    replies: list[tuple[str, Any]] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)  # to administrators
    rooms: list[Room] = field(default_factory=list)

    async def press(self, who: str, verb: str, inputs: Json | None = None) -> None:
        reply = await self.company.press(who, verb, inputs)
        await self.company.quiet()
        if who != self.asker:
            self.replies.append((who, reply.body))

    async def ask(self, text: str) -> list[str]:
        """Ask without a name; name those who are asked, in their order."""
        await self.company.say(self.asker, f"anonymous: {text}")
        await self.company.quiet()
        return await self.asked()

    async def asked(self) -> list[str]:
        thread = await self.company.thread(self.asker)
        assert thread.anonymous
        return [each.mentor for each in thread.live_offers]

    async def press_there(self, who: str, verb: str, inputs: Json | None = None) -> None:
        """Press in the channel."""
        reply = await self.rooms[0].press(who, verb, inputs)
        await self.company.quiet()
        if who != self.asker:
            self.replies.append((who, reply.body))

    async def at_desk(self, *seats: Seat) -> None:
        """Look at the console of each."""
        for each in seats:
            self.replies.append((each.who, await each.state()))

    async def look(self) -> None:
        """Look at the question as an administrator does."""
        thread = await self.company.thread(self.asker)
        seen = veiled(thread)
        names = await self.company.store.names(people_of(seen))
        self.shown += [described(seen), told(seen, names)]


@asynccontextmanager
async def world(mongodb: str, database: str, asker: str, seed: int) -> AsyncIterator[World]:
    async with founded(mongodb, database) as company:
        seeds = count(seed)
        company.parts.services.new_seed = lambda: next(seeds)
        for who, changes in (UNLIKE | STAFF).items():
            await company.change(who, **changes)
        for mentor in LEVELS:
            await company.change(mentor, skills_given={EXCEL: 4})
        now = company.parts.services.now()
        tenant = company.store.tenant
        await company.store.driver.collection("ties").insert_many(
            {
                "_id": f"{tenant}:{learner}>{mentor}",
                "tenant": tenant,
                "learner": learner,
                "mentor": mentor,
                "answered": times,
                "rated": times,
                "rating_points": float(times),
                "at": now - timedelta(hours=1),
            }
            for learner, mentor, times in HELP
        )
        await company.rule(**RULES)
        yield World(company=company, asker=asker)
        await company.quiet()
        await company.audit()


async def story(here: World) -> None:
    """Play a story in which everything happens that may reach others."""
    company, asker = here.company, here.asker
    first, second = await here.ask(QUESTION)
    await here.press(first, "pass", {"suggest": "somebody in accounting", "reason": "no time"})
    await company.later(minutes=31)
    third, fourth = await here.asked()
    assert {first, second, third, fourth} == set(LEVELS)  # the manager's rung is left out
    await here.press(third, "take")
    await here.press(third, "follow_up", {"text": "On which machine?"})
    await here.press(asker, "follow_up", {"text": "On a Mac."})
    await company.say(third, "Then it is in the menu Data, I think")
    await company.quiet()
    await here.press(third, "answer", {"answer": ANSWER})
    await here.press(asker, "follow_up", {"text": "And then?"})
    await here.press(second, "answer", {"answer": "Or with a formula."})
    thanks = {
        "rating": "great",
        "next": "close",
        "thanks": "You saved my day",
        "minutes_saved": "",
    }
    await here.press(asker, "finish", thanks)
    await here.look()

    (one, *_) = await here.ask("How do I freeze a row in Excel?")
    await company.teams.edit(
        asker, newest_of(company, asker), "anonymous: How do I freeze two rows in Excel?"
    )
    await company.quiet()
    await here.press(one, "answer", {"answer": "With the menu View."})
    await here.press(asker, "finish", {"rating": "okay", "next": "report", "thanks": ""})
    await here.look()

    await here.ask("How do I print an Excel table on one page?")
    await here.press(asker, "cancel")
    await here.look()

    await here.ask("How do I hide a column in Excel?")
    await read_daily(here, "gus")
    await here.press("gus", "pick_up")
    await here.press("gus", "answer", {"answer": "Right-click its letter, then Hide."})
    await here.press("gus", "follow_up", {"text": "Did it work?"})
    await here.look()


async def read_daily(here: World, who: str) -> None:
    """Let somebody be asked once a day, and let that day's message come now."""
    company = here.company
    await company.say(who, "help")
    await company.quiet()
    usual: Json = {"imported": True, "opted_in": True, "digest": True, "languages": ("sv",)}
    await company.change(who, skills_given={EXCEL: 3}, hours=ALWAYS, **usual)
    services = company.parts.services
    job = await message_of(services, await company.person(who), services.now())
    assert job is not None
    await company.store.commit(Change(jobs=(job,)), Cause(), services.now())
    services.wake()
    await company.message(who, "pick_up")


async def story_elsewhere(here: World) -> None:
    """Play what happens in a channel, and at the desk."""
    company, asker = here.company, here.asker
    here.rooms.append(await opened_channel(company))
    await employed(company, "ana", "dan", ladder="2 crowd 60; call_centre 120")
    ana, dan = await seated(company, "ana"), await seated(company, "dan")
    await here.ask(QUESTION)
    await here.press_there("gus", "cast", {"answer": ANSWER})
    await here.press_there("ben", "see_answers")  # not before their own
    await here.press_there("ben", "cast", {"answer": "Or with a formula."})
    await here.press_there("cai", "cast", {"answer": "Or by hand."})
    await here.press_there("gus", "see_answers")
    await here.press("ben", "stand_by")
    thread = await company.thread(asker)
    given = {each.mentor: each.id for each in thread.answers}
    await here.press(asker, "follow_up", {"answer": given[PersonId("ben")], "text": "Which?"})
    await here.press("ben", "follow_up", {"text": "SUMIFS."})
    await here.press(asker, "join_answers", {"answer": given[PersonId("ben")]})
    await here.press("ben", "write_joint", {"joint": "All of us say: insert a PivotTable."})
    await here.press_there("gus", "see_answers")
    thanks = {"rating": "great", "next": "close", "thanks": "You saved my day"}
    await here.press(asker, "finish", {"answer": given[PersonId("ben")], **thanks})
    await here.look()

    await company.ask("How do I merge cells in Excel?", who="gus")  # waits before it in the queue
    await company.later(minutes=5)
    await here.ask("How do I freeze a row in Excel?")
    await company.later(minutes=5)
    await company.ask("How do I print a table in Excel?", who="cai")
    for minutes in (52, 5, 5):  # they climb one after the other, in an order that is no chance
        await company.later(minutes=minutes)
    await here.at_desk(ana, dan)
    waits = [each["question"] for each in (await ana.state())["queue"]]
    assert len(waits) == 3
    place = waits.index("How do I freeze a row in Excel?")
    chosen = (await ana.state())["queue"][place]
    stands = {"thread": chosen["thread"], "posting": chosen["posting"]}
    here.replies.append(("ana", await ana.press("claim", **stands)))
    await here.at_desk(ana, dan)
    here.replies.append(("dan", await dan.press("claim", **stands)))
    nonce = (await ana.talk())["nonce"]
    here.replies.append(("ana", await ana.on_talk("say", text="How many?", nonce=nonce)))
    await here.press(asker, "follow_up", {"text": "One."})
    await here.at_desk(ana)
    here.replies.append(("ana", await ana.on_talk("hand_back", note="Needs somebody else.")))
    await here.at_desk(ana, dan)
    here.replies.append(("dan", await dan.press("claim", **stands)))
    here.replies.append(("dan", await dan.on_talk("answer", text=ANSWER)))
    here.replies.append(("dan", await dan.on_talk("wrap_up", code="Solved")))
    await here.press(asker, "finish", thanks)
    await here.at_desk(ana, dan)
    await here.look()
    here.replies.append(("page", await page_of(company)))


async def page_of(company: Company) -> str:
    """The console's page as it is served: the same for everybody."""
    async with company.http.get(f"{company.url}/centre/") as response:
        assert response.status == 200
        return await response.text()


async def looked_up(here: World) -> None:
    """Let somebody else ask the same with their name, and be shown what was answered."""
    company = here.company
    index = company.parts.services.answered
    assert index is not None
    await company.until(lambda: len(index) > 0, "the index to know the question", 20)
    await company.say("gus", "How do I pivot in Excel")
    await company.message("gus", "solved")
    await company.quiet()
    taken = asdict(await company.store.take_snapshot(company.parts.services.now(), texts.ERASED))
    here.shown.append({name: taken[name] for name in ("covers", "graph", "asked_for")})


def newest_of(company: Company, who: str) -> str:
    own = [each for each in company.teams.messages(who) if each.sender == "person"]
    return own[-1].id


def ledger(here: World) -> dict[str, Any]:
    """Everything that reached the others, by person, and what administrators were shown."""
    teams = here.company.teams
    by_person = {
        who: [
            {"method": each.method, "body": each.body}
            for each in teams.ledger
            if each.direction == "from bot" and each.conversation == teams._chat(who).conversation
        ]
        + [
            {"summary": each.summary, "text": each.text, "cards": each.attachments}
            for each in here.company.messages(who)
        ]
        for who in PEERS
    }
    there = {
        each.conversation: [
            {"method": one.method, "body": one.body}
            for one in teams.ledger
            if one.direction == "from bot" and one.conversation == each.conversation
        ]
        for each in here.rooms
    }
    return {**by_person, **there, "replies": here.replies, "administrators": rounded(here.shown)}


def rounded(found: Any) -> Any:
    """Round numbers: answers fade a little between the two worlds."""
    if isinstance(found, float):
        return round(found, 4)
    if isinstance(found, dict):
        return {str(name): rounded(each) for name, each in found.items()}
    return [rounded(each) for each in found] if isinstance(found, list | tuple) else found


def without_ids(found: Any, here: World) -> str:
    """Name random ids by their order, and times by how long after the beginning they are."""
    text = json.dumps(found, ensure_ascii=False, indent=1, default=str, sort_keys=True)
    teams = here.company.teams
    text = text.replace(here.company.url, "service").replace(here.company.store.tenant, "tenant")
    for who in PEERS:
        text = text.replace(teams._chat(who).conversation, f"chat of {who}")
        text = text.replace(teams._chat(who).user, f"user {who}")
    known: dict[str, str] = {}
    text = LONG_ID.sub(lambda id_: known.setdefault(id_[0], f"id-{len(known)}"), text)
    text = re.sub(r"\d{13}(?=\")", "message", text)  # Teams numbers messages by its clock
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d[0-9:.+Z]*", "time", text)
    now = here.company.parts.services.now()
    return TOLD_TIME.sub(lambda at: _after(at, now.hour * 60 + now.minute), text)


def _after(at: re.Match[str], now: int) -> str:
    """Say a time of day as tens of minutes from now on."""
    return f"in {(int(at[1]) * 60 + int(at[2]) - now + 5) % 1440 // 10} tens of minutes"


def told_of(asker: str) -> Iterator[str]:
    """Words that name or hint at somebody."""
    for value in UNLIKE[asker].values():
        if isinstance(value, str) and value not in LEVELS:
            yield from (each for each in (value, *value.split()) if len(each) > 2)
    yield f'"{asker}"'


@pytest.mark.parametrize("seed", [11, 12, 13])
async def test_whoever_asks_without_a_name_the_others_see_the_same(
    mongodb: str, shared_database: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "POLL_SECONDS", 0.05)
    seen = {}
    for asker in UNLIKE:
        async with world(mongodb, shared_database, asker, seed) as here:
            await story(here)
            await looked_up(here)
            seen[asker] = without_ids(ledger(here), here)
    for asker in UNLIKE:
        peers = json.dumps({**json.loads(seen[asker]), "administrators": ()}, ensure_ascii=False)
        assert [each for each in told_of(asker) if each in peers] == []
    assert seen["lea"].splitlines() == seen["lou"].splitlines()


@pytest.mark.parametrize("seed", [21, 22])
async def test_in_a_channel_and_at_the_desk_the_others_see_the_same(
    mongodb: str, shared_database: str, seed: int
) -> None:
    seen = {}
    for asker in UNLIKE:
        async with world(mongodb, shared_database, asker, seed) as here:
            await story_elsewhere(here)
            seen[asker] = without_ids(ledger(here), here)
    for asker in UNLIKE:
        assert "All of us say" in seen[asker]
        assert "Needs somebody else." in seen[asker]
        others = json.dumps({**json.loads(seen[asker]), "administrators": ()}, ensure_ascii=False)
        assert [each for each in told_of(asker) if each in others] == []
    assert seen["lea"].splitlines() == seen["lou"].splitlines()


async def test_with_a_name_the_same_story_tells_the_two_apart(
    mongodb: str, shared_database: str
) -> None:
    """Or the comparison would compare nothing."""
    seen = {}
    for asker in UNLIKE:
        async with world(mongodb, shared_database, asker, 11) as here:
            await here.company.ask(QUESTION, who=asker)
            seen[asker] = without_ids(ledger(here), here)
    assert seen["lea"] != seen["lou"]
    assert "Leandra Quirk" in seen["lea"]
    assert ThreadId("") not in seen
