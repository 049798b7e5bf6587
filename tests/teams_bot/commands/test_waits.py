"""`waits show` and `waits refit`."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from matching.thread import AnswerId, OfferId, State, Thread, ThreadId
from matching.waits import GRID
from storage.change import Faster
from storage.store import Store
from teams_bot.refits import refit_waits
from tests.storage.test_weights import keep
from tests.support import builders
from tests.teams_bot.commands.conftest import InStore, Run

ROOT = Path(__file__).parents[3]


async def lived(store: Store, count: int = 60) -> None:
    """Let questions have been answered within 1, 2, 3 … minutes, and every fourth not at all."""
    now = await store.time()
    threads = []
    for number in range(count):
        created = now - timedelta(days=1, minutes=number)
        name = ThreadId(f"past-{number}")
        ended = State.UNANSWERED if number % 4 == 3 else State.CLOSED
        made: Thread = builders.thread(ended, id=name, created=created)
        offers = tuple(
            replace(each, id=OfferId(f"{name}-{each.mentor}"), due=created) for each in made.offers
        )
        answers = tuple(
            replace(
                each,
                id=AnswerId(f"{name}-{each.mentor}"),
                at=created + timedelta(minutes=1 + number // 4),
            )
            for each in made.answers
        )
        over = created + timedelta(minutes=90)
        threads.append(replace(made, offers=offers, answers=answers, ended=over))
    await keep(store, *threads)


def test_before_anything_is_known_it_says_so(run: Run, here: str) -> None:
    assert run("waits", "show").out.startswith("Nothing is known yet")
    found = json.loads(run("waits", "show", "--json").out)
    assert (found["version"], found["when"], found["cells"]) == (0, None, [])


def test_with_few_questions_nothing_is_claimed(run: Run, here: str, in_store: InStore) -> None:
    in_store(lambda store: lived(store, 6))
    assert run("waits", "refit").out == "Version 1: 6 questions.\n"
    assert run("waits", "show").out.splitlines()[1].startswith("Too little is known so far")
    found = json.loads(run("waits", "show", "--json").out)
    assert (found["questions"], found["cells"]) == (6, [])


def test_what_is_estimated_is_shown(run: Run, here: str, in_store: InStore) -> None:
    in_store(lived)
    run("waits", "refit")
    shown = run("waits", "show").out
    assert "60 questions" in shown
    assert "Usually answered within 10 minutes; 1 in 4 gets no answer." in shown
    assert "█" in shown
    assert all(len(each) <= 80 for each in shown.splitlines())
    found = json.loads(run("waits", "show", "--json").out)
    whole = found["cells"][0]
    assert (whole["rung"], whole["skill"], whole["part"], whole["questions"]) == (
        0,
        None,
        None,
        60,
    )
    assert (whole["usual"], whole["long"]) == (10, None)
    assert whole["never"] == pytest.approx(0.25, abs=0.001)  # the older half counts a little less
    assert len(whole["answered"]) == len(whole["over"]) == len(found["minutes"]) == len(GRID)
    document = (ROOT / "docs" / "waits-json.md").read_text(encoding="utf-8")
    assert [name for name in (*found, *whole) if f"`{name}`" not in document] == []


def test_a_cell_of_which_too_little_is_known_says_so(
    run: Run, here: str, in_store: InStore
) -> None:
    in_store(lambda store: lived(store, 40))

    async def later(store: Store) -> None:
        await store.driver.collection("threads").update_many(
            {"tenant": store.tenant, "id": {"$in": [f"past-{each}" for each in range(6)]}},
            {"$push": {"offers": {"rung": 2, "due": (await store.time()) - timedelta(days=2)}}},
        )

    in_store(later)
    run("waits", "refit")
    assert "not known" in run("waits", "show").out


def test_a_skill_has_its_label_and_a_long_one_is_cut(
    run: Run, here: str, in_store: InStore, tmp_path: Path
) -> None:
    in_store(lived)
    file = tmp_path / "skills.csv"
    file.write_text("id,label\nexcel,Excel and other spreadsheets\n", encoding="utf-8")
    run("skills", "import", str(file))
    run("waits", "refit")
    assert "Excel and other spreadsh…" in run("waits", "show").out


def test_of_two_refits_at_once_the_first_is_kept(
    run: Run, here: str, in_store: InStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def beaten(*_: object) -> Faster:
        return Faster()

    monkeypatch.setattr(Store, "publish_waits", beaten)

    async def again(store: Store) -> object:
        return await refit_waits(store, await store.time())

    assert in_store(again) is None
    assert run("waits", "refit").out.startswith("Another process")
