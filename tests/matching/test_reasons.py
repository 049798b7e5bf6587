import math
from datetime import UTC, datetime

import pytest

from matching.model import Record
from matching.reasons import Facts, reason_for
from tests.support.builders import EXCEL, candidate, question


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({}, "Excel 4 of 5, holds no request"),
        (
            {"helped": 3},
            "Excel 4 of 5, has answered 3 of this learner's questions, holds no request",
        ),
        (
            {"helped": 1},
            "Excel 4 of 5, has answered 1 of this learner's questions, holds no request",
        ),
        ({"closeness": 1 / 2}, "Excel 4 of 5, works close to the learner, holds no request"),
        (
            {"closeness": 1 / 3},
            "Excel 4 of 5, works with somebody close to the learner, holds no request",
        ),
        ({"labels": {EXCEL: "Microsoft Excel"}}, "Microsoft Excel 4 of 5, holds no request"),
        ({"candidate": candidate(load=1)}, "Excel 4 of 5, holds 1 of 3 requests"),
        ({"candidate": candidate(skills={})}, "None of the skills asked for, holds no request"),
        ({"question": question(skills={})}, "The question names no known skill, holds no request"),
        (
            {
                "question": question(skills={"excel": 0.5, "pivot-tables": 1.0, "office": 0.25}),
                "candidate": candidate(skills={"excel": 5, "pivot-tables": 3, "office": 5}),
            },
            "Pivot tables 3 of 5, excel 5 of 5, holds no request",
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
                "Excel 4 of 5, answers rated 85 of 100, reacts within 12 minutes on average, "
                "holds no request"
            ),
        ),
        (
            {"candidate": candidate(record=Record(asked=1, reacted=1, reaction_minutes=0.1))},
            "Excel 4 of 5, reacts within 1 minute on average, holds no request",
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
            "Excel 4 of 5, holds no request",
        ),
        (
            {"opens_at": datetime(2026, 3, 9, 8, 30, tzinfo=UTC)},
            "Excel 4 of 5, holds no request, in hours from 2026-03-09 08:30 UTC",
        ),
    ],
)
def test_the_reason_names_what_spoke_for_somebody(facts, sentence):
    assert (
        reason_for(Facts(**{"candidate": candidate(), "question": question()} | facts)) == sentence
    )
