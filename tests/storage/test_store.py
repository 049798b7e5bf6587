"""The store as a whole: its tenant in every command, an index for every read, its own errors."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.calibration import Version as Calibrated
from matching.model import PersonId
from matching.rules import Rules
from matching.skills import Skill, SkillId
from matching.sources import Source
from matching.thread import ThreadId
from matching.waits import Table
from storage.change import (
    About,
    Act,
    Door,
    Draft,
    DraftId,
    Key,
    Person,
    Policy,
    Report,
    ReportId,
    Room,
    Ruling,
    Stopped,
    Unavailable,
    Unconfirmed,
    Work,
)
from storage.commit import Cause
from storage.evidence import Vectored
from storage.store import Store
from tests.storage.faults import Faults, Spy
from tests.storage.making import (
    NOW,
    PAST,
    attempt,
    commit,
    documents,
    job,
    know,
    lapse,
    minutes,
    person,
    queue,
    receipt,
    thread,
)
from tests.support import builders

ANA, LEA = PersonId("ana"), PersonId("lea")
DRAFT = Draft(id=DraftId("draft"), person=LEA, parts=("Well?",), created=NOW)
# commands that reach no document of a tenant, or go on with one that named it
AROUND = {
    *("hello", "ping", "endSessions", "commitTransaction", "abortTransaction", "getMore"),
    *("killCursors", "saslStart", "isMaster"),
}
MANY = 400


@pytest.fixture
async def watched(mongodb: str, store: Store) -> AsyncIterator[tuple[Store, Spy]]:
    """A store whose commands are listened to."""
    spy = Spy()
    name = store.driver.collection("people").database.name
    made = await Store.open(mongodb, name, "acme", store.driver.name, event_listeners=[spy])
    spy.seen.clear()
    yield made, spy
    await made.close()


async def whole_life(store: Store) -> None:  # noqa: PLR0915 - one line a call
    """Call everything a store can do."""
    await store.time()
    await store.import_people([person("imported")], {"excel": "Excel"}, NOW)  # type: ignore[dict-item]
    await store.import_people([person("other")], {}, NOW, deactivate_missing=True)
    await store.import_skills([Skill(id="charts", label="Charts")])  # type: ignore[arg-type]
    await store.publish_rules(await store.rules(), {"claim_minutes": 45}, ("mia", "so"), NOW)
    await store.rules_history()
    learnt = Calibrated(weights={"level": 1.0}, questions=60)
    await store.publish_weights(await store.weights(), learnt, NOW)
    await store.weights_history()
    await store.answered_lately()
    await store.publish_waits(await store.waits(), Table(), NOW)
    await store.past_waits(NOW)
    await know(store, person(), person("lea"))
    asked = thread(origin="activity")
    everything: dict[str, Any] = {
        "threads": ((None, asked),),
        "people": ((person("lea"), person("lea", title="Dr")),),
        "jobs": (job("offer:1", to="ana", kind="offer"), job("rung:1"), job("say:1", to="lea")),
        "drafts": (DRAFT,),
    }
    await commit(store, receipt("arrived:1", "effect:1"), **everything)
    await attempt(store, receipt("arrived:1"), **everything)
    answered = asked.answer(builders.answer(), NOW)
    await commit(
        store, threads=((asked, answered),), spent=(DRAFT.id,), cancel=("x",), unsaid=("effect:1",)
    )
    for name in (ANA, LEA):
        await store.person(name)
        await store.threads_of(name)
        await store.threads_with(name)
        await store.help_of(name, PAST)
        await store.threads_naming(name, "(erased)")
        await store.in_hand(name, PAST)
    await store.names([ANA, LEA])
    await store.thread(ThreadId("thread-1"))
    await store.thread_from(LEA, "activity")
    await store.newest_threads()
    await store.draft(DRAFT.id)
    await store.taxonomy()
    await store.taxonomy_stamp()
    await store.taxonomy_stamp()
    for rules in (Rules(), Rules(candidates_max=10)):
        for skills in ({"excel": 1.0}, {}):
            question = builders.question(skills=skills)
            await store.matching_view(builders.learner(), question, rules, NOW)
    head = await store.evidence_head()
    await store.answered_between(0, head.serial)
    (read,) = await store.phrased_between(0, head.serial)
    assert await store.keep_vectors("e", [Vectored(phrased=read, vectors={b"m": b"v"})]) == 1
    await store.vectors_of("e", [read.thread])
    await store.threads_by([ThreadId("thread-1")])
    before = builders.deflection()
    await commit(store, deflections=((None, before),))
    await commit(store, deflections=((before, replace(before, truly=True)),))
    await store.deflection(before.id)
    await store.deflected(before.day)
    there = Room(id="19:c", kind="channel", service_url="x", bot="28:b", team="19:t", seen=NOW)
    await commit(store, rooms=(there,), revive=("offer:thread-1",))
    await store.room(there.id)
    await store.rooms()
    await store.use_room(there.id, [SkillId("excel")])
    await store.rooms_used()
    await store.posted_at(there.id)
    await store.verdicts(ANA)
    await store.waiting_on([SkillId("excel")])
    await store.digest_readers(ANA, 5)
    await store.silent(2, ANA, 5)
    await store.quoted_in(ANA, "id")
    await store.quoting(ThreadId("thread-1"))
    await store.candidate(ANA, Rules(), NOW)
    await store.helped_at(ANA, [LEA])
    await store.asked_nothing(PAST, None, 5)
    await store.sent_to([ANA, LEA], PAST)
    await store.reveals(ThreadId("thread-1"))
    await store.around_asker(Person(id=ANA, name="Ana", department="Sales"), [SkillId("excel")])
    await commit(store, rooms_left=(there.team,))
    await store.driver.collection("threads").update_many(
        {"tenant": "acme"}, {"$unset": {"answers.$[].position": ""}}
    )
    await store.rebuild_evidence([].append)
    taken = await store.take_snapshot(NOW, "(erased)")
    for instead in (False, True):
        await store.keep_snapshot(taken, instead=instead)
    await store.has_snapshot(taken.day)
    await store.snapshot()
    await store.snapshot(taken.day)
    await store.taking_part([ANA, LEA])
    await store.leave_out_of_snapshots(ANA)
    await store.reserve(1)
    await store.reserve(20)
    leased = await store.claim("worker", ["offer", "say", "rung"], 3)
    by_kind = {each.job.kind: each for each in leased}
    await store.quote(by_kind["offer"], [ThreadId("thread-1")])
    await store.release(by_kind["say"])
    await commit(store, Cause(timer=by_kind["rung"]))
    await store.end(by_kind["offer"], Work.DONE, NOW, sent_id="1:a")
    await store.sent_id("offer:1")
    await store.sent_where("offer:1")
    await store.sent_as("ana", "1:a")
    await store.hold("ana", 1)
    await queue(store, job("rung:2"), job("say:2", to="x"), job("say:3", "y", policy=Policy.ONCE))
    await store.claim("worker", ["say", "rung"], 5)
    await lapse(store, tenant="acme")
    await store.recover()
    await _looked_at(store)
    await _moderated(store)
    kept = await store.thread(ThreadId("thread-1"))
    assert kept is not None
    erased = replace(kept, text="(erased)", revision=kept.revision + 1)
    await commit(store, threads=((kept, erased),))
    assert await store.clear_vectors("e", 1000) == 1
    await commit(store, forget=LEA)
    await store.erase_shown()


async def _moderated(store: Store) -> None:
    now = await store.time()
    made = Report(
        id=ReportId("r"),
        thread=ThreadId("t"),
        about=About.QUESTION,
        item="",
        reporter=LEA,
        reported=ANA,
        words="Hm?",
        at=now,
        kept_until=now,
    )
    stopped = (Stopped(topic="legal"),)
    await commit(store, reports=((None, made),), apart=((LEA, ANA),), stopped=stopped)
    decided = replace(made, ruling=Ruling.KEEP)
    await commit(store, reports=((made, decided),), acts=(Act(who="kim", what="report keep"),))
    await store.set_moderators([ANA], "kim", now)
    assert await store.moderators() == (ANA,)
    assert await store.reports_waiting() == 0
    assert await store.report(made.id) == decided
    assert await store.reports(waiting=True) == []
    assert await store.log_broken() == ""
    assert len(await store.log_entries()) == 2
    assert len(await store.stopped_since("2000-01-01")) == 1
    await store.threads_between(LEA, ANA)
    await store.publish_off_limits(await store.off_limits(), (), ("kim", ""), now)


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rebuild need not wait for reads that are under way."""
    monkeypatch.setattr("storage.evidence.rebuilding.GRACE_SECONDS", 0.0)


