"""`evidence rebuild`: all answers again, while the service goes on."""

from typing import Any

import pytest

from storage.evidence import Beaten
from storage.store import Store
from tests.storage.evidence.test_counting import answered
from tests.storage.evidence.test_rebuilding import forget_positions
from tests.storage.making import know, person
from tests.teams_bot.commands.conftest import InStore, Run


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads meanwhile."""
    monkeypatch.setattr("storage.evidence.rebuilding.GRACE_SECONDS", 0.0)


def test_it_says_how_far_it_is_and_what_was_counted(
    run: Run, here: str, in_store: InStore
) -> None:
    async def one_answer(store: Store) -> None:
        await know(store, person())
        await answered(store)
        await forget_positions(store, "thread-1")

    in_store(one_answer)
    done = run("evidence", "rebuild")
    assert (done.code, done.out) == (0, "1 answers counted, 1 of them for the first time.\n")
    assert done.err.splitlines()[0] == "answers numbered: 1"


def test_the_loser_of_two_rebuilds_says_so(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def beaten(*_: Any) -> Beaten:
        return Beaten()

    monkeypatch.setattr("storage.evidence.rebuild", beaten)
    assert "Another rebuild took over" in run("evidence", "rebuild").trouble
