import json
import random
from datetime import timedelta

import pytest

from benchmarks.waits import WAYS, as_of, asked, main, run, table
from matching.waited import Outcome


@pytest.fixture(scope="module")
def found():
    return run(40, 40)


def test_counting_the_unanswered_the_promises_are_nearer_the_truth(found):
    counted, left_out = (found["ways"][each] for each in WAYS)
    assert abs(counted["within_long"] - 0.9) < abs(left_out["within_long"] - 0.9)
    assert counted["brier"] < left_out["brier"] < left_out["brier_plain_median"]


def test_the_table_names_both_ways(found):
    assert all(each in table(found) for each in WAYS)


def test_what_came_later_is_not_known_before():
    draw = random.Random(2)
    for _ in range(50):
        question = asked(1, 5, draw)
        early = as_of(question, question.created)
        end, outcome = early.end(question.created)
        assert (end, outcome) == (question.created, Outcome.OPEN)
        assert as_of(question, question.created + timedelta(days=60)) == question


def test_the_figures_are_printed_for_people_or_for_programs(capsys, monkeypatch):
    monkeypatch.setattr("benchmarks.waits.run", lambda *_: run(2, 3))
    assert main([]) == 0
    assert "unanswered" in capsys.readouterr().out
    assert main(["--quick", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["days"] == 2
