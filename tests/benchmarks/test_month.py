"""A tiny month from end to end, and the table."""

import json
import re

import pytest

from benchmarks import month
from benchmarks.month import ARMS, ONE_RUNG, ROWS, Size, main, run, shortfalls, shown, table
from benchmarks.shown import month_figures
from matching.ladder import parse_ladder
from matching.rules import Rules
from matching.sources import Source

TINY = Size(people=40, questions=8, days=1)


@pytest.fixture(scope="module")
def lived():
    """The service as it is, for a day and until everything has come to rest."""
    return run(TINY, ARMS[:1])


def figures(**changes):
    usual = dict.fromkeys((row.name for row in ROWS), 0)
    return usual | {"answered": 0.9, "median": 30.0, "p90": 500.0, "unsent": 0} | changes


def found(**changes):
    return {"people": 10, "questions": 5, "days": 1, "arms": {ARMS[0].name: figures(**changes)}}


def test_a_tiny_month_is_lived_through_by_the_product_itself(lived):
    (each,) = json.loads(json.dumps(lived))["arms"].values()
    assert (each["questions"], each["unsent"], each["faults"], each["lost"]) == (8, 0, 0, 0)
    assert sum(each["states"].values()) == 8
    assert each["messages"]["status"] == 8
    assert each["messages"]["offer"] == pytest.approx(8 * each["offers"])
    assert 0 < each["answered"] <= 1
    assert sum(each["first_answers_by"].values()) == round(8 * each["answered"])
    assert list(shortfalls(lived)) == []


def test_every_figure_has_its_line_and_says_what_it_means(lived):
    text = table(lived)
    assert "40 people in nine time zones, 8 questions in 1 days" in text
    for row in ROWS:
        assert re.search(rf"^{re.escape(row.title)} +\S", text, re.MULTILINE), row.name
        assert not row.means or f"{row.title}: {row.means}." in text


def test_a_wait_that_so_many_never_end_says_how_many():
    p90 = next(row for row in ROWS if row.name == "p90")
    assert shown(p90, figures(p90=None, answered=0.8)) == "1 in 5.0 none"
    assert [shown(p90, figures(p90=each)) for each in (30.4, 600.0)] == ["30 min", "10.0 h"]
    half = next(row for row in ROWS if row.name == "half")
    assert [shown(half, figures(half=each)) for each in (None, 0.512)] == ["-", "51.2%"]


@pytest.mark.parametrize(
    "name", ["over_day", "over_held", "over_week", "out_of_hours", "lost", "faults", "unsent"]
)
def test_what_must_not_be_is_told_and_fails(name, monkeypatch, capsys):
    monkeypatch.setattr(month, "run", lambda *_, **__: found(**{name: 2}))
    assert main(["--quick", "--json"]) == 1
    captured = capsys.readouterr()
    assert f"{name} is 2, not 0." in captured.err
    assert json.loads(captured.out)["people"] == 10


def test_only_a_whole_month_is_kept(monkeypatch, tmp_path):
    asked = []

    def counted(size, **_):
        asked.append(size)
        return found()

    monkeypatch.setattr(month, "run", counted)
    monkeypatch.setattr(month, "FILE", tmp_path / "month.json")
    assert main(["--quick", "--people", "9"]) == main(["--days", "3"]) == 0
    assert not month.FILE.exists()
    assert main([]) == 0
    assert json.loads(month.FILE.read_text()) == found()
    assert [each.people for each in asked] == [9, 1000, 1000]


def test_one_rung_asks_as_many_peers_and_is_as_patient_as_the_ladder():
    ladder = parse_ladder(Rules().ladder)
    (rung,) = parse_ladder(ONE_RUNG)
    assert rung.minutes == sum(each.minutes for each in ladder)
    assert rung.people == sum(each.people for each in ladder if each.source is Source.PEER)


def test_the_readme_shows_what_was_kept():
    lines = month_figures().splitlines()
    kept = json.loads(month.FILE.read_text())
    assert f"| {kept['people']:,} people" in lines[0]
    assert [each.strip() for each in lines[0].strip("|").split("|")][1:] == list(kept["arms"])
    assert len(lines) == 2 + len(ROWS)
