import json

import pytest

from matching.__main__ import main
from tests.support.history import history, write


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, "forum", history(150, 20))
    return tmp_path


def test_evaluate_prints_figures_and_progress(folder, capsys):
    assert main(["evaluate", str(folder), "--site", "forum", "--text-only"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("forum, text only")
    assert "150 of 150 questions" in printed.err


def test_evaluate_prints_json_and_writes_the_run(folder, capsys):
    run = folder / "run.jsonl"
    words = ["evaluate", str(folder), "--site", "forum", "--json", "--run", str(run)]
    assert main(words) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["n"] == len(run.read_text().splitlines())


def test_a_data_set_that_is_missing_is_one_clear_line(tmp_path, capsys):
    assert main(["evaluate", str(tmp_path), "--site", "forum"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
