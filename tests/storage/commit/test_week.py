"""Weekly minutes and contracts hold, however many ask at once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from matching.eligibility import GATES, Case, weights_of
from matching.model import RefusalReason
from matching.rules import Rules
from storage.change import Committed, Faster, Pace, Week
from storage.codec import candidate_of, person_document
from storage.store import Store
from tests.storage.making import NOW, attempt, commit, know, miscounted, person, thread
from tests.support import builders

RULES = Rules(open_offers_max=20)
PACE = Pace(week=Week(weights=weights_of(RULES), usual=RULES.default_minutes_per_week))
OLD = NOW - timedelta(days=8)


async def _ask(store: Store, name: str) -> Committed | Faster:
    outcome = await attempt(store, threads=((None, thread(name)),), pace=PACE)
    assert isinstance(outcome, Committed | Faster)
    return outcome


async def test_of_many_questions_at_once_no_more_are_asked_than_the_week_has_minutes_for(
    store: Store,
) -> None:
    await know(store, person("ana", minutes_per_week=7))
    outcomes = await asyncio.gather(*(_ask(store, f"t{each}") for each in range(5)))
    assert outcomes.count(Committed()) == 2
    assert await miscounted(store) == []


async def test_an_answer_meanwhile_makes_no_room_for_more(store: Store) -> None:
    await know(store, person("ana", minutes_per_week=5))
    asked = thread("one")
    await commit(store, threads=((None, asked),), pace=PACE)
    await commit(store, threads=((asked, asked.answer(builders.answer(at=NOW), NOW)),))
    assert await _ask(store, "two") == Faster()


# what a person has given, against what they may: whether there is room for one more answer
CASES: dict[str, tuple[dict[str, Any], bool]] = {
    "nothing yet": ({}, True),
    "all but the last answer": ({"answered_at": (NOW,) * 19}, True),
    "all answers": ({"answered_at": (NOW,) * 20}, False),
    "answers of the week before": ({"answered_at": (OLD,) * 20}, True),
    "lines, too": ({"answered_at": (NOW,) * 19, "lines_at": (NOW,)}, False),
    "lines of the week before": ({"answered_at": (NOW,) * 19, "lines_at": (OLD,)}, True),
    "joint answers, too": ({"joints_at": (NOW,) * 11, "lines_at": (NOW,) * 3}, False),
    "just enough joint answers": ({"joints_at": (NOW,) * 11, "lines_at": (NOW,) * 2}, True),
    "a number of their own": ({"minutes_per_week": 2}, False),
    "a contract with room": ({"contract_minutes": 3}, True),
    "a contract without": ({"contract_minutes": 2}, False),
    "a contract whose lines are spent": (
        {"contract_minutes": 12, "record": {"answered": 3, "lines": 1}},
        False,
    ),
    "requests that are still open": ({"load": 1, "minutes_per_week": 5}, False),
}


@pytest.mark.parametrize("case", CASES)
async def test_the_transaction_refuses_what_the_choice_would(store: Store, case: str) -> None:
    given, room = CASES[case]
    await know(store, person("ana"))
    people = store.driver.collection("people")
    fields = {f"record.{k}": v for k, v in given.get("record", {}).items()}
    fields |= {
        k: list(v) if isinstance(v, tuple) else v for k, v in given.items() if k != "record"
    }
    if fields:
        await people.update_one({"id": "ana"}, {"$set": fields})
    document = await people.find_one({"id": "ana"})
    assert document is not None
    candidate = candidate_of(document, RULES, NOW)
    asked = Case(
        candidate=candidate,
        question=builders.question(),
        learner=builders.learner(),
        rules=RULES,
        now=NOW,
    )
    reasons = (RefusalReason.OUT_OF_MINUTES, RefusalReason.CONTRACT_USED_UP)
    assert any(GATES[each](asked) for each in reasons) is not room
    assert (await _ask(store, "one") == Committed()) is room


def test_somebody_new_has_given_nothing() -> None:
    assert candidate_of(person_document("acme", person()), RULES, NOW).minutes_used == 0
