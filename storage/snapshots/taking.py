"""Taking a snapshot: the whole organisation is read once, a page at a time.

Nothing that is kept in memory grows with the people: they are counted page by page. Ties and
questions are read up to a bound, the latest first, and what was left unread is counted. It works
for seconds to minutes and is no part of any turn: a process of its own does it.

Who takes part is active, in the directory, and joined or can be reached. Whoever asked to be
forgotten is neither, and in no figure and no list until they write again; nor is who left.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from matching import asked_for
from matching.asked_for import Asked, AskedFor
from matching.endings import Ended, Endings, endings
from matching.model import PersonId, Tie
from matching.promises import kept
from matching.rules import Rules
from matching.skills import SkillId
from matching.sociogram import WINDOW, Answered, Member, Survey
from matching.thread import Rating, State
from storage import codec, evidence
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver
from storage.snapshots.kept import Covers, Snapshot, takes_part
from storage.waits import past

PAGE: Final = 1000
TIES_READ: Final = 200_000
QUESTIONS_READ: Final = 20_000
SKILLS_READ: Final = 10_000  # skills whose answers are looked at
BEST_READ: Final = 3  # who may have given four fifths of a skill's answers is among these
AT_ONCE: Final = 10
COUNTED: Final = 10_000_000

MEMBER: Final[Document] = dict.fromkeys(
    (
        *("id", "department", "skill_keys", "active", "imported", "opted_in", "reachable"),
        "record.asked",
    ),
    1,
)
QUESTION: Final[Document] = dict.fromkeys(
    (
        *("learner", "anonymous", "text", "skills", "created", "state", "inferred"),
        *("answers.at", "answers.rating", "shortlists.counts.read"),
    ),
    1,
)


async def take(
    driver: Driver, tenant: Tenant, rules: Rules, now: datetime, erased: str
) -> Snapshot:
    """Take the snapshot of now; `erased` is the text of questions that are to be passed over."""
    started = time.perf_counter()
    survey = Survey(now, seed=now.toordinal())
    elsewhere = await _people(driver, tenant, rules, survey)
    ties = await _ties(driver, tenant, survey, now)
    answered = await _answers(driver, tenant, rules, survey)
    report, ended, questions = await _asked_for(
        driver, tenant, survey.held | answered, now, erased
    )
    graph = await asyncio.to_thread(survey.sociogram)
    waited = await past(driver, tenant, rules.default_time_zone, now)
    since = {"tenant": tenant, "created": {"$gte": now - asked_for.WINDOW}}
    tied = {"tenant": tenant, "at": {"$gte": now - WINDOW}}
    return Snapshot(
        day=f"{now:%Y-%m-%d}",
        at=now,
        covers=Covers(
            people=survey.people,
            elsewhere=elsewhere,
            ties=ties,
            ties_unread=await _unread(driver, "ties", tied, ties, TIES_READ),
            questions=questions,
            questions_unread=await _unread(driver, "threads", since, questions, QUESTIONS_READ),
        ),
        graph=graph,
        asked_for=report,
        promises=kept(waited, now),
        endings=ended,
        seconds=round(time.perf_counter() - started, 3),
    )


# ---- people


async def _people(driver: Driver, tenant: Tenant, rules: Rules, survey: Survey) -> int:
    """Let the survey meet everybody who takes part; count the active others."""
    elsewhere = 0
    async for page in _pages(driver, tenant):
        there = [each for each in page if takes_part(each)]
        elsewhere += sum(each["active"] and each["imported"] for each in page) - len(there)
        quiet = [each["id"] for each in there if not _asked_ever(each)]
        askers = await _askers(driver, tenant, quiet)
        for each in there:
            survey.meet(_member(each, rules, asks=each["id"] in askers))
    return elsewhere


async def _pages(driver: Driver, tenant: Tenant) -> AsyncIterator[list[Document]]:
    """Read everybody by their key, so many at once."""
    after = ""
    while True:
        query = {"_id": codec.keys_after(tenant, after), "tenant": tenant}
        page = (
            await driver.collection("people")
            .find(query, MEMBER)
            .sort("_id", 1)
            .limit(PAGE)
            .to_list(None)
        )
        yield page
        if len(page) < PAGE:
            return
        after = page[-1]["id"]


def _willing(document: Mapping[str, Any], rules: Rules) -> bool:
    return takes_part(document) and (document["opted_in"] or not rules.ask_consent)


def _member(document: Mapping[str, Any], rules: Rules, *, asks: bool) -> Member:
    keys = (codec.skill_in(each.rpartition(":")[0]) for each in document["skill_keys"])
    return Member(
        id=PersonId(document["id"]),
        team=document.get("department", ""),
        skills=frozenset(map(SkillId, keys)),
        opted_in=_willing(document, rules),
        asked=_asked_ever(document),
        asks=int(asks),
    )


def _asked_ever(document: Mapping[str, Any]) -> int:
    return int(document.get("record", {}).get("asked", 0))


async def _askers(driver: Driver, tenant: Tenant, who: Sequence[PersonId]) -> set[str]:
    """Name who of these ever asked a question with their name."""
    if not who:
        return set()
    named = {"anonymous": {"$ne": True}}
    pipeline: list[Document] = [
        {"$match": {"tenant": tenant, "learner": {"$in": list(who)}, **named}},
        {"$group": {"_id": "$learner"}},
    ]
    return {each["_id"] for each in await driver.aggregate("threads", pipeline)}


async def _those(driver: Driver, tenant: Tenant, who: Iterable[str]) -> list[Document]:
    """Read those of these people who take part."""
    keys = [codec.key(tenant, each) for each in sorted(set(who))]
    found = driver.collection("people").find({"_id": {"$in": keys}, "tenant": tenant}, MEMBER)
    people = await found.batch_size(READ_AT_ONCE).to_list(None)
    return [each for each in people if takes_part(each)]


# ---- ties


async def _ties(driver: Driver, tenant: Tenant, survey: Survey, now: datetime) -> int:
    """Let the survey hear of the latest ties; count those that were read."""
    query = {"tenant": tenant, "at": {"$gte": now - WINDOW}}
    cursor = driver.collection("ties").find(query).sort("at", -1).limit(TIES_READ)
    read, page = 0, list[Tie]()
    async for each in cursor.batch_size(PAGE):
        page.append(codec.tie_of(each))
        if len(page) == PAGE:
            read += await _hear(driver, tenant, survey, page)
            page = []
    return read + await _hear(driver, tenant, survey, page)


async def _hear(driver: Driver, tenant: Tenant, survey: Survey, ties: Sequence[Tie]) -> int:
    ends = {end for each in ties for end in (each.learner, each.mentor)}
    people = await _those(driver, tenant, ends)
    teams = {PersonId(each["id"]): each.get("department", "") for each in people}
    for each in ties:
        survey.help(each, teams)
    return len(ties)


# ---- answers in each skill


async def _answers(
    driver: Driver, tenant: Tenant, rules: Rules, survey: Survey
) -> frozenset[SkillId]:
    """Tell the survey who answers in which skill; give those that somebody willing answers."""
    edition = (await evidence.head_of(driver, tenant)).edition
    totals = await evidence.totals_in(driver, tenant, edition, SKILLS_READ)
    named: list[tuple[SkillId, PersonId, int]] = []
    skills = sorted(totals)
    for start in range(0, len(skills), AT_ONCE):
        some = skills[start : start + AT_ONCE]
        best = (evidence.best_in(driver, tenant, edition, each, BEST_READ) for each in some)
        for skill, found in zip(some, await asyncio.gather(*best), strict=True):
            named += [(skill, person, answers) for person, answers in found]
    only = [each for each in survey.only_holders.items() if each[0] in totals]
    for start in range(0, len(only), PAGE):
        pairs = only[start : start + PAGE]
        given = await evidence.answers_of(driver, tenant, edition, pairs)
        named += [(skill, person, given.get((skill, person), 0)) for skill, person in pairs]
    willing = set[str]()
    who = sorted({person for _, person, _ in named})
    for start in range(0, len(who), PAGE):
        people = await _those(driver, tenant, who[start : start + PAGE])
        willing |= {each["id"] for each in people if _willing(each, rules)}
    for skill, person, answers in named:
        if person in willing:
            total = totals[skill]
            survey.answers(Answered(skill=skill, mentor=person, answers=answers, total=total))
    return frozenset(skill for skill, person, answers in named if person in willing and answers)


# ---- questions


async def _asked_for(
    driver: Driver, tenant: Tenant, known: frozenset[SkillId], now: datetime, erased: str
) -> tuple[AskedFor, Endings, int]:
    """Report on the latest questions and how they ended; count those that were read."""
    query = {"tenant": tenant, "created": {"$gte": now - asked_for.WINDOW}}
    cursor = driver.collection("threads").find(query, QUESTION)
    read, asked, ended = 0, list[Asked](), list[Ended]()
    async for each in cursor.sort("created", -1).limit(QUESTIONS_READ).batch_size(PAGE):
        read += 1
        ended.append(_ended(each))
        if each["text"] != erased:
            asked.append(_asked(each))
    report = await asyncio.to_thread(asked_for.asked_for, asked, known, now)
    return report, endings(ended), read


def _ended(document: Mapping[str, Any]) -> Ended:
    ratings = [each.get("rating") for each in document["answers"]]
    return Ended(
        state=State(document["state"]),
        inferred=document.get("inferred", False),
        ratings=tuple(None if each is None else Rating(each) for each in ratings),
    )


def _asked(document: Mapping[str, Any]) -> Asked:
    answers = [each["at"] for each in document["answers"]]
    return Asked(
        # all anonymous learners count as one, so that the number of them names nobody
        learner=PersonId("" if document.get("anonymous") else document["learner"]),
        text=document["text"],
        skills=document["skills"],
        created=document["created"],
        answered=min(answers, default=None),
        over=document["state"] == State.UNANSWERED.value,
        found=sum(each.get("counts", {}).get("read", 0) for each in document["shortlists"]),
    )


async def _unread(driver: Driver, name: str, query: Document, read: int, most: int) -> int:
    """Count what a bound left out."""
    if read < most:
        return 0
    counted: int = await driver.collection(name).count_documents(query, limit=COUNTED)
    return max(0, counted - read)
