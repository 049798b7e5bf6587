"""`thread reveal`: asked for on the server, for a named role; shown in Teams alone."""

import json
from dataclasses import replace

import pytest

from matching.model import PersonId
from matching.thread import Thread
from storage.change import Change, Reveal
from storage.commit import Cause
from storage.store import Store
from tests.support.builders import NOW, thread
from tests.teams_bot.commands.conftest import InStore, Ran, Run
from tests.teams_bot.commands.test_thread import keep


@pytest.fixture
def asked(in_store: InStore) -> Thread:
    """Lea's question, asked without her name; Ana has a chat with the bot, Ben has none."""
    made = replace(thread(), anonymous=True)
    keep(in_store, made)

    async def chat(store: Store) -> None:
        ana = await store.person(PersonId("ana"))
        assert ana is not None
        await store.commit(Change(people=((ana, replace(ana, reachable=True)),)), Cause(), NOW)

    in_store(chat)
    return made


def reveal(run: Run, who: str = "ana", why: str = "A threat was reported") -> Ran:
    return run("thread", "reveal", "thread-1", "--who", who, "--why", why)


def test_it_asks_in_teams_and_shows_nothing_on_the_server(
    run: Run, asked: Thread, in_store: InStore
) -> None:
    run("rules", "set", "may_reveal", "ana; ben")
    done = reveal(run)
    assert (done.code, "Asked Ana in Teams" in done.out) == (0, True)
    assert "Lea" not in done.out
    shown = run("thread", "show", "thread-1").out
    assert "(anonymous)" in shown
    assert "Lea" not in shown
    assert json.loads(run("thread", "show", "thread-1", "--json").out)["reveals"] == []
    log = run("moderation", "log").out
    assert "ana: reveal asked for thread-1; login" in log
    assert "A threat was reported" in log

    async def waiting(store: Store) -> tuple[str, str]:
        jobs = store.driver.collection("jobs")
        (found,) = await jobs.find({"kind": "reveal_asked", "tenant": store.tenant}).to_list(None)
        return found["to"], str(found["payload"])

    to, payload = in_store(waiting)
    assert to == "ana"
    assert "threat" not in payload


def test_what_was_shown_in_teams_is_listed_and_the_name_stays_there(
    run: Run, asked: Thread, in_store: InStore
) -> None:
    made = Reveal(
        id="r",
        thread=asked.id,
        learner=asked.learner,
        who=PersonId("ana"),
        login="root",
        why="A threat was reported",
        at=NOW,
    )

    async def shown(store: Store) -> None:
        await store.commit(Change(reveals=(made,)), Cause(), NOW)

    in_store(shown)
    told = run("thread", "show", "thread-1").out
    assert "to ana (login root" in told
    assert told.rstrip().endswith("A threat was reported")
    assert "Lea" not in told
    whole = run("thread", "show", "thread-1", "--json").out
    assert json.loads(whole)["reveals"][0]["who"] == "ana"
    assert '"lea"' not in whole


@pytest.mark.parametrize(
    ("rule", "given", "trouble"),
    [
        ("", ("ana", "because"), "ana is not named by the rule may_reveal."),
        ("ben", ("ana", "because"), "ana is not named by the rule may_reveal."),
        ("ana", ("", "because"), "Nobody is not named by the rule may_reveal."),
        ("ana", ("ana", " "), "Say why with --why: the reason is kept."),
        (
            "ben",
            ("ben", "because"),
            "ben has no chat with the bot, where they would have to confirm it.",
        ),
    ],
)
def test_nobody_else_is_asked_and_not_without_a_reason(
    run: Run, asked: Thread, rule: str, given: tuple[str, str], trouble: str
) -> None:
    if rule:
        run("rules", "set", "may_reveal", rule)
    assert reveal(run, *given).trouble == trouble
    assert "reveal" not in run("moderation", "log").out


def test_there_has_to_be_something_to_reveal(run: Run, in_store: InStore) -> None:
    keep(in_store, thread())
    assert "asked with a name" in reveal(run).trouble
    assert "no thread" in run("thread", "reveal", "x", "--who", "ana", "--why", "y").trouble