async def _looked_at(store: Store) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await store.new_jobs(lambda: None)
    await queue(store, job("say:4", to="z"))
    (unsent,) = await store.claim("worker", ["say"], 1)
    await store.put_back(unsent)
    await store.unsent(["say:4"])
    await store.people_called(["Ana"])
    await store.roster(Source.CALL_CENTRE)
    await store.posted(Source.CALL_CENTRE)
    await store.missed(Source.CALL_CENTRE)
    await store.threads_offered(ANA, 10)
    await store.keep_session(Key(id="k", door=Door.CONSOLE, person=ANA, digest="d", ends=NOW))
    await store.session("k", Door.CONSOLE, NOW)
    await store.drop_session("k")
    await store.drop_sessions_of(ANA)
    assert await store.knock("reply:ana", 30)
    await store.searching("", 5)
    await store.still_held(5)
    await store.job_states(["say:4"])
    await store.interrupted_often(["offer", "say"], PAST - timedelta(days=9), 0)
    await store.job_counts()
    await store.oldest_due()
    await store.name_words(["ana"])
    await store.outside([PersonId("ana")])
    await store.contracts(5)
    await store.signing_key("key")


async def test_every_command_names_the_tenant(watched: tuple[Store, Spy]) -> None:
    store, spy = watched
    calls = {
        name
        for name, call in vars(Store).items()
        if inspect.iscoroutinefunction(call) and name != "close"
    }
    called: set[str] = set()

    class Counted:
        driver, tenant = store.driver, store.tenant

        def __getattr__(self, name: str) -> Any:
            called.add(name)
            return getattr(store, name)

    await whole_life(Counted())  # type: ignore[arg-type]
    assert calls - called == set(), "the story calls everything a store can do"
    seen = [(name, command) for name, command in spy.seen if name not in AROUND]
    assert len(seen) > 60
    for name, command in seen:
        for each in filters(name, command):
            assert each.get("tenant") == "acme", (name, command)


