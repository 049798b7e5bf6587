import math
from datetime import UTC, datetime

import pytest

from matching.model import Record
from matching.reasons import Facts, reason_for
from tests.support.builders import EXCEL, candidate, question


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "You know excel very well, you have time right now"),
        (
            {"helped": 3},
            (
                "You know excel very well, you have answered 3 of their questions, "
                "you have time right now"
            ),
        ),
        (
            {"helped": 1},
            (
                "You know excel very well, you have answered one of their questions, "
                "you have time right now"
            ),
        ),
        (
            {"closeness": 1 / 2},
            "You know excel very well, you two work close to each other, you have time right now",
        ),
        (
            {"closeness": 1 / 3},
            (
                "You know excel very well, you both work with the same colleague, "
                "you have time right now"
            ),
        ),
        (
            {"labels": {EXCEL: "Microsoft Excel"}},
            "You know Microsoft Excel very well, you have time right now",
        ),
        (
            {"candidate": candidate(load=1)},
            "You know excel very well, you have room: 1 of 3 requests at the moment",
        ),
        (
            {"candidate": candidate(skills={})},
            "You may know somebody who can help, you have time right now",
        ),
        (
            {"question": question(skills={})},
            "I recognised no topic in the question, you have time right now",
        ),
        (
            {
                "question": question(skills={"excel": 0.5, "pivot-tables": 1.0, "office": 0.25}),
                "candidate": candidate(skills={"excel": 5, "pivot-tables": 3, "office": 5}),
            },
            "You know pivot tables well and excel inside out, you have time right now",
        ),
        (
            {
                "candidate": candidate(
                    record=Record(
                        asked=9, reacted=8, reaction_minutes=96.0, rated=4, rating_points=3.4
                    )
                )
            },
            (
                "You know excel very well, your answers are rated 85 of 100, "
                "you usually reply within 12 minutes, "
                "you have time right now"
            ),
        ),
        (
            {"candidate": candidate(record=Record(asked=1, reacted=1, reaction_minutes=0.1))},
            "You know excel very well, you usually reply within 1 minute, you have time right now",
        ),
        (
            {
                "candidate": candidate(
                    record=Record(
                        asked=1,
                        reacted=1,
                        reaction_minutes=math.nan,
                        rated=1,
                        rating_points=math.inf,
                    )
                )
            },
            "You know excel very well, you have time right now",
        ),
        (
            {"opens_at": datetime(2026, 3, 9, 8, 30, tzinfo=UTC)},
            (
                "You know excel very well, nothing else waits for you, "
                "your working hours begin at 2026-03-09 08:30 UTC"
            ),
        ),
    ],
)
def test_the_reason_names_what_spoke_for_somebody(facts, sentence):
    assert (
        reason_for(Facts(**{"candidate": candidate(), "question": question()} | facts)) == sentence
    )
