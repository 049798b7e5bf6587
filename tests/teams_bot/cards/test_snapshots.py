"""Every card in every state, kept as readable JSON. `WRITE_SNAPSHOTS=1 pytest …` writes them."""

import difflib
import json
import os
from pathlib import Path

import pytest

from teams_bot.cards import Drawn
from tests.teams_bot.cards.gallery import gallery

FOLDER = Path(__file__).parent / "snapshots"
CARDS = gallery()


def written(drawn: Drawn) -> str:
    leaves = {"card": drawn.card, "summary": drawn.summary}
    return json.dumps(leaves, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", CARDS)
def test_a_card_looks_as_it_did(name: str) -> None:
    path, now = FOLDER / f"{name}.json", written(CARDS[name])
    if os.environ.get("WRITE_SNAPSHOTS"):
        path.write_text(now, encoding="utf-8")
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(
        before.splitlines(), now.splitlines(), "kept", "drawn now", lineterm="", n=2
    )
    if before != now:
        pytest.fail(f"{path.name} changed:\n" + "\n".join(changes), pytrace=False)


def test_no_snapshot_is_left_over() -> None:
    assert {each.stem for each in FOLDER.glob("*.json")} == set(CARDS)
