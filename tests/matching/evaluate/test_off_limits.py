"""Counting past questions that would be stopped."""

import gzip
import json
from pathlib import Path

import pytest

from matching.__main__ import main
from matching.evaluate.off_limits import as_text, counted
from matching.evaluate.reading import NotReadableError


def test_it_counts_by_data_set_and_topic(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titles = ["How do I pivot?", "I need legal advice", None]
    lines = "".join(f"{json.dumps({'title': each})}\n" for each in titles)
    (tmp_path / "one.questions.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    (tmp_path / "two.questions.jsonl.gz").write_bytes(gzip.compress(b""))
    found = counted(tmp_path)
    assert found["one"] == {"questions": 3, "stopped": 1, "topics": {"legal": 1}}
    assert found["two"] == {"questions": 0, "stopped": 0, "topics": {}}
    assert "share stopped: 33.333% (1 of 3)" in as_text(found)
    assert "0.000% (0 of 0)" in as_text({"two": found["two"]})
    assert main(["off-limits", str(tmp_path)]) == 0
    assert "legal 1" in capsys.readouterr().out
    assert main(["off-limits", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == found


def test_a_folder_without_questions_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotReadableError, match="holds no file named"):
        counted(tmp_path)
