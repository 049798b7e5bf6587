"""The line that says how long an answer takes."""

from datetime import timedelta

import pytest

from teams_bot.cards.waits import waits
from teams_bot.outcomes import Wait
from tests.support.builders import NOW
from tests.teams_bot.cards.gallery import gallery, usual
from tests.teams_bot.cards.walking import texts_of

CARDS = {name: each.card for name, each in gallery().items()}
AGAIN = (
    "After 31 minutes without an answer: usually answered within another 12 minutes; "
    "1 in 10 waits longer than another 2 hours."
)
USUALLY = "usually answered within 12 minutes; 1 in 10 waits longer than 2 hours."


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("help-wait", USUALLY.capitalize()),
        ("similar-wait", f"If you ask somebody: {USUALLY}"),
        ("status-wait", USUALLY.capitalize()),
        (
            "status-wait-climbed",
            AGAIN,
        ),
        (
            "status-wait-unknown",
            "Too little is known of such questions so far to say how long it takes.",
        ),
    ],
)
def test_before_and_after_asking_the_wait_is_told(name: str, told: str) -> None:
    assert told in texts_of(CARDS[name])


def test_out_of_hours_the_wait_counts_from_the_opening() -> None:
    (told,) = (each for each in texts_of(CARDS["status-wait-planned"]) if "Once" in each)
    assert told.endswith(f"): {USUALLY}")


def test_where_nobody_waits_nothing_is_said() -> None:
    assert waits(None) == []
    assert len(waits(Wait(found=None))) == 1


def test_an_opening_that_is_planned_is_told_also_after_a_wait() -> None:
    wait = usual(waited=31, opens=NOW + timedelta(hours=9))
    (line,) = waits(wait, lambda at: f"at {at:%H}")
    assert "Once somebody can read it (at " in str(line.text)  # type: ignore[attr-defined]
    assert "After" not in str(line.text)  # type: ignore[attr-defined]
