import math
from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.counters import Counter
from matching.eligibility import refusal_of
from matching.evidence import Evidence, SkillEvidence, Totals, answered, counted
from matching.hours import parse_hours
from matching.model import PersonId, Record, RefusalReason
from matching.pick import asked_about, draw, pick_mentors
from matching.relevance import FEATURES
from matching.rules import Rules
from matching.verdicts import Verdicts
from tests.support.builders import (
    ALWAYS,
    EXCEL,
    NEVER,
    NOW,
    candidate,
    learner,
    question,
    tie,
    view,
)

RULES = Rules()
EXPECTED = Rules(exploration=0.0)  # who is expected to answer best, without a draw
TERMS = ["relevance", "chance", "responsiveness", "spare_capacity", "nearness", "fairness"]


def pick(found, about=None, rules=EXPECTED, seed=7, **changes):
    return pick_mentors(about or question(), found, rules, NOW, seed, **changes)


def ranked(chosen):
    return [each.mentor for each in (*chosen.picks, *chosen.reserves)]


def test_the_best_fitting_are_picked_and_the_others_kept_in_reserve():
    levels = {"ana": 2, "ben": 5, "cy": 3, "dan": 4}
    chosen = pick(view(*(candidate(name, skills={EXCEL: n}) for name, n in levels.items())))
    assert [each.mentor for each in chosen.picks] == ["ben", "dan"]
    assert [each.mentor for each in chosen.reserves] == ["cy", "ana"]
    assert [each.rank for each in (*chosen.picks, *chosen.reserves)] == [1, 2, 3, 4]


def test_a_pick_carries_its_terms_its_reason_and_its_capacity():
    chosen = pick(view(candidate(capacity=2), ties=(tie(answered=3),)))
    (only,) = chosen.picks
    assert list(only.terms) == TERMS
    assert only.reason == ("You know excel very well, and you have helped this colleague 3 times")
    assert only.score == pytest.approx(math.prod(only.terms.values()))
    assert only.capacity == 2
    assert only.opens_at is None
    assert 0 < only.score < 1


def test_help_for_other_learners_is_not_counted_as_help_for_this_one():
    (only,) = pick(view(candidate(), ties=(tie("max", "ana", answered=9),))).picks
    assert "has answered" not in only.reason


def test_labels_of_skills_are_used_in_reasons():
    (only,) = pick(view(candidate()), labels={EXCEL: "Microsoft Excel"}).picks
    assert only.reason.startswith("You know Microsoft Excel very well")


def test_the_shortlist_remembers_what_it_depended_on():
    chosen = pick(view(candidate()), seed=99, rules_version=12)
    assert (chosen.seed, chosen.rules_version) == (99, 12)


def test_everybody_is_counted_by_stage():
    people = [candidate(name) for name in ("ana", "ben", "cy")]
    chosen = pick(view(*people, candidate("dan", active=False), unread=40))
    assert chosen.counts == {"read": 4, "refused": 1, "ranked": 3, "picked": 2, "unread": 40}


@pytest.mark.parametrize(
    ("wanted", "picked"), [(0, 0), (1, 1), (2, 2), (9, 3), (-1, 0), (None, 2)]
)
def test_a_rung_may_want_another_number_than_the_rule(wanted, picked):
    people = [candidate(name) for name in ("ana", "ben", "cy")]
    assert len(pick(view(*people), wanted=wanted).picks) == picked


def test_nobody_read_is_a_shortlist_of_nobody():
    chosen = pick(view())
    assert (chosen.picks, chosen.reserves, chosen.refusals) == ((), (), ())
    assert chosen.counts == {"read": 0, "refused": 0, "ranked": 0, "picked": 0, "unread": 0}


def test_everybody_refused_is_a_shortlist_of_reasons():
    chosen = pick(view(candidate("ana", reachable=False), candidate("lea")))
    assert chosen.picks == ()
    assert {each.mentor: each.reason for each in chosen.refusals} == {
        "ana": RefusalReason.UNREACHABLE,
        "lea": RefusalReason.OWN_QUESTION,
    }


