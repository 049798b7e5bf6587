import gzip
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


def test_convert_stackexchange_says_what_it_wrote(tmp_path, capsys):
    posts = tmp_path / "Posts.xml"
    posts.write_text(
        '<posts><row Id="1" PostTypeId="1" CreationDate="2020-01-01T10:00:00" /></posts>'
    )
    assert main(["convert-stackexchange", str(posts), str(tmp_path), "--site", "forum"]) == 0
    assert capsys.readouterr().out == "forum: 1 questions, 0 answers\n"


@pytest.mark.parametrize(("words", "starts"), [((), "1 rephrased"), (("--json",), "{")])
def test_deflection_prints_its_figures(tmp_path, capsys, words, starts):
    rows = {
        "threads": {"tid": 1, "question": "How do I pivot?", "answers": "So."},
        "queries": {"tid": 1, "text": "How to pivot?"},
    }
    for kind, row in rows.items():
        with gzip.open(tmp_path / f"stackfaq.{kind}.jsonl.gz", "wt") as file:
            json.dump(row, file)
    assert main(["deflection", str(tmp_path), *words]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(starts)
    assert ("not to be compared" in printed) is (not words)


def test_rankings_that_cannot_be_written_are_refused_at_once(folder, capsys):
    for to in (folder, folder / "none" / "run.jsonl"):
        assert main(["evaluate", str(folder), "--site", "forum", "--run", str(to)]) == 1
        told = capsys.readouterr().err
        assert told == f"{to} cannot be written: name a file in a folder there is.\n"


def test_a_history_in_which_nothing_can_be_scored_is_no_result(tmp_path, capsys):
    write(tmp_path, "forum", history(1))
    assert main(["evaluate", str(tmp_path), "--site", "forum"]) == 1
    assert "no question can be scored" in capsys.readouterr().err
