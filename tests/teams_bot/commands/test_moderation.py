"""`moderation list|show|decide|moderators|log|check`."""

import json
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import ThreadId
from storage.change import About, Change, Person, Report, ReportId
from storage.commit import Cause
from storage.store import Store
from tests.teams_bot.commands.conftest import InStore, Run

RUDE = "You are useless."


@pytest.fixture
def reported(here: str, in_store: InStore) -> str:
    """A report on words of Ana, by Lea; its id."""

    async def make(store: Store) -> None:
        now = await store.time()
        people = [Person(id=PersonId(each), name=each.title()) for each in ("ana", "lea", "kim")]
        made = Report(
            id=ReportId("r1"),
            thread=ThreadId("t"),
            about=About.ANSWER,
            item="a",
            reporter=PersonId("lea"),
            reported=PersonId("ana"),
            words=RUDE,
            at=now,
            kept_until=now + timedelta(days=365),
        )
        change = Change(people=tuple((None, each) for each in people), reports=((None, made),))
        await store.commit(change, Cause(), now)

    in_store(make)
    return "r1"


def test_without_reports_it_says_so(run: Run, here: str) -> None:
    assert run("moderation", "list").out == "No report waits for a decision.\n"
    assert run("moderation", "list", "--all").out == "No report was made yet.\n"
    assert json.loads(run("moderation", "list", "--json").out) == []
    assert run("moderation", "log").out == "The log is empty.\n"
    assert "as it was written" in run("moderation", "check").out
    assert "Nobody is a moderator yet" in run("moderation", "moderators").out
    assert "There is no report nope" in run("moderation", "show", "nope").trouble
    assert "There is no report nope" in run("moderation", "decide", "nope", "keep").trouble


def test_a_report_is_listed_without_words_and_shown_with_them(run: Run, reported: str) -> None:
    listed = run("moderation", "list").out
    assert reported in listed
    assert RUDE not in listed
    assert json.loads(run("moderation", "list", "--json").out)[0]["about"] == "answer"
    shown = run("moderation", "show", reported).out
    for part in (RUDE, "answer of Ana (ana)", "reported by Lea (lea)", "waits"):
        assert part in shown
    assert json.loads(run("moderation", "show", reported, "--json").out)["words"] == RUDE


@pytest.mark.parametrize("ruling", ["keep", "remove", "warn", "suspend"])
def test_a_decision_is_kept_with_who_and_why(run: Run, reported: str, ruling: str) -> None:
    days = ("--days", 7) if ruling == "suspend" else ()
    done = run("moderation", "decide", reported, ruling, "--note", "So.", "--who", "Kim", *days)
    assert done.out.startswith("Decided: ")
    assert f"{ruling} by Kim" in run("moderation", "show", reported).out
    assert "decided before" in run("moderation", "decide", reported, "keep").trouble
    log = run("moderation", "log").out
    assert f"Kim: report {ruling} r1; So." in log
    assert json.loads(run("moderation", "log", "--json").out)[0]["who"] == "Kim"
    assert "waits" not in run("moderation", "list", "--all").out


def test_what_is_no_decision_changes_nothing(run: Run, reported: str) -> None:
    assert "Choose what" in run("moderation", "decide", reported, "explode").trouble
    assert "1 to 365" in run("moderation", "decide", reported, "suspend").trouble
    assert reported in run("moderation", "list").out


def test_moderators_are_named_by_a_command(run: Run, reported: str) -> None:
    assert "kim  Kim" in run("moderation", "moderators", "kim", "--who", "Admin").out
    assert "Nobody here has the id gus" in run("moderation", "moderators", "gus").trouble
    assert "kim" in run("moderation", "moderators").out
    assert "Nobody is" in run("moderation", "moderators", "--nobody").out
    assert "Admin: moderators; kim" in run("moderation", "log").out


def test_tampering_shows(run: Run, reported: str, in_store: InStore, here: str) -> None:
    run("moderation", "decide", reported, "keep")
    kept = run("moderation", "check").out.rsplit(" ", 1)[1].strip()
    assert run("moderation", "check", "--expect", kept).code == 0
    assert run("moderation", "check", "--expect", "nonsense").code == 2

    async def edit(store: Store) -> None:
        wrong = {"$set": {"who": "somebody else"}}
        await store.driver.collection("audit").update_one({"tenant": here}, wrong)

    in_store(edit)
    assert "Somebody tampered with the log" in run("moderation", "check").trouble
