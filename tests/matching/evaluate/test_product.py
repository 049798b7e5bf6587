import pytest

from matching.calibration import EVERY
from matching.evaluate.product import Product
from matching.evaluate.protocol import replay
from matching.evidence import Evidence, Totals, answered, counted
from matching.model import PersonId
from tests.support.history import history


@pytest.fixture(scope="module")
def replayed():
    router, made = Product(), history(260, 20)
    return router, made, list(replay(made, {"p": router}))


def test_the_experts_of_a_subject_come_first(replayed):
    _, _, rankings = replayed
    assert (
        sum(each.ranked["p"][0] in each.relevant for each in rankings) > len(rankings) / 5
    )  # 1 / 20 by chance


def test_a_refit_follows_every_fifty_answered_questions(replayed):
    router, _, _ = replayed
    assert len(router.versions) == len(router.observations()) // EVERY
    assert router.version is router.versions[-1]


def test_the_evidence_rebuilt_from_history_is_the_live_one(replayed):
    router, made, _ = replayed
    by_id = {each.id: each for each in made.questions}
    people, totals = {}, Totals()
    for answer in [a for a in made.answers if a.at < made.questions[-1].at]:
        skills, hour = by_id[answer.question].skills, int(answer.hour)
        totals = counted(totals, skills, hour)
        before = people.get(answer.person, Evidence())
        people[answer.person] = answered(before, totals, skills, hour)
    assert (people, totals) == (router.people, router.totals)


def test_the_relevance_of_the_best_is_one(replayed):
    router, _, rankings = replayed
    assert max(router.relevance.values()) == 1.0
    assert set(router.relevance) >= set(rankings[-1].ranked["p"]) - {None}


def test_help_is_counted_by_learner_and_mentor(replayed):
    router, made, _ = replayed
    first = made.answers[0]
    asker = next(each.asker for each in made.questions if each.id == first.question)
    assert router.helped(asker, first.person) >= 1
    assert router.helped(asker, PersonId("nobody")) == 0
