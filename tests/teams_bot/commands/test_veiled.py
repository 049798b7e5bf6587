"""An anonymous question as an administrator sees it."""

import json
from dataclasses import replace
from datetime import timedelta

from matching.model import PersonId, Refusal, RefusalReason
from matching.thread import State
from teams_bot.commands.thread import described, told
from teams_bot.commands.veiled import UNNAMED, veiled
from tests.support.builders import NOW, follow_up, shortlist, thread

REFUSED = shortlist(
    refusals=(
        Refusal(mentor=PersonId("lea"), reason=RefusalReason.OWN_QUESTION),
        Refusal(mentor=PersonId("cem"), reason=RefusalReason.BLOCKED_PAIR),
        Refusal(mentor=PersonId("gus"), reason=RefusalReason.AWAY),
    )
)
ASKED = replace(
    thread(State.OPEN, created=NOW + timedelta(minutes=17), anonymous=True),
    shortlists=(REFUSED,),
    follow_ups=(follow_up(), follow_up("ana", "lea", "On which machine?")),
)


def test_nothing_in_it_names_the_learner_or_whom_they_are_kept_apart_from() -> None:
    over = veiled(ASKED.cancel(NOW))
    whole = json.dumps(described(over)) + " ".join(told(over, {}))
    assert "lea" not in whole.replace("learner", "")
    assert "cem" not in whole
    assert "gus" in whole
    assert described(over)["learner"] == UNNAMED
    assert [each["from"] for each in described(over)["follow_ups"]] == [UNNAMED, "ana"]


def test_what_the_learner_did_is_told_by_the_hour() -> None:
    late = replace(ASKED, created=NOW + timedelta(minutes=17, seconds=3))
    shown = described(veiled(late.cancel(NOW + timedelta(minutes=59))))
    assert shown["created"] == shown["ended"] == shown["offers"][0]["due"] == NOW.isoformat()


def test_a_question_with_a_name_is_left_as_it_is() -> None:
    assert veiled(thread()) == thread()
