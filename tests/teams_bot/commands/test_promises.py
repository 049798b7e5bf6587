"""The calibration of promised waits, as the report tells it."""

import json
from dataclasses import asdict, replace
from datetime import timedelta

from matching.promises import Kept, Row, Share, kept
from storage.store import Store
from teams_bot.commands.promises import told
from teams_bot.commands.report import WIDTH
from tests.matching.test_promises import NOW, PROMISE, past
from tests.storage.test_weights import keep
from tests.support import builders
from tests.teams_bot.commands.conftest import InStore, Run


def test_each_row_and_the_goal_are_told_in_lines_that_fit() -> None:
    questions = [past(each) for each in (5, 5, 5, 5, 200, 300, None)]
    longer = replace(PROMISE, usual=2880, long=20160)
    lines = list(told(kept([*questions, *(past(3, longer) for _ in range(5))], NOW)))
    assert all(len(each) <= WIDTH for each in lines)
    text = "\n".join(lines)
    assert "up to 15 minutes" in text
    assert "over 24 hours" in text
    assert "57% (25% to 84%)" in text
    assert "should be" in text
    assert "Error of what was said" in text


def test_who_was_told_of_no_answer_has_a_line_of_its_own() -> None:
    promise = replace(PROMISE, long=None, never=0.25)
    lines = list(told(kept([*[past(5, promise)] * 6, *[past(None, promise)] * 2], NOW)))
    assert all(len(each) <= WIDTH for each in lines)
    text = "\n".join(lines)
    assert "Told that 1 in so many gets no answer (8): 25% (7% to 59%)" in text
    assert "got none; told was 25% on average." in text
    assert "Of telling everybody the shares that came true: 0." in text


def test_fewer_than_five_are_not_told() -> None:
    for few in (Kept(), kept([past(5)] * 4, NOW)):
        assert "Fewer than 5 promises" in "\n".join(told(few))


def test_a_share_that_is_hidden_is_a_dash_and_a_score_that_is_missing_is_left_out() -> None:
    row = Row(
        over=0,
        to=5,
        within_usual=Share(of=9, share=0.5, low=0.3, high=0.7),
        beyond_long=Share(of=2),
    )
    text = "\n".join(told(Kept(whole=row, rows=(row,))))
    assert "2                     -" in text
    assert "Error" not in text


def test_a_report_judges_the_promises_of_the_threads(
    run: Run, here: str, in_store: InStore
) -> None:
    async def live(store: Store) -> None:
        now = await store.time()
        for number in range(6):
            created = now - timedelta(days=3, minutes=number)
            made = builders.thread(
                id=f"t{number}", created=created, promise=replace(PROMISE, since=created)
            )
            given = replace(builders.answer("ana"), at=created + timedelta(minutes=9))
            await keep(store, replace(made, answers=(given,) if number % 2 else ()))

    in_store(live)
    run("report", "--now")
    found = json.loads(run("report", "--json").out)["promises"]
    assert found["whole"]["within_usual"]["share"] == 0.5
    assert found.keys() == asdict(Kept()).keys()
    assert "Were the promised waits true?" in run("report").out