def filters(name: str, command: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give everything in a command that says which documents it is about."""
    match name:
        case "find":
            yield command["filter"]
        case "count":
            yield command["query"]
        case "aggregate":
            yield from _of_pipeline(command["pipeline"])
        case "insert":
            yield from command["documents"]
        case "findAndModify":
            yield command["query"]
        case "update":
            yield from (each["q"] for each in command["updates"])
        case "delete":
            yield from (each["q"] for each in command["deletes"])
        case _:
            raise AssertionError(f"{name}: say here how it names its tenant")


def _of_pipeline(stages: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    first = stages[0]
    if "$changeStream" in first:  # of the whole collection: what follows is its filter
        yield {"tenant": stages[1]["$match"].get("fullDocument.tenant")}
        return
    yield first.get("$match", {})
    for stage in stages:
        for inner in ("$unionWith", "$lookup", "$facet"):
            if inner in stage:
                assert "pipeline" in stage[inner]
                yield from _of_pipeline(stage[inner]["pipeline"])


async def test_every_read_is_by_an_index(watched: tuple[Store, Spy]) -> None:
    store, spy = watched
    await whole_life(store)
    reads = [
        command
        for name, command in spy.seen
        if name in {"find", "aggregate"} and "$changeStream" not in str(command)  # the oplog
    ]
    assert len(reads) > 30
    for command in reads:
        plan = await explain(store, command)
        assert "COLLSCAN" not in str(plan["queryPlanner" if "queryPlanner" in plan else "stages"])


@pytest.fixture
async def crowd(store: Store) -> None:
    """A company in which everything is plenty, and little of it is about one question."""
    levels = (1, 2, 3, 4, 5)
    await know(
        store,
        *(person(f"p{n:04}", skills_given={f"s{n % 40}": levels[n % 5]}) for n in range(MANY)),
        person("ana"),
        person("lea"),
    )
    threads = [
        thread(f"t{n:04}", (f"p{n:04}",), learner=PersonId(f"p{n:04}"), created=NOW + minutes(n))
        for n in range(MANY)
    ]
    mine = thread("mine", ("ana",)).take(builders.offer().id, NOW, minutes(30))
    yours = thread("yours", ("ana",)).answer(builders.answer(text="Mine."), NOW)
    for start in range(0, MANY, 100):
        part = (*threads[start : start + 100], *((mine, yours) if not start else ()))
        capacity = {offer.mentor: 3 for each in part for offer in each.offers}
        await commit(store, threads=tuple((None, each) for each in part), capacity=capacity)
    await queue(
        store,
        *(job(f"say:{n:04}", to="held", due=PAST) for n in range(MANY)),
        *(job(f"new:{n:04}", kind="from_a_newer_program") for n in range(MANY)),
        job("say:last", to="ana", due=PAST + timedelta(days=1)),
    )
    await store.hold("held", 60)


async def test_a_read_looks_at_little_more_than_it_finds(
    crowd: None, watched: tuple[Store, Spy]
) -> None:
    store, spy = watched
    question = builders.question(skills={"s1": 1.0, "s2": 0.5, "excel": 0.25})
    learner, rules = builders.learner(), Rules()
    table = (  # what is read, and how many documents may be looked at
        (lambda: store.person(ANA), 1),
        (lambda: store.names([ANA, LEA]), 2),
        (lambda: store.thread(ThreadId("mine")), 1),
        (lambda: store.thread_from(LEA, "activity"), 1),
        (lambda: store.threads_of(LEA), 2),
        (lambda: store.threads_with(ANA), 1),
        (lambda: store.help_of(ANA, PAST), 3),
        (lambda: store.threads_naming(ANA, "(erased)"), 4),
        (lambda: store.newest_threads(5), 5),
        (lambda: store.in_hand(ANA, PAST), 3),
        (lambda: store.matching_view(learner, question, rules, NOW), 80),
        (lambda: store.sent_as("ana", "1:a"), 1),
        (store.taxonomy_stamp, 1),
        (store.oldest_due, 1),
        (lambda: store.unsent(["say:0001", "say:0002"]), 2),
        (lambda: store.searching("", 5), 5),
        (lambda: store.still_held(5), 1),
        (lambda: store.job_states(["say:0001", "say:0002"]), 2),
        (store.weights, 1),
        (lambda: store.roster(Source.CALL_CENTRE), 0),
        (lambda: store.posted(Source.CALL_CENTRE), 0),
        (lambda: store.missed(Source.CALL_CENTRE), 0),
        (lambda: store.threads_offered(ANA, 5), 3),
        (store.answered_lately, 1),
        (lambda: store.waiting_on([SkillId("excel"), SkillId("s1")]), 50 + 2),  # merged
        (lambda: store.digest_readers(None, 5), 0),
        (lambda: store.candidate(ANA, rules, NOW), 1),
        (lambda: store.helped_at(ANA, [LEA]), 1),
        (lambda: store.sent_to([ANA], PAST), 2),
        (store.waits, 1),
        (lambda: store.vectors_of("e", [ThreadId("t0001"), ThreadId("t0002")]), 2),
        (store.recover, 0),
        (lambda: store.claim("worker", ["say", "rung"], 20), 6),
    )
    for number, (call, most) in enumerate(table):
        spy.seen.clear()
        await call()
        plans = [
            await explain(store, command)
            for name, command in tuple(spy.seen)
            if name in {"find", "aggregate"}
        ]
        assert plans, f"row {number}"
        assert "COLLSCAN" not in str(plans), f"row {number}"
        assert examined(plans) <= most, f"row {number}"


async def test_a_claim_passes_over_in_the_index_what_it_may_not_take(
    crowd: None, store: Store
) -> None:
    (leased,) = await store.claim("worker", ["say", "rung"], 20)
    assert leased.job.key == "say:last"


def examined(plan: Any) -> int:
    """Add up the documents that a plan fetched."""
    if isinstance(plan, list):
        return sum(examined(each) for each in plan)
    if not isinstance(plan, Mapping):
        return 0
    if "executionStats" in plan and "totalDocsExamined" in plan["executionStats"]:
        return int(plan["executionStats"]["totalDocsExamined"])
    return sum(examined(each) for each in plan.values())


async def explain(store: Store, command: Mapping[str, Any]) -> dict[str, Any]:
    """Ask the server how it carries a command out."""
    kept = {
        name: value
        for name, value in command.items()
        if not name.startswith("$")
        and name not in {"lsid", "readConcern", "txnNumber", "startTransaction", "autocommit"}
    }
    return await store.driver.command({"explain": kept, "verbosity": "executionStats"})


# ---- errors of its own


@pytest.mark.parametrize("how", [{"errorCode": 8000}, {"closeConnection": True}])
async def test_a_read_the_database_does_not_answer_is_unavailable(
    store: Store, fail: Faults, how: dict[str, Any]
) -> None:
    fail("find", "aggregate", times=2, **how)
    with pytest.raises(Unavailable) as told:
        await store.person(ANA)
    assert isinstance(told.value, Unconfirmed)  # so that the edge treats both alike


async def test_one_lost_connection_is_not_noticed(store: Store, fail: Faults) -> None:
    await know(store, person())
    fail("find", closeConnection=True)
    assert await store.person(ANA) == person()


async def test_a_call_keeps_its_name_and_its_words() -> None:
    assert Store.person.__name__ == "person"
    assert Store.person.__doc__ == "Read one person."


async def test_a_thread_saved_at_once_with_another_tenant_of_the_same_ids_is_its_own(
    store: Store,
) -> None:
    other = Store(store.driver, "other")  # type: ignore[arg-type]
    for each in (store, other):
        await know(each, person())
        await commit(each, receipt("arrived:1"), threads=((None, thread()),))
    mine = await store.thread(ThreadId("thread-1"))
    assert mine is not None
    await commit(store, threads=((mine, mine.cancel(NOW)),))
    theirs = await other.thread(ThreadId("thread-1"))
    assert theirs is not None
    assert (theirs.state, theirs.revision) == ("open", 1)
    people = await documents(store, "people")
    loads = {each["tenant"]: each["load"] for each in people if each["id"] == "ana"}
    assert loads == {"acme": 0, "other": 1}
    waiting = {each["tenant"]: each["open_questions"] for each in people if each["id"] == "lea"}
    assert waiting == {"acme": 0, "other": 1}
    assert replace(mine, revision=9) != mine
