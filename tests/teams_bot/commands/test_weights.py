"""`weights show` and `weights refit`."""

import json
from dataclasses import replace
from pathlib import Path

from matching.relevance import PRIOR
from storage.change import Tenant
from storage.store import Store
from storage.weights import BEGINNING
from teams_bot.services import Clock, Services
from tests.storage.test_weights import LEARNT
from tests.support.builders import NOW
from tests.teams_bot.commands.conftest import InStore, Run
from tests.teams_bot.test_refits import lived

ROOT = Path(__file__).parents[3]


def test_before_anything_was_learnt_the_beginning_is_shown(run: Run, here: str) -> None:
    lines = run("weights", "show").out.splitlines()
    assert lines[0].startswith("Nothing has been learnt yet")
    assert [each.split()[0] for each in lines[2:-1]] == list(PRIOR)
    assert json.loads(run("weights", "show", "--json").out) == []


def test_a_refit_says_what_it_gained_and_is_shown(run: Run, here: str, in_store: InStore) -> None:
    async def live(store: Store) -> None:
        await lived(Services(store=store, clock=Clock(), tenant=Tenant(here)), 60)

    in_store(live)
    told = run("weights", "refit").out
    assert told.startswith("Version 1: 60 questions, gain +")
    assert told.endswith("on 12 later ones; in use.\n")
    shown = run("weights", "show").out
    assert "version 1, " in shown
    (version,) = json.loads(run("weights", "show", "--json").out)
    assert (version["version"], version["questions"], version["used"]) == (1, 60, True)
    document = (ROOT / "docs" / "weights-json.md").read_text(encoding="utf-8")
    assert [name for name in version if f"`{name}`" not in document] == []


def test_without_an_answer_there_is_nothing_to_learn(run: Run, here: str) -> None:
    assert run("weights", "refit").out.startswith("Nothing to learn yet")


def test_a_refit_that_is_worse_and_a_rule_that_is_off_are_said(
    run: Run, here: str, in_store: InStore
) -> None:
    async def worse(store: Store) -> None:
        await store.publish_weights(BEGINNING, replace(LEARNT, used=False), NOW)

    in_store(worse)
    run("rules", "set", "learn_from_answers", "no")
    shown = run("weights", "show").out
    assert shown.startswith("The rule learn_from_answers is off")
    assert "not used, as it is worse than the beginning" in shown
