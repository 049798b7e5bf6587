"""The benchmark of the look at answered questions measures each way."""

import sys

import pytest

from benchmarks import similar
from matching.minilm import minilm_installed


@pytest.mark.parametrize("way", ["brute force", "clusters", "characters"])
def test_each_way_finds_what_it_holds(way: str) -> None:
    found = similar.measure(way, 60)
    assert found["found"] == 1.0
    assert 0 < found["look_p50"] <= found["look_max"]


def test_a_table_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["similar", "--threads", "20"])
    monkeypatch.setattr(similar, "_apart", lambda work, *given: work(*given))
    similar.main()
    told = capsys.readouterr().out
    assert minilm_installed()
    for part in (
        "brute force",
        "clusters",
        "characters",
        "encoding apart: a question ",
        "sentence model  ",
    ):
        assert part in told
