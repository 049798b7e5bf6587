"""People, threads and jobs as the store keeps them; and looking at what it kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from matching.model import PersonId, Record
from matching.thread import WAITING, Thread, ThreadId, joints_of, lines_of, tally
from storage.change import Change, Committed, Interruption, Job, Outcome, Person, Receipt
from storage.commit import Cause
from storage.store import Store
from tests.support import builders

NOW = builders.NOW
PAST = datetime(2020, 1, 1, tzinfo=UTC)
FUTURE = datetime(2999, 1, 1, tzinfo=UTC)
ROOM = {PersonId(name): 3 for name in ("ana", "ben", "cem", "dia")}
COLLECTIONS = (
    *("people", "threads", "jobs", "inbox", "drafts", "ties", "lanes", "rules", "skills"),
    *(
        "evidence",
        "weights",
        "snapshots",
        "deflections",
        "name_words",
        "keys",
        "waits",
        "sessions",
    ),
    *("rooms", "reveals", "vectors"),
    *("off_limits", "stopped", "reports", "audit", "roles"),
)

KEPT_TIMES = ("asked_at", "answered_at", "lines_at", "joints_at")


def person(name: str = "ana", **changes: Any) -> Person:
    """Somebody imported who may be asked about Excel."""
    usual: dict[str, Any] = {
        "name": name.title(),
        "imported": True,
        "opted_in": True,
        "reachable": True,
        "skills_given": {builders.EXCEL: 4},
    }
    return Person(id=PersonId(name), **usual | changes)


def thread(name: str = "thread-1", mentors: tuple[str, ...] = ("ana",), **changes: Any) -> Thread:
    """An open thread of Lea's, offered to the mentors if there are any."""
    usual: dict[str, Any] = {
        "learner": PersonId("lea"),
        "text": "How do I pivot in Excel?",
        "skills": {builders.EXCEL: 1.0},
        "created": NOW,
    }
    asked = Thread(id=ThreadId(name), **usual | changes)
    if not mentors:
        return asked
    offers = tuple(builders.offer(each) for each in mentors)
    return asked.offer(offers, builders.shortlist(), NOW + builders.LOCK)


def job(key: str, to: str | None = None, due: datetime = PAST, **changes: Any) -> Job:
    """A job that has long been due: a message to somebody, or a timer."""
    kind = "rung" if to is None else "say"
    return Job(**{"key": key, "kind": kind, "due": due, "to": to} | changes)


def interrupting(key: str, to: str, due: datetime, per_day: int = 6, **changes: Any) -> Job:
    """A request that counts on somebody's daily budget."""
    counted = Interruption(per_day=per_day)
    return job(key, to, due, **{"kind": "offer", "interruption": counted} | changes)


def receipt(*keys: str, reply: Mapping[str, Any] | None = None, person: str = "lea") -> Cause:
    """The cause of a change: something arrived."""
    return Cause(receipt=Receipt(person=PersonId(person), keys=keys, reply=reply))


async def know(store: Store, *people: Person) -> None:
    """Let the store know people."""
    await commit(store, people=tuple((None, each) for each in people))


async def queue(store: Store, *jobs: Job) -> None:
    """Let the store have jobs, in their order."""
    await commit(store, jobs=jobs)


async def commit(store: Store, cause: Cause | None = None, **change: Any) -> None:
    """Commit a change that must succeed."""
    assert await attempt(store, cause, **change) == Committed()


async def attempt(store: Store, cause: Cause | None = None, **change: Any) -> Outcome:
    """Commit a change."""
    change.setdefault("capacity", ROOM)
    await _learners_known(store, change.get("threads", ()))
    return await store.commit(Change(**change), cause or Cause(), NOW)


async def _learners_known(store: Store, threads: Iterable[tuple[Any, Thread]]) -> None:
    """Let the store know who asks, as everybody is known who wrote to the bot."""
    for learner in {after.learner for _, after in threads}:
        if await store.person(learner) is None:
            new = Person(id=learner, name=learner.title())
            await store.commit(Change(people=((None, new),)), Cause(), NOW)


async def documents(store: Store, collection: str) -> list[dict[str, Any]]:
    """Read everything in a collection, as it is kept."""
    found: list[dict[str, Any]] = (
        await store.driver.collection(collection).find().sort("_id").to_list(None)
    )
    return found


