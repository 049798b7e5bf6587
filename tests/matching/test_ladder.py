from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.hours import HORIZON, parse_hours
from matching.ladder import MINUTES_MAX, Rung, ladder_for, parse_ladder, parse_ladders
from matching.rules import RuleError, Rules, checked
from matching.skills import SkillId
from matching.sources import Source

FRIDAY_EVENING = datetime(2026, 3, 6, 16, 30, tzinfo=UTC)
OFFICE = parse_hours("mon-fri 09:00-17:00")

RUNGS = st.builds(
    Rung,
    source=st.sampled_from([each for each in Source if each is not Source.MANAGER]),
    people=st.integers(1, 10),
    minutes=st.integers(1, MINUTES_MAX),
    in_hours=st.booleans(),
    cost=st.integers(0, 10**4).map(lambda cents: cents / 100),
)


@given(st.lists(RUNGS, min_size=1, max_size=12))
def test_a_ladder_written_out_reads_back_equal(rungs):
    assert parse_ladder("; ".join(map(str, rungs))) == tuple(rungs)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "A ladder needs at least one rung"),
        ("; ;", "A ladder needs at least one rung"),
        ("peer", "'peer' is not a rung"),
        ("2 uncle 30", "'uncle' is no source of helpers"),
        ("0 peer 30", "A rung asks 1 to 10 people, not 0"),
        ("11 peer 30", "A rung asks 1 to 10 people, not 11"),
        ("peer 0", "A rung lasts 1 to 10080 minutes, not 0"),
        ("peer 10081", "A rung lasts 1 to 10080 minutes, not 10081"),
        ("2 manager 60", "A manager's rung asks one person"),
        ("peer 30 cost 1.2.3", "A cost is a number from 0 to 100000"),
        ("peer 30 cost 999999999", "A cost is a number from 0 to 100000"),
        (";".join(["peer 30"] * 13), "A ladder has at most 12 rungs, not 13"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused_in_one_sentence(text, why):
    with pytest.raises(ValueError, match=why):
        parse_ladder(text)
    with pytest.raises(RuleError, match=why):
        checked("ladder", text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("sap 2 peer 30", "is not a topic with its ladder"),
        ("= 2 peer 30", "is not a topic with its ladder"),
        ("sap = 2 peer 30 | sap = crowd 30", "'sap' has two ladders"),
        ("sap = ", "A ladder needs at least one rung"),
        (" | ".join(f"t{n} = crowd 1" for n in range(201)), "At most 200 topics"),
    ],
)
def test_ladders_of_topics_that_cannot_be_read_are_refused(text, why):
    with pytest.raises(ValueError, match=why):
        parse_ladders(text)


def test_the_weightiest_topic_with_a_ladder_of_its_own_decides():
    sap, tax, other = SkillId("sap"), SkillId("tax"), SkillId("other")
    own = "sap = crowd 10 | tax = call_centre 20"
    sources = [
        ladder_for("2 peer 30", own, skills)[0].source
        for skills in ({sap: 0.2, tax: 0.8}, {sap: 0.5, tax: 0.5}, {other: 1.0}, {})
    ]
    assert sources == ["call_centre", "crowd", "peer", "peer"]


def test_the_clock_of_a_rung_runs_always_or_in_the_hours_of_those_asked():
    hour = Rung(source=Source.PEER, minutes=60)
    assert hour.ends(FRIDAY_EVENING, OFFICE) == FRIDAY_EVENING + timedelta(hours=1)
    in_hours = Rung(source=Source.PEER, minutes=60, in_hours=True)
    assert in_hours.ends(FRIDAY_EVENING, OFFICE) == datetime(2026, 3, 9, 9, 30, tzinfo=UTC)


def test_a_clock_that_runs_in_hours_that_never_open_ends_all_the_same():
    never = parse_hours("never")
    lasts = timedelta(minutes=30)
    assert never.after_open(FRIDAY_EVENING, lasts) == FRIDAY_EVENING + HORIZON + lasts


@given(st.integers(1, 60 * 24 * 5), st.integers(0, 60 * 24 * 7))
def test_minutes_in_hours_are_counted_one_by_one(minutes, start):
    began = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=start)
    ends = OFFICE.after_open(began, timedelta(minutes=minutes))
    instants = (
        began + timedelta(minutes=n) for n in range(int((ends - began).total_seconds() // 60))
    )
    assert sum(OFFICE.is_open(each) for each in instants) == minutes


def test_hours_that_never_open_are_no_default():
    with pytest.raises(RuleError, match="default_hours takes hours"):
        checked("default_hours", "never")


def test_the_default_ladder_climbs_all_five_sources():
    sources = [each.source for each in Rules().ladder_of({})]
    assert list(dict.fromkeys(sources)) == list(Source)
