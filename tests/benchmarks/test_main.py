import json

import pytest

from benchmarks import __main__ as whole
from benchmarks.__main__ import SECTIONS, NotMeasuredError, Section, kept, lines, main, measured

ECHO = "import json, sys; print(json.dumps({'given': sys.argv[1:]}))"
ENDS = "import sys; print('{}'); sys.exit(3)"
SILENT = "print('no figures')"
SLOW = "import time; time.sleep(60)"


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Sections of programs that end at once, run in a folder of their own."""
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    sections = []
    for name, text in (("echo", ECHO), ("ends", ENDS), ("silent", SILENT), ("slow", SLOW)):
        (folder / f"{name}.py").write_text(text)
        seconds = 1.0 if name == "slow" else 30.0
        sections.append(Section(name=name, asks="?", full=("--much",), seconds=seconds))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(whole, "SECTIONS", tuple(sections))
    monkeypatch.setattr(whole, "FILE", tmp_path / "results.json")
    return {each.name: each for each in sections}


def results():
    return json.loads(whole.FILE.read_text())


@pytest.mark.parametrize(
    ("name", "why"), [("ends", "with 3"), ("silent", "no result"), ("slow", "after 1 s")]
)
def test_a_section_that_gives_nothing_says_why(programs, name, why):
    with pytest.raises(NotMeasuredError, match=why):
        measured(programs[name], ())


def test_one_that_fails_does_not_hide_the_others(programs, capsys):
    assert main(["silent", "echo"]) == 1
    assert results()["echo"] == {"given": ["--quick", "--json"]}
    assert "failed" in results()["silent"]
    assert "silent failed" in capsys.readouterr().err


def test_sections_that_are_not_run_keep_their_results(programs):
    whole.FILE.write_text(json.dumps({"ends": {"n": 1}, "gone": {}}))
    assert main(["--full", "echo"]) == 0
    assert results() == {"ends": {"n": 1}, "echo": {"given": ["--much", "--json"]}}


def test_an_unknown_section_is_refused_by_name(programs, capsys):
    with pytest.raises(SystemExit):
        main(["brid"])
    assert "'brid' is none of echo" in capsys.readouterr().err


def test_results_that_cannot_be_read_are_begun_anew(tmp_path):
    (tmp_path / "results.json").write_text("{")
    assert kept(tmp_path / "results.json") == kept(tmp_path / "none.json") == {}


def test_figures_without_a_table_are_written_one_line_a_name():
    assert list(lines({"best": {"solved": 0.5, "name": "x"}, "n": 3})) == [
        f"{'best':14} solved 0.500",
        f"{'n':14}  3.000",
    ]


def test_every_section_is_a_program():
    for each in SECTIONS:
        assert __import__(each.module, fromlist=["main"]).main
