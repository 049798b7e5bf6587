"""`report`: the newest snapshot, for people and for programs."""

import json
from dataclasses import replace
from typing import Any

import pytest

from matching.asked_for import AskedFor, Wanted
from matching.departments import Group, HelpBetween
from matching.endings import Endings
from matching.sociogram import Broker, Hanging, Rows, Sociogram
from storage.snapshots import Covers, Snapshot
from storage.store import Store
from teams_bot.commands.report import WIDTH, told
from tests.storage.making import know, person
from tests.storage.snapshots.test_kept import snapshot
from tests.storage.snapshots.test_taking import asked, helped
from tests.support.builders import NOW
from tests.teams_bot.commands.conftest import InStore, Run

WITH_WORDS = AskedFor(
    questions=9,
    without_skill=4,
    words=(Wanted(what="steel seam", questions=3, learners=3, unanswered=1, median_wait=None),),
)


async def organisation(store: Store) -> None:
    """Two departments that Ana connects, one skill that nobody knows, one that hangs on Ana."""
    staff = [person(f"{team}{n}", department=team) for team in ("IT", "HR") for n in range(5)]
    ana = person("ana", department="IT", skills_given={"sap": 5})
    await know(store, *staff, ana, person("gone", active=False))
    now = await store.time()
    for number, learner in enumerate(("IT0", "HR0", "HR1")):
        await helped(store, learner, "ana", f"t{number}", at=now, skills={"sap": 1.0})
    await asked(store, "t9", created=now, skills={"welding": 1.0})
    rows = store.driver.collection("ties")
    await rows.update_many({"tenant": store.tenant}, {"$set": {"at": now}})


def test_before_the_first_one_it_says_when_there_will_be_one(run: Run, here: str) -> None:
    done = run("report")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("No snapshot yet: the service takes one each night at 02:")
    assert "report --now" in done.out
    assert json.loads(run("report", "--json").out) is None


def test_a_day_without_one_is_told_in_one_sentence(run: Run, here: str) -> None:
    assert run("report", "--day", "2026-01-31").trouble == (
        "There is no snapshot of 2026-01-31. They are kept for 90 days."
    )
    assert "give one of them" in run("report", "--day", "2026-01-31", "--now").trouble


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", ""])
def test_what_is_no_day_is_a_usage_error(run: Run, here: str, day: str) -> None:
    done = run("report", "--day", day)
    assert (done.code, done.out) == (2, "")
    assert "a day such as 2026-11-22" in done.err


def test_now_takes_one_and_tells_it(run: Run, here: str, in_store: InStore) -> None:
    in_store(organisation)
    done = run("report", "--now")
    assert (done.code, done.err) == (0, "")
    assert "11 people joined or can be reached; 0 more do not." in done.out
    assert "IT answered HR: 2" in done.out
    assert "Ana (ana)" in done.out
    assert "sap: nobody else has it\n  Ana (ana)" in done.out
    assert "welding" in done.out
    assert "8 joined and were never asked" not in done.out
    assert "IT1 (IT1)".title().replace("(It1)", "(IT1)") in done.out
    assert all(len(line) <= WIDTH for line in done.out.splitlines())
    assert run("report").out == done.out
    again = run("report", "--now")
    assert again.code == 0
    assert in_store(count) == 1


async def count(store: Store) -> int:
    counted: int = await store.driver.collection("snapshots").count_documents(
        {"tenant": store.tenant}
    )
    return counted


def test_programs_get_it_as_json(run: Run, here: str, in_store: InStore) -> None:
    in_store(organisation)
    found = json.loads(run("report", "--now", "--json").out)
    assert found["covers"]["people"] == 11
    assert found["departments"]["answers"] == [[0, 2], [0, 1]]
    (broker,) = found["brokers"]
    assert (broker["person"], broker["name"], broker["departments"]) == ("ana", "Ana", 2)
    assert found["hanging_skills"][0]["skill"] == "sap"
    assert found["asked_for"]["skills"][0]["what"] == "welding"
    day = run("report", "--json", "--day", found["day"])
    assert json.loads(day.out) == found