def test_people_in_hours_come_before_better_people_who_are_not_yet():
    asleep = candidate("best", skills={EXCEL: 5}, hours=parse_hours("thu 09:00-17:00"))
    awake = candidate("poor", skills={EXCEL: 1}, load=2)
    chosen = pick(view(asleep, awake))
    assert ranked(chosen) == ["poor", "best"]
    assert chosen.picks[1].opens_at == NOW + timedelta(hours=23)
    assert "hours" not in chosen.picks[1].reason


def test_among_the_sleeping_the_next_opening_counts_in_steps_of_a_rung_then_the_score():
    def sleeper(name, level, opens):
        return candidate(name, skills={EXCEL: level}, hours=parse_hours(f"wed {opens}-18:00"))

    chosen = pick(
        view(
            sleeper("soon-poor", 1, "10:05"), sleeper("soon-good", 5, "10:25"),
            sleeper("later-best", 5, "10:31"),
        )
    )  # fmt: skip
    assert ranked(chosen) == ["soon-good", "soon-poor", "later-best"]


def test_a_question_with_no_known_skill_is_ranked_by_the_other_terms():
    chosen = pick(view(candidate("ana", load=2), candidate("ben")), question(skills={}))
    assert ranked(chosen) == ["ben", "ana"]
    assert chosen.picks[0].terms["relevance"] == 1.0
    assert chosen.picks[0].reason.startswith("No topic was recognised")


def test_equal_people_are_treated_alike_over_the_questions():
    people = view(*(candidate(name) for name in "abcdefgh"))
    first = [pick(people, seed=seed, wanted=1).picks[0].mentor for seed in range(800)]
    counts = [first.count(PersonId(name)) for name in "abcdefgh"]
    assert min(counts) > 60
    assert max(counts) < 145


@pytest.mark.parametrize("seed", [0, -1, 2**63, 2**200])
def test_any_number_is_a_seed_and_any_text_an_id(seed):
    assert draw(seed, PersonId("ana")) == draw(seed, PersonId("ana"))
    assert draw(seed, PersonId("ana")) != draw(seed, PersonId("ben"))
    assert len(draw(seed, PersonId("\ud800"))) == 8


def test_a_person_read_twice_counts_once():
    chosen = pick(view(candidate("ana"), candidate("ana")))
    assert ranked(chosen) == ["ana"]
    assert chosen.counts["read"] == 1


@pytest.mark.parametrize("turn", [1, -1])
def test_a_person_read_twice_is_refused_if_either_reading_says_so(turn):
    readings = [candidate("ana", load=0), candidate("ana", load=3)][::turn]
    chosen = pick(view(*readings))
    assert chosen.picks == ()
    assert chosen.refusals[0].reason is RefusalReason.AT_CAPACITY


@pytest.mark.parametrize("turn", [1, -1])
def test_a_person_read_twice_counts_with_the_higher_load(turn):
    readings = [candidate("ana", load=1), candidate("ana", load=2)][::turn]
    assert (
        pick(view(*readings)).picks[0].reason
        == "You know excel very well, and you have 2 of at most 3 requests open"
    )


@pytest.mark.parametrize("turn", [1, -1])
def test_a_person_read_twice_with_different_skills_is_the_same_person_in_any_order(turn):
    readings = [
        candidate("ana", skills={EXCEL: 1}, languages=frozenset({"en", "de"})),
        candidate("ana", skills={EXCEL: 5}, languages=frozenset({"de", "fr"})),
    ]
    assert pick(view(*readings[::turn])) == pick(view(*readings))


def test_broken_counters_never_enter_a_score():
    broken = Record(asked=1, reacted=1, reaction_minutes=math.nan, rated=1, rating_points=math.inf)
    skills = {EXCEL: math.nan}
    unrated = candidate("ben", verdicts={EXCEL: Verdicts(rated=math.nan)})
    found = view(candidate("ana", record=broken, skills=skills), unrated)
    broken_weights = replace(found, weights=dict.fromkeys(FEATURES, math.nan))
    for each in (found, broken_weights):
        chosen = pick(each, question(skills=skills, votes={"ana": 1.0}), rules=RULES)
        assert len(chosen.picks) == 2
        assert all(math.isfinite(each.score) for each in chosen.picks)


