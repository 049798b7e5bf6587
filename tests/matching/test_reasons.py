import math

import pytest

from matching.evidence import Evidence, SkillEvidence
from matching.model import Record
from matching.reasons import Facts, introduction, reason_for
from tests.support.builders import EXCEL, candidate, question

QUICK = Record(asked=9, reacted=8, reaction_minutes=96.0, rated=4, rating_points=3.4)
SLOW = Record(asked=9, reacted=8, reaction_minutes=488.0, rated=10, rating_points=6.9)
BROKEN = Record(asked=1, reacted=1, reaction_minutes=math.nan, rated=1, rating_points=math.inf)
THREE = question(skills={"excel": 0.5, "pivot-tables": 1.0, "office": 0.25})


def facts(**changes):
    return Facts(**{"candidate": candidate(), "question": question()} | changes)


def answers(**skills):
    found = {skill: SkillEvidence(answers=count) for skill, count in skills.items()}
    return Evidence(answers=sum(skills.values()), skills=found)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "You know excel very well"),
        ({"helped": 3}, "You know excel very well, and you have helped this colleague 3 times"),
        ({"helped": 1}, "You know excel very well, and you have helped this colleague before"),
        (
            {"closeness": 1 / 2},
            "You know excel very well, and you and this colleague work close to each other",
        ),
        (
            {"closeness": 1 / 3},
            "You know excel very well, and you and this colleague both work with the same person",
        ),
        ({"labels": {EXCEL: "Microsoft Excel"}}, "You know Microsoft Excel very well"),
        (
            {"candidate": candidate(load=1)},
            "You know excel very well, and you have 1 of at most 3 requests open",
        ),
        ({"candidate": candidate(skills={})}, "You may know somebody who can help"),
        ({"question": question(skills={})}, "No topic was recognised in the question"),
        (
            {"question": question(skills={}), "candidate": candidate(load=2)},
            "No topic was recognised in the question, and you have 2 of at most 3 requests open",
        ),
        (
            {"question": question(skills={}, votes={"ana": 0.4})},
            "You have answered similar questions",
        ),
        (
            {
                "question": THREE,
                "candidate": candidate(skills={"excel": 5, "pivot-tables": 3, "office": 5}),
            },
            "You know pivot tables well and excel inside out",
        ),
        ({"evidence": answers(excel=1)}, "You have answered a question on excel"),
        (
            {"question": THREE, "evidence": answers(excel=40, **{"pivot-tables": 14})},
            "You have answered 14 questions on pivot tables",
        ),
        ({"evidence": answers(excel=0, word=7)}, "You know excel very well"),
        (
            {"candidate": candidate(record=QUICK), "helped": 2, "evidence": answers(excel=5)},
            (
                "You have answered 5 questions on excel, you have helped this colleague 2 times, "
                "and your answers are rated 85 of 100"
            ),
        ),
        (
            {"candidate": candidate(record=Record(asked=1, reacted=1, reaction_minutes=0.1))},
            "You know excel very well, and you usually react within 1 minute",
        ),
        ({"candidate": candidate(record=BROKEN)}, "You know excel very well"),
        ({"candidate": candidate(record=SLOW)}, "You know excel very well"),
    ],
)
def test_the_reason_names_what_spoke_for_somebody(changes, sentence):
    assert reason_for(facts(**changes)) == sentence


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "knows excel very well"),
        (
            {"evidence": answers(excel=14), "candidate": candidate(record=QUICK)},
            "has answered 14 questions on excel, and usually reacts within 12 minutes",
        ),
        ({"helped": 3}, "knows excel very well, and has helped you 3 times"),
        ({"closeness": 1 / 2}, "knows excel very well, and works close to you"),
        ({"closeness": 1 / 3}, "knows excel very well"),
        ({"candidate": candidate(load=2, record=SLOW)}, "knows excel very well"),
        ({"question": question(skills={})}, ""),
    ],
)
def test_the_learner_is_told_what_speaks_for_somebody_and_nothing_of_load_or_ratings(
    changes, told
):
    assert introduction(facts(**changes)) == told
