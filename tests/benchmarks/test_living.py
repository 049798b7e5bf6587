"""The arithmetic the month is judged by, on ledgers of which the truth is known."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from benchmarks.living.habits import case_in
from benchmarks.living.hours import Hours
from benchmarks.living.ledger import (
    UNASKED,
    Ledger,
    Sent,
    gini,
    most_in_a_day,
    out_of_hours,
    over_budget,
    over_held,
    over_week,
)
from benchmarks.living.people import (
    BEGIN,
    DEPARTMENT,
    RUSH_DAY,
    RUSH_TOPIC,
    TOPICS,
    WAYS,
    ZONES,
    Somebody,
    drawn,
)
from matching.hours import parse_hours
from matching.sources import Source

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
BERLIN = Hours("Europe/Berlin")


def after(**step: float) -> datetime:
    return NINE + timedelta(**step)


def sent(at: datetime = NINE, kind: str = "offer", to: str = "ana", **changes) -> Sent:
    usual = {"key": f"{kind}:o1", "thread": "t1"}
    return Sent(at=at, to=to, kind=kind, **(usual | changes))


def ana(**changes) -> Somebody:
    return Somebody(**({"number": 1, "id": "ana", "name": "Ana", "hours": BERLIN} | changes))


# ---- hours


@pytest.mark.parametrize("zone", [*ZONES])
@pytest.mark.parametrize("ranges", [((540, 1020),), ((480, 720), (780, 1020))])
def test_hours_agree_with_the_products_over_both_changes_of_the_clock(zone, ranges):
    mine = Hours(zone, 5, ranges)
    theirs = parse_hours(mine.text, zone)
    for half_hours in range(35 * 48):
        at = BEGIN + timedelta(minutes=30 * half_hours)
        assert mine.is_open(at) == theirs.is_open(at), at
        if half_hours % 20 == 0:
            lasts = 10.0 * (half_hours % 37)
            assert mine.after(at, lasts) >= at
            assert mine.is_open(mine.after(at, lasts)), at


def test_work_goes_on_where_it_stopped():
    friday = datetime(2026, 3, 6, 15, 50, tzinfo=UTC)
    assert BERLIN.after(friday, 5) == friday + timedelta(minutes=5)
    assert BERLIN.after(friday, 30) == datetime(2026, 3, 9, 8, 20, tzinfo=UTC)
    with pytest.raises(ValueError, match="more than"):
        BERLIN.after(friday, 60 * 500)


# ---- what left


def test_what_was_one_too_many_within_any_day_is_counted():
    times = [after(hours=each) for each in (0, 1, 2, 23, 25.5)]
    assert most_in_a_day(times) == 4
    assert [over_budget({"ana": times}, each) for each in (4, 3, 2)] == [0, 1, 3]
    assert over_budget({"ana": [NINE, after(hours=24)]}, 1) == 0
    assert most_in_a_day([]) == 0


def test_a_card_that_is_drawn_anew_rings_no_bell():
    ledger = Ledger(sent=[sent(), sent(kind="offer_update", redraw=True), sent(kind="thanks")])
    assert ledger.rang(UNASKED) == {"ana": [NINE]}
    assert {"offer", "stand_down"} <= UNASKED
    assert not UNASKED & {"answer", "thanks", "status", "say"}


def test_the_first_answer_is_when_the_learner_has_it():
    ledger = Ledger(
        sent=[
            sent(kind="status", to="lea"),
            sent(at=after(minutes=9), kind="combined", to="lea", thread="t2"),
            sent(at=after(minutes=5), kind="answer", to="lea"),
            sent(at=after(minutes=7), kind="answer", to="lea"),
        ]
    )
    assert ledger.first_answers() == {"t1": after(minutes=5), "t2": after(minutes=9)}


def test_a_request_is_held_until_it_is_answered_or_lapses():
    ledger = Ledger(
        sent=[
            *(sent(key=f"offer:o{each}", at=after(minutes=each)) for each in range(3)),
            sent(kind="offer_update", key="offer_update:o1:7", at=after(minutes=31), redraw=True),
        ],
        let_go={"o0": after(minutes=10)},
    )
    assert ledger.held() == {
        "ana": [
            *((after(minutes=each), 1) for each in range(3)),
            (after(minutes=10), -1),
            (after(minutes=31), -1),
        ]
    }
    assert [over_held(ledger.held(), {"ana": most}) for most in (3, 2, 1)] == [0, 1, 2]


def test_a_week_is_full_of_answers_and_of_requests_that_are_open():
    held = {"ana": [(after(days=1), 1), (after(days=1, hours=1), 1)]}
    answered = {"ana": [NINE, after(hours=1), after(days=-8)]}
    assert over_week(held, answered, {"ana": 12}, 3) == 0
    assert over_week(held, answered, {"ana": 11}, 3) == 1
    assert over_week(held, answered, {"ana": 8}, 3) == 2


def test_what_comes_to_a_helper_at_night_or_in_a_pause_is_counted():
    holiday = ana(id="ben", away=(after(days=1), after(days=3)), pauses=True)
    people = {"ana": ana(), "ben": holiday, "cai": replace(holiday, pauses=False)}
    midnight, noon = after(hours=14), after(days=2, hours=3)
    ledger = [
        *(sent(), sent(at=midnight), sent(at=midnight, kind="thanks")),
        *(sent(at=midnight, kind="offer_update", redraw=True), sent(at=midnight, kind="answer")),
        *(sent(at=noon, to="ben"), sent(at=noon, to="cai"), sent(at=midnight, to="outside@x")),
    ]
    assert out_of_hours(ledger, people, {}) == Counter({"offer": 2, "thanks": 1})
    wrote = {"ana": [midnight - timedelta(minutes=59)]}
    assert out_of_hours(ledger, people, wrote) == Counter({"offer": 2})
    wrote = {"ana": [midnight - timedelta(minutes=61), midnight + timedelta(minutes=1)]}
    assert out_of_hours(ledger, people, wrote) == Counter({"offer": 2, "thanks": 1})
    back = datetime(2026, 3, 5, 9, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    assert out_of_hours([sent(at=back, to="ben")], people, {}) == Counter()


def test_a_gini_of_nothing_is_nothing():
    assert gini([0, 0]) == 0.0
    assert gini([0, 0, 0, 4]) > gini([1, 1, 1, 1]) == 0.0


# ---- who they are


def test_the_same_seed_draws_the_same_people_and_questions():
    assert drawn(3, 60, 40, 5) == drawn(3, 60, 40, 5) != drawn(4, 60, 40, 5)


def test_everybody_is_as_the_shares_say():
    made = drawn(1, 1000, 1000, 28)
    peers = [each for each in made.people if each.source is Source.PEER]
    assert {each.hours.zone for each in peers} == set(ZONES)
    for way, habit in WAYS.items():
        share = sum(each.way is way for each in peers) / len(peers)
        assert share == pytest.approx(habit.share, abs=0.05)
    assert sum(habit.share for habit in WAYS.values()) == pytest.approx(1)
    assert sum(ZONES.values()) == pytest.approx(1)
    assert {each.source for each in made.people} == {
        Source.PEER,
        Source.CONTRACT,
        Source.CALL_CENTRE,
    }
    assert sum(each.manager is None for each in peers) == 1000 / DEPARTMENT
    assert len({each.name for each in made.people}) == len(made.people)
    assert len(set(TOPICS)) == 30


def test_questions_are_asked_by_people_at_work_who_do_not_know_it_already():
    made = drawn(1, 300, 600, 28)
    people = {each.id: each for each in made.people}
    assert [each.number for each in made.questions] == list(range(600))
    assert [each.at for each in made.questions] == sorted(each.at for each in made.questions)
    for each in made.questions:
        learner = people[each.learner]
        assert learner.levels.get(each.topic, 0) < 4
        assert not learner.is_away(each.at)
        assert case_in(each.text) == each.number
        assert TOPICS[each.topic] in each.text
    day = BEGIN + timedelta(days=RUSH_DAY)
    rush = [each for each in made.questions if each.topic == RUSH_TOPIC]
    assert sum(abs(each.at - day) < timedelta(days=1.5) for each in rush) >= 24
    assert 0.05 < sum(each.text.startswith("anonymous:") for each in made.questions) / 600 < 0.15