def test_somebody_with_three_hundred_skills_is_ranked_by_those_asked_for():
    many = {f"skill-{n}": 5 for n in range(300)}
    chosen = pick(view(candidate("ana", skills=many), candidate("ben", skills={EXCEL: 1})))
    assert ranked(chosen) == ["ben", "ana"]


# ---- properties

names = st.sampled_from([f"p{n}" for n in range(12)] + ["lea"])
people = st.builds(
    candidate,
    names,
    skills=st.dictionaries(st.sampled_from(["excel", "word"]), st.integers(1, 5)),
    hours=st.sampled_from([ALWAYS, ALWAYS, NEVER, parse_hours("thu 09:00-17:00", "Asia/Tokyo")]),
    load=st.integers(0, 3),
    active=st.sampled_from([True, True, True, False]),
    team=st.sampled_from(["", "Sales", "IT"]),
    manager=st.sampled_from([None, "p1", "lea"]),
    minutes_used=st.sampled_from([0, 0, 58]),
    record=st.builds(
        Record, asked=st.integers(0, 9), reacted=st.integers(0, 9), rated=st.integers(0, 9),
        rating_points=st.floats(), reaction_minutes=st.floats(),
    ),
    verdicts=st.dictionaries(
        st.sampled_from(["excel", "word"]),
        st.builds(Verdicts, rated=st.floats(), points=st.floats()),
    ),
)  # fmt: skip
known = st.builds(
    Evidence,
    answers=st.integers(-2, 9),
    last=st.integers(0, 99),  # also from the future
    activity=st.builds(Counter, value=st.floats(), at=st.integers(0, 99)),
    skills=st.dictionaries(
        st.just(EXCEL),
        st.builds(
            SkillEvidence,
            answers=st.integers(0, 9),
            recent=st.builds(Counter, value=st.floats(), at=st.integers(0, 99)),
        ),
    ),
    hours=st.sampled_from([(0,) * 24, tuple(range(24))]),
)
totals = st.builds(
    Totals,
    answers=st.integers(0, 50),
    skills=st.dictionaries(st.just(EXCEL), st.integers(0, 50)),
    hours=st.sampled_from([(0,) * 24, (2,) * 24]),
)
views = st.builds(
    lambda found, ties, evidence, totals, weights: view(
        *found,
        asks=learner(team="Sales"),
        ties=tuple(ties),
        evidence=evidence,
        totals=totals,
        weights=weights,
    ),
    st.lists(people, max_size=15),
    st.lists(st.builds(tie, names, names, st.integers(0, 3)), max_size=5),
    st.dictionaries(names, known, max_size=5),
    totals,
    st.none() | st.dictionaries(st.sampled_from(list(FEATURES)), st.floats()),
)
seeds = st.integers(0, 2**63)


def one_reading_each(found):
    return replace(found, candidates=tuple({each.id: each for each in found.candidates}.values()))


@given(views, seeds, st.randoms(use_true_random=False))
def test_the_order_of_candidates_and_ties_is_irrelevant(found, seed, chance):
    mixed, ties = list(found.candidates), list(found.ties)
    chance.shuffle(mixed)
    chance.shuffle(ties)
    shuffled = replace(found, candidates=tuple(mixed), ties=tuple(ties))
    assert pick(shuffled, seed=seed) == pick(found, seed=seed)


@given(views, seeds)
def test_everybody_read_ends_in_exactly_one_place(found, seed):
    chosen = pick(found, seed=seed)
    places = ranked(chosen) + [each.mentor for each in chosen.refusals]
    assert sorted(places) == sorted({each.id for each in found.candidates})
    assert chosen.counts["read"] == len(places)
    assert chosen.counts["ranked"] + chosen.counts["refused"] == chosen.counts["read"]
    assert chosen.counts["picked"] == len(chosen.picks) <= RULES.ladder_of({})[0].people