def test_who_left_since_is_not_named(run: Run, here: str, in_store: InStore) -> None:
    in_store(organisation)
    run("report", "--now")

    async def leave(store: Store) -> None:
        people = store.driver.collection("people")
        await people.update_one({"id": "ana", "tenant": store.tenant}, {"$set": {"active": False}})

    in_store(leave)
    assert "ana" not in run("report").out.casefold()
    assert "ana" not in run("report", "--json").out.casefold().replace("answ", "")


# ---- what is told


def lines(found: Snapshot, names: dict[str, str] | None = None) -> str:
    known: Any = {"ana": "Ana", "ben": "Ben"} if names is None else names
    shown = list(told(found, known, {"excel": "Excel"}))
    assert all(len(each) <= WIDTH for each in shown)
    return "\n".join(shown)


def test_an_empty_company_is_told_plainly() -> None:
    nothing = Snapshot(
        day="2026-03-04",
        at=NOW,
        covers=Covers(),
        graph=Sociogram(),
        asked_for=AskedFor(),
        seconds=0.1,
    )
    said = lines(nothing)
    assert "Fewer than 5 people take part: nothing is said about departments." in said
    assert "Nobody yet: a connection needs three people who helped each other." in said
    assert "Nobody." in said
    assert "Nothing was asked in the last 30 days." in said


def test_every_part_is_told_and_what_is_not_shown_is_counted() -> None:
    whole = snapshot()
    said = lines(whole)
    assert "Nobody has helped another department yet." in said
    assert (
        "Ana (ana)                                                    50.0%             2" in said
    )
    assert "Excel: nobody else has it\n  Ana (ana)\n" in said
    assert "7 joined and were never asked, and never asked anything:" in said
    assert "and 5 more" in said
    assert "rare" in said
    assert "-" in said


def test_what_was_stated_and_what_was_presumed_are_told_apart() -> None:
    ended = Endings(answered=1_200, stated=700, solved=610, inferred=300, waiting=200)
    said = lines(replace(snapshot(), endings=ended)).partition("How answered questions ended")[2]
    figures = [each.split()[-1] for each in said.splitlines()[2:7]]
    assert figures == ["1,200", "700", "610", "300", "200"]
    assert "no verdict" in said
    assert "Fewer than 5 were answered" in lines(replace(snapshot(), endings=Endings()))


def test_whoever_has_no_name_any_more_is_left_out() -> None:
    said = lines(snapshot(), {})
    assert "Nobody yet: a connection needs" in said
    assert "ana" not in said.casefold().replace("another", "")


def test_estimates_bounds_shares_and_words_are_told() -> None:
    whole = snapshot()
    big = replace(
        whole,
        covers=replace(whole.covers, ties_unread=5, questions_unread=6),
        graph=replace(
            whole.graph,
            pivots=57,
            connected=73_000,
            brokers=Rows((Broker(person="ana", betweenness=0.1, departments=2),), 1),  # type: ignore[arg-type]
            hanging=Rows(
                (
                    Hanging(skill="x" * 99, person="ana", only_holder=False, answers=9, share=0.8),  # type: ignore[arg-type]
                ),
                1,
            ),
            help_between=HelpBetween(
                groups=(
                    Group(departments=("", "b" * 99), people=9, unnamed=3),
                    Group(departments=("IT", "Legal"), people=7),
                ),
                answers=((1, 5), (0, 2)),
                received=(6, 2),
                given=(1, 7),
                total=8,
            ),
        ),
        asked_for=WITH_WORDS,
    )
    said = lines(big, {"ana": "A" * 200})
    assert "Too many to read: 5 older pairs, 6 older questions." in said
    assert "An estimate from 57 of 73,000 people." in said
    assert "gave 80% of 9" in said
    assert said.count("A… (ana)") == 3
    assert "IT, Legal answered (no department), b" in said
    assert "steel seam" in said
    assert "In 4 of 9 questions no skill was recognised." in said
