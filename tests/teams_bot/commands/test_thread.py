"""`thread show` and `thread list`: what was asked, who was chosen, and why not the others."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from matching.model import PersonId, Pick, Refusal, RefusalReason
from matching.thread import Rating, State, Thread, ThreadId
from storage.change import Change, Committed, Person
from storage.commit import Cause
from storage.store import Store
from teams_bot.commands.thread import described, told
from teams_bot.timers.people import IN_PEACE
from tests.support.builders import NOW, answer, finished, follow_up, shortlist, thread
from tests.teams_bot.commands.conftest import InStore, Run

DOCUMENT: Final = Path(__file__).parents[3] / "docs" / "thread-json.md"
TERMS: Final = {"relevance": 0.8, "chance": 0.7}


def pick(mentor: str, rank: int, **changes: Any) -> Pick:
    usual: dict[str, Any] = {"score": 0.75, "terms": TERMS, "reason": f"{mentor} knows Excel"}
    return Pick(mentor=PersonId(mentor), rank=rank, **usual | changes)


CHOICE: Final = shortlist(
    picks=(pick("ana", 1), pick("ben", 2, opens_at=NOW + timedelta(hours=3))),
    reserves=tuple(pick(f"reserve-{number}", number) for number in range(3, 10)),
    refusals=(Refusal(mentor=PersonId("gus"), reason=RefusalReason.AWAY),),
    counts={"read": 10, "refused": 1, "ranked": 9, "picked": 2, "unread": 0},
    rules_version=4,
)
FULL: Final = replace(
    finished(thread(State.OPEN).answer(answer("ana"), NOW), "ana"),
    shortlists=(CHOICE,),
    follow_ups=(follow_up(),),
)


def keep(in_store: InStore, *threads: Thread) -> None:
    """Write threads as they are, with the people in them."""

    async def write(store: Store) -> None:
        people = [Person(id=PersonId(name), name=name.title()) for name in ("lea", "ana", "ben")]
        room = {each.id: 9 for each in people}
        for change in (
            Change(people=tuple((None, each) for each in people)),
            *(Change(threads=((None, each),), capacity=room) for each in threads),
        ):
            assert isinstance(await store.commit(change, Cause(), NOW), Committed)

    in_store(write)


def test_a_hint_who_would_know_better_is_told_to_administrators() -> None:
    passed = thread(State.OPEN)
    passed = passed.pass_on(passed.offers[0].id, NOW, "Dan from Finance", "")
    assert "Hint of Ana, who would know better: Dan from Finance" in told(
        passed, {PersonId("ana"): "Ana"}
    )


@pytest.fixture
def kept(in_store: InStore) -> Thread:
    """A thread that went all the way, and an older one that nobody answered."""
    older = replace(
        thread(State.UNANSWERED),
        id=ThreadId("thread-0"),
        created=NOW - timedelta(days=1),
        text="Wie geht das?",
    )
    keep(in_store, older, FULL)
    return FULL


def test_a_thread_is_told_with_its_picks_and_refusals(run: Run, kept: Thread) -> None:
    done = run("thread", "show", "thread-1")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "How do I pivot in Excel?",
        "  asked by Lea, closed",
        "Rung 1, peer, rules version 4, seed 7:",
        "  picked   Ana: ana knows Excel",
        "           score 0.750 = relevance 0.80, chance 0.70",
        "  picked   Ben: ben knows Excel (out of hours until 2026-03-04 13:00 UTC)",
        "           score 0.750 = relevance 0.80, chance 0.70",
        *(f"  reserve  reserve-{each}: reserve-{each} knows Excel" for each in range(3, 8)),
        "  reserve  and 2 more",
        "  refused  gus: is away",
        "  counts   read 10, refused 1, ranked 9, picked 2, unread 0",
        "Answer of Ana: Insert, PivotTable.",
        "  rated good, minutes saved: 10",
    ]


def test_an_answer_without_a_rating_is_told_without_one(run: Run, in_store: InStore) -> None:
    keep(in_store, thread(State.ANSWERED))
    lines = run("thread", "show", "thread-1").out.splitlines()
    assert lines[-1] == "Answer of Ana: Insert, PivotTable."


def test_an_offer_that_never_arrived_is_told_with_its_reason(kept: Thread) -> None:
    lost = kept.offers[0]
    lines = told(kept.drop_offer(lost.id, NOW, "403"), {lost.mentor: "Ana"})
    assert "  dropped  Ana: the card could not be delivered (403)" in lines
    lines = told(kept.drop_offer(lost.id, NOW, IN_PEACE), {lost.mentor: "Ana"})
    assert "  dropped  Ana: asked for peace before the card was due" in lines


def test_minutes_that_were_not_given_are_told_so(run: Run, in_store: InStore) -> None:
    rated = thread(State.ANSWERED).finish(
        answer().id, NOW, rating=Rating.GOOD, minutes_saved=None, thanks="", reported=False
    )
    keep(in_store, rated)
    lines = run("thread", "show", "thread-1").out.splitlines()
    assert lines[-1] == "  rated good, minutes saved: not given"


def test_a_thread_as_json_is_what_is_described(run: Run, kept: Thread) -> None:
    done = run("thread", "show", "thread-1", "--json")
    assert done.err == ""
    assert json.loads(done.out) == {**described(kept), "reveals": []}


def test_the_json_says_who_was_chosen_and_why(kept: Thread) -> None:
    found = described(kept)
    assert (found["state"], found["learner"], found["rung"]) == ("closed", "lea", 1)
    assert [each["mentor"] for each in found["picks"]] == ["ana", "ben"]
    assert found["picks"][0]["terms"] == TERMS
    assert found["picks"][0]["opens_at"] is None
    assert found["picks"][1]["opens_at"] == "2026-03-04T13:00:00+00:00"
    assert len(found["reserves"]) == 7
    assert found["refusals"] == [
        {"mentor": "gus", "reason": "away", "sentence": "is away", "rung": 1}
    ]
    assert found["rungs"] == [
        {"rung": 1, "source": "peer", "rules_version": 4, "weights_version": 0, "seed": 7}
    ]
    assert (found["rules_version"], found["seed"]) == (4, 7)
    assert found["answers"][0]["rating"] == "good"
    assert found["follow_ups"][0]["from"] == "lea"
    assert [each["state"] for each in found["offers"]] == ["answered", "withdrawn"]


def test_a_thread_that_nobody_was_chosen_for_has_no_version() -> None:
    found = described(replace(thread(), shortlists=()))
    assert (found["rules_version"], found["rungs"], found["picks"]) == (None, [], [])


def test_every_field_of_the_json_is_in_the_document() -> None:
    told = set(re.findall(r"`([a-z_]+)`", DOCUMENT.read_text(encoding="utf-8")))
    found = described(FULL)
    names = set(found)
    for part in ("offers", "answers", "follow_ups", "picks", "refusals", "rungs"):
        names |= set(found[part][0])
    assert names <= told
    assert {each.value for each in RefusalReason} | {each.value for each in State} <= told


def test_the_newest_threads_are_listed_first(run: Run, kept: Thread) -> None:
    done = run("thread", "list")
    assert done.out.splitlines() == [
        "thread-1  2026-03-04 10:00  closed      How do I pivot in Excel?",
        "thread-0  2026-03-03 10:00  unanswered  Wie geht das?",
    ]
    listed = json.loads(run("thread", "list", "--json").out)
    assert [each["id"] for each in listed] == ["thread-1", "thread-0"]
    assert set(listed[0]) == {*("id", "state", "question", "learner", "anonymous", "created")}
    assert len(json.loads(run("thread", "list", "--json", "--limit", "1").out)) == 1


def test_an_empty_list_says_so(run: Run, here: str) -> None:
    assert run("thread", "list").out == "No question was asked yet.\n"
    assert run("thread", "list", "--json").out == "[]\n"


@pytest.mark.parametrize("limit", ["0", "-1", "10001", "many", "1.5"])
def test_a_limit_is_a_number(run: Run, here: str, limit: str) -> None:
    done = run("thread", "list", "--limit", limit)
    assert done.code == 2
    assert "--limit" in done.err


def test_a_thread_that_is_not_there_is_told(run: Run, kept: Thread) -> None:
    told = "There is no thread thread-7. `thread list` gives the ids."
    assert run("thread", "show", "thread-7").trouble == told
    assert run("thread", "show", "thread-1", "--tenant", "other").code == 1