@given(views, seeds)
def test_nobody_who_is_refused_is_picked(found, seed):
    refused = {
        each.id
        for each in found.candidates
        if refusal_of(each, question(), found.learner, RULES, NOW) is not None
    }
    chosen = pick(found, seed=seed)
    assert refused == {each.mentor for each in chosen.refusals}
    assert refused.isdisjoint(ranked(chosen))


@given(views, seeds)
def test_every_score_and_term_lies_between_nothing_and_one(found, seed):
    for each in pick(found, seed=seed).picks:
        assert 0.0 <= each.score <= 1.0
        assert all(0.0 <= term <= 1.0 for term in each.terms.values())
        assert each.reason


@settings(max_examples=200)
@given(views.map(one_reading_each), seeds, st.data())
def test_more_load_never_raises_a_rank(found, seed, data):
    before = ranked(pick(found, seed=seed))
    if not before:
        return
    who = data.draw(st.sampled_from(before))
    loaded = tuple(
        replace(each, load=each.load + 1) if each.id == who else each for each in found.candidates
    )
    after = ranked(pick(replace(found, candidates=loaded), seed=seed))
    assert who not in after or after.index(who) >= before.index(who)


@given(views, seeds)
def test_the_same_seed_gives_the_same_shortlist(found, seed):
    assert pick(found, seed=seed) == pick(found, seed=seed)


def test_whoever_answered_in_the_skill_comes_before_equal_others():
    totals = counted(Totals(), [EXCEL], 9)
    known = {"ben": answered(Evidence(), totals, [EXCEL], 9)}
    pair = view(candidate("ana"), candidate("ben"), evidence=known, totals=totals)
    assert ranked(pick(pair)) == ["ben", "ana"]


def test_whoever_answered_similar_questions_comes_before_equal_others():
    pair = view(candidate("ana"), candidate("ben"))
    assert ranked(pick(pair, question(skills={}, votes={"ben": 1.0}))) == ["ben", "ana"]


def test_skills_of_similar_questions_find_who_declared_them():
    word = candidate("ben", skills={"word": 5})
    about = question(skills={}, suggested={"word": 1.0})
    assert ranked(pick(view(candidate("ana"), word), about)) == ["ben", "ana"]


def test_the_hour_of_the_day_is_that_of_the_question_in_utc():
    halves = timezone(timedelta(hours=5, minutes=30))
    about = asked_about(question(), view(), NOW.astimezone(halves))
    assert about.hour == NOW.hour


def test_weights_of_the_organisations_own_replace_the_prior():
    pair = view(candidate("ana", skills={EXCEL: 1}), candidate("ben", skills={EXCEL: 5}))
    backwards = replace(pair, weights={"level": -5.0})
    assert (ranked(pick(pair)), ranked(pick(backwards))) == (["ben", "ana"], ["ana", "ben"])


def test_a_draw_lets_the_second_best_be_tried_and_the_best_asked_more_often():
    pair = view(candidate("ana", skills={EXCEL: 5}), candidate("ben", skills={EXCEL: 3}))
    first = [ranked(pick(pair, rules=RULES, seed=seed))[0] for seed in range(200)]
    assert 100 < first.count("ana") < 200


@pytest.mark.parametrize(("better", "worse"), [(5, 4), (4, 3), (3, 2), (2, 1)])
def test_a_better_declared_level_is_expected_to_answer_better(better, worse):
    pair = view(candidate("ana", skills={EXCEL: worse}), candidate("ben", skills={EXCEL: better}))
    assert ranked(pick(pair)) == ["ben", "ana"]


def test_the_more_were_asked_in_vain_the_surer_the_choice():
    pair = view(candidate("ana", skills={EXCEL: 5}), candidate("ben", skills={EXCEL: 4}))

    def firsts(asked):
        about = question(already_asked=frozenset(f"p{each}" for each in range(asked)))
        chosen = (pick(pair, about, rules=RULES, seed=seed) for seed in range(300))
        return sum(ranked(each)[0] == "ana" for each in chosen)

    assert firsts(0) < firsts(8)
