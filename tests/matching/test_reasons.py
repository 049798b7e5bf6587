import math
from datetime import UTC, datetime

import pytest

from matching.model import Record
from matching.reasons import Facts, reason_for
from tests.support.builders import EXCEL, candidate, question


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "You know excel very well, and nothing else from here is waiting for you"),
        (
            {"helped": 3},
            (
                "You know excel very well, you have helped this colleague 3 times, "
                "and nothing else from here is waiting for you"
            ),
        ),
        (
            {"helped": 1},
            (
                "You know excel very well, you have helped this colleague before, "
                "and nothing else from here is waiting for you"
            ),
        ),
        (
            {"closeness": 1 / 2},
            (
                "You know excel very well, you and this colleague work close to each other, "
                "and nothing else from here is waiting for you"
            ),
        ),
        (
            {"closeness": 1 / 3},
            (
                "You know excel very well, you and this colleague both work with the same person, "
                "and nothing else from here is waiting for you"
            ),
        ),
        (
            {"labels": {EXCEL: "Microsoft Excel"}},
            "You know Microsoft Excel very well, and nothing else from here is waiting for you",
        ),
        (
            {"candidate": candidate(load=1)},
            "You know excel very well, and you have 1 of at most 3 requests open",
        ),
        (
            {"candidate": candidate(skills={})},
            "You may know somebody who can help, and nothing else from here is waiting for you",
        ),
        (
            {"question": question(skills={})},
            "Nothing else from here is waiting for you",
        ),
        (
            {
                "question": question(skills={"excel": 0.5, "pivot-tables": 1.0, "office": 0.25}),
                "candidate": candidate(skills={"excel": 5, "pivot-tables": 3, "office": 5}),
            },
            (
                "You know pivot tables well and excel inside out, "
                "and nothing else from here is waiting for you"
            ),
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
                "and nothing else from here is waiting for you"
            ),
        ),
        (
            {"candidate": candidate(record=Record(asked=1, reacted=1, reaction_minutes=0.1))},
            (
                "You know excel very well, you usually reply within 1 minute, "
                "and nothing else from here is waiting for you"
            ),
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
            "You know excel very well, and nothing else from here is waiting for you",
        ),
        (
            {
                "candidate": candidate(
                    record=Record(
                        asked=9, reacted=8, reaction_minutes=488.0, rated=10, rating_points=6.9
                    )
                )
            },
            "You know excel very well, and nothing else from here is waiting for you",
        ),
        (
            {"question": question(skills={}), "helped": 1},
            (
                "You have helped this colleague before, "
                "and nothing else from here is waiting for you"
            ),
        ),
        (
            {"opens_at": datetime(2026, 3, 9, 8, 30, tzinfo=UTC)},
            (
                "You know excel very well, nothing else from here is waiting for you, "
                "and your working hours begin at 2026-03-09 08:30 UTC"
            ),
        ),
    ],
)
def test_the_reason_names_what_spoke_for_somebody(facts, sentence):
    assert (
        reason_for(Facts(**{"candidate": candidate(), "question": question()} | facts)) == sentence
    )
