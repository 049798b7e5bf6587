"""`thread reveal`: who asked, for a named role only, with a reason, and never unnoticed."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.thread import Thread
from storage.change import Change, Job, Person
from storage.codec import read
from storage.commit import Cause
from storage.store import Store
from teams_bot.messages import MESSAGES
from teams_bot.services import Clock, Services
from tests.support.builders import NOW, thread
from tests.teams_bot.commands.conftest import InStore, Ran, Run
from tests.teams_bot.commands.test_thread import keep


@pytest.fixture
def asked(in_store: InStore) -> Thread:
    """Lea's question, asked without her name."""
    made = replace(thread(), anonymous=True)
    keep(in_store, made)
    return made


def reveal(run: Run, who: str = "ana", why: str = "A threat was reported") -> Ran:
    return run("thread", "reveal", "thread-1", "--who", who, "--why", why)


def test_who_is_named_by_the_rule_is_shown_the_name_and_it_is_kept(
    run: Run, asked: Thread, in_store: InStore
) -> None:
    assert "(anonymous)" in run("thread", "show", "thread-1").out
    assert "Lea" not in run("thread", "show", "thread-1").out
    run("rules", "set", "may_reveal", "ana; ben")
    assert reveal(run).out == "lea  Lea\n"
    shown = run("thread", "show", "thread-1").out
    assert "asked by Lea" in shown
    assert "to ana (login" in shown
    assert shown.rstrip().endswith("A threat was reported")
    assert reveal(run, "ben", "A second look").code == 0
    (first, second) = json.loads(run("thread", "show", "thread-1", "--json").out)["reveals"]
    assert (first["who"], first["why"], second["who"]) == ("ana", "A threat was reported", "ben")
    assert "lea" not in run("thread", "list", "--json").out.replace("learner", "")


def test_the_learner_is_told_later_by_whom_and_not_why(
    run: Run, asked: Thread, in_store: InStore
) -> None:
    run("rules", "set", "may_reveal", "ana")
    reveal(run)

    async def told(store: Store) -> tuple[timedelta, str]:
        (found,) = (
            await store.driver.collection("jobs")
            .find({"kind": "revealed", "tenant": store.tenant})
            .to_list(None)
        )
        services = Services(store=store, clock=Clock(), tenant=store.tenant)
        job = read(Job, found)
        drawn = await MESSAGES["revealed"].draw(services, job)
        gone = await MESSAGES["revealed"].draw(services, replace(job, thread=None))
        assert drawn is not None
        assert gone is None
        assert found["to"] == "lea"
        return found["due"] - services.now(), drawn.summary

    wait, sentence = in_store(told)
    assert timedelta(hours=71) < wait < timedelta(hours=73)
    assert "it was shown to Ana" in sentence
    assert "threat" not in sentence


@pytest.mark.parametrize(
    ("rule", "given", "trouble"),
    [
        ("", ("ana", "because"), "ana is not named by the rule may_reveal."),
        ("ben", ("ana", "because"), "ana is not named by the rule may_reveal."),
        ("ana", ("", "because"), "Nobody is not named by the rule may_reveal."),
        ("ana", ("ana", " "), "Say why with --why: the reason is kept."),
    ],
)
def test_nobody_else_is_and_not_without_a_reason(
    run: Run, asked: Thread, rule: str, given: tuple[str, str], trouble: str
) -> None:
    if rule:
        run("rules", "set", "may_reveal", rule)
    assert reveal(run, *given).trouble == trouble
    assert json.loads(run("thread", "show", "thread-1", "--json").out)["reveals"] == []


def test_there_has_to_be_something_to_reveal(run: Run, in_store: InStore) -> None:
    keep(in_store, thread())
    assert "asked with a name" in reveal(run).trouble
    assert "no thread" in run("thread", "reveal", "x", "--who", "ana", "--why", "y").trouble


def test_forgetting_the_learner_erases_the_reason_and_keeps_the_act(
    run: Run, asked: Thread, in_store: InStore
) -> None:
    run("rules", "set", "may_reveal", "ana")
    reveal(run)

    async def forget(store: Store) -> None:
        lea = await store.person(asked.learner)
        assert isinstance(lea, Person)
        await store.commit(Change(forget=lea.id), Cause(), NOW)

    in_store(forget)
    (kept,) = json.loads(run("thread", "show", "thread-1", "--json").out)["reveals"]
    assert (kept["who"], kept["why"]) == ("ana", "")