async def everything(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Read the whole database."""
    return {name: await documents(store, name) for name in COLLECTIONS}


async def job_state(store: Store, key: str) -> dict[str, Any]:
    """Read one job as it is kept."""
    found = await store.driver.collection("jobs").find_one({"key": key})
    assert found is not None
    return dict(found)


async def lapse(store: Store, **query: Any) -> None:
    """Let leases be over."""
    await store.driver.collection("jobs").update_many(
        {"state": "leased", **query}, {"$set": {"lease_ends": PAST}}
    )


async def miscounted(store: Store) -> list[str]:
    """Name every load, record and tie that is not the sum over all threads."""
    threads = [
        await store.thread(ThreadId(each["id"])) for each in await documents(store, "threads")
    ]
    loads: defaultdict[str, int] = defaultdict(int)
    records: defaultdict[str, Record] = defaultdict(Record)
    ties: defaultdict[tuple[str, str], Record] = defaultdict(Record)
    waiting = Counter(each.learner for each in threads if each and each.state in WAITING)
    for each in threads:
        assert each is not None
        for mentor, counted in tally(each).items():
            loads[mentor] += counted.load
            records[mentor] = _sum(records[mentor], counted.record)
            ties[each.learner, mentor] = _sum(ties[each.learner, mentor], counted.record)
    wrong = await _wrong_interruptions(store)
    wrong += await _wrong_times(store, [each for each in threads if each is not None])
    for each in await documents(store, "people"):
        kept = Record(**each["record"])
        if each["load"] != loads[each["id"]] or not _near(kept, records[each["id"]]):
            wrong.append(f"{each['id']}: {each['load']} {kept}")
        if each["open_questions"] != waiting[each["id"]]:
            wrong.append(f"{each['id']}: {each['open_questions']} open questions")
    kept_ties = {
        (each["learner"], each["mentor"]): each for each in await documents(store, "ties")
    }
    for pair, record in ties.items():
        kept = kept_ties.get(pair, {"answered": 0, "rated": 0, "rating_points": 0})
        named = Record(**{name: kept[name] for name in ("answered", "rated", "rating_points")})
        relevant = Record(
            answered=record.answered, rated=record.rated, rating_points=record.rating_points
        )
        if not _near(named, relevant):
            wrong.append(f"{pair}: {named}")
    return wrong


async def _wrong_times(store: Store, threads: Iterable[Thread]) -> list[str]:
    """Name everybody whose times of requests and of help are not those of the threads."""
    times: defaultdict[tuple[str, str], list[datetime]] = defaultdict(list)
    for each in threads:
        for offer in each.offers:
            times["asked_at", offer.mentor].append(offer.due)
        for answer in each.answers:
            times["answered_at", answer.mentor].append(answer.at)
        for mentor in each.asked:
            times["lines_at", mentor] += lines_of(each, mentor)
            times["joints_at", mentor] += joints_of(each, mentor)
    return [
        f"{each['id']}: {name} {each[name]}"
        for each in await documents(store, "people")
        for name in KEPT_TIMES
        if sorted(each[name]) != sorted(times[name, each["id"]])
    ]


async def _wrong_interruptions(store: Store) -> list[str]:
    """Name everybody whose interruptions are not those of the jobs."""
    counted: defaultdict[str, list[datetime]] = defaultdict(list)
    for each in await documents(store, "jobs"):
        if each["interruption"]:
            counted[each["to"]].append(each["due"])
    return [
        f"{each['id']}: interrupted at {each['interrupted_at']}"
        for each in await documents(store, "people")
        if sorted(each["interrupted_at"]) != sorted(counted[each["id"]])
    ]


def _sum(left: Record, right: Record) -> Record:
    return Record(
        **{
            each.name: getattr(left, each.name) + getattr(right, each.name)
            for each in fields(Record)
        }
    )


def _near(left: Record, right: Record) -> bool:
    return all(
        abs(getattr(left, each.name) - getattr(right, each.name)) < 1e-6 for each in fields(Record)
    )


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


async def empty(store: Store) -> None:
    """Leave nothing in any collection."""
    for name in COLLECTIONS:
        await store.driver.collection(name).delete_many({})
