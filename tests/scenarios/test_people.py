"""People come, change, are left in peace, cannot be reached, leave, and are forgotten."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.model import PersonId
from matching.thread import OfferState, State
from storage.change import Person
from tests.support.company import (
    ALWAYS,
    EXCEL,
    LEVELS,
    QUESTION,
    Company,
    buttons_of,
    hired,
    verbs,
)

# ---- coming


async def test_both_install_activities_give_exactly_one_welcome(company: Company) -> None:
    await company.change("lea", welcomed=False, reachable=False, address=None, opted_in=False)
    await company.teams.install("lea")
    await company.told("lea", "Welcome to Nanomentor, Lea")
    await company.quiet()
    assert len(company.messages("lea")) == 1
    await company.teams.install("lea")
    await company.quiet()
    assert len(company.messages("lea")) == 1


async def test_after_a_removal_the_next_installation_is_welcomed_again(company: Company) -> None:
    for expected in (1, 2):
        await company.teams.uninstall("lea")
        await company.quiet()
        await company.teams.install("lea")
        await company.quiet()
        assert len(company.messages("lea")) == expected


async def test_nobody_is_asked_who_has_not_agreed_and_everybody_who_has(company: Company) -> None:
    await company.change("ana", opted_in=False, welcomed=False)
    asked = await company.ask()
    assert "ana" not in asked.asked
    await company.teams.install("ana")
    reply = await company.press("ana", "join")
    assert "never outside your hours" in reply.said
    other = await company.ask("How do I chart in Excel?")
    assert "ana" in other.asked


async def test_who_agreed_is_not_asked_to_agree_again(company: Company) -> None:
    await company.say("ana", "help")
    await company.told("ana", "What I can do")
    assert verbs(company.messages("ana")[0]) == []
    await company.change("ana", opted_in=False)
    await company.say("ana", "help")
    await company.message("ana", "join")


async def test_somebody_who_is_not_imported_may_ask_but_is_not_asked(company: Company) -> None:
    await company.say("gus", QUESTION)
    await company.told("gus", "Asked")
    assert await company.threads("gus")
    assert "not on the organisation's list" in (await company.press_raw("gus", "join", {})).said
    other = await company.ask("How do I chart in Excel?")
    assert "gus" not in other.asked


async def test_an_imported_person_who_wrote_before_keeps_what_they_did(company: Company) -> None:
    await company.press_raw("gus", "join", {})
    row = Person(
        id=PersonId("gus"), name="Gus Grand", imported=True, skills_given={EXCEL: 5}, hours=ALWAYS
    )
    now = company.parts.services.now()
    await company.store.import_people([row], {}, now)
    asked = await company.ask()
    assert "gus" in asked.asked
    await company.message("gus", "take")


# ---- skills and pauses


async def test_own_skills_count_and_survive_the_next_import(company: Company) -> None:
    await company.say("dan", "my skills")
    reply = await company.press("dan", "set_skills", {"skills": "Excel: 5", "asked": "true"})
    assert "Saved." in reply.said
    await company.say("ana", "my skills")
    await company.press("ana", "set_skills", {"skills": "", "asked": "true"})
    rows = [hired(company.teams, each, skills_given={EXCEL: 1}) for each in ("ana", "dan")]
    await company.store.import_people(rows, {}, company.parts.services.now())
    asked = await company.ask()
    assert "dan" in asked.asked
    assert "ana" not in asked.asked
    assert (await company.person("dan")).skills == {EXCEL: 5}


async def test_who_does_not_want_to_be_asked_is_not(company: Company) -> None:
    await company.say("ana", "my skills")
    await company.press("ana", "set_skills", {"skills": "Excel: 5", "asked": "false"})
    assert "ana" not in (await company.ask()).asked


@pytest.mark.parametrize(
    ("skills", "said"),
    [
        ("Excel: 5; Juggling: 3", "Not in the organisation's list, so not saved: Juggling"),
        ("Excel: 9", "The level of Excel is a number from 1 to 5"),
        ("Excel: much", "The level of Excel is a number from 1 to 5"),
        (": 3", "Not in the organisation's list"),
        (
            "Excel 4; sales: 2",
            "I could not read “Excel 4”. Write a skill and a level with a colon",
        ),
        ("Juggling", "Not in the organisation's list, so not saved: Juggling"),
    ],
)
async def test_skills_that_cannot_be_read_change_nothing(
    company: Company, skills: str, said: str
) -> None:
    reply = await company.press_raw("ana", "set_skills", {"skills": skills, "asked": "true"})
    assert said in reply.said
    assert (await company.person("ana")).skills == {EXCEL: 5}


async def test_who_pauses_is_left_in_peace_until_that_day_or_until_they_resume(
    company: Company,
) -> None:
    await company.say("ana", "pause until tomorrow")
    await company.told("ana", "You will be left in peace until")
    first = await company.ask()
    assert "ana" not in first.asked
    await company.say("ana", "resume")
    await company.told("ana", "Welcome back")
    second = await company.ask("How do I chart in Excel?")
    assert "ana" in second.asked
    await company.say("ana", "pause until tomorrow")
    await company.later(hours=25)
    third = await company.ask("How do I sum up in Excel?")
    assert "ana" in third.asked


# ---- not to be reached


@pytest.mark.parametrize(
    "wish", ["pause", "digest", "stop_asking", "rest_two_weeks", "stay_out", "set_skills"]
)
async def test_a_request_planned_for_ones_hours_is_taken_back_from_who_wants_peace(
    company: Company, wish: str
) -> None:
    opens = company.parts.services.now() + timedelta(hours=2)
    hours = f"{opens:%a} {opens:%H:%M}-{opens + timedelta(hours=3):%H:%M}".lower()
    for each in LEVELS:
        await company.change(each, hours=hours)
    await company.rule(ladder="1 peer 30; 1 peer 30")
    thread = await company.ask()
    (first,) = (each.mentor for each in thread.live_offers)
    match wish:
        case "pause" | "digest":
            await company.say(first, {"pause": "pause until tomorrow"}.get(wish, wish))
        case _:
            data = {"skills": "Excel: 3", "asked": "false"} if wish == "set_skills" else {}
            assert (await company.press_raw(first, wish, data)).status == 200
    await company.quiet()
    told = len(company.messages(first))
    thread = await company.thread()
    (second,) = (each.mentor for each in thread.live_offers)
    assert second != first
    assert [each.undelivered for each in thread.offers] == ["in_peace", ""]
    assert (await company.person(first)).record.asked == 0
    await company.later(hours=2, minutes=1)
    assert len(company.messages(first)) == told  # nothing else
    assert "take" in verbs(company.messages(second)[-1])


async def test_a_card_that_came_before_a_pause_may_still_be_answered(company: Company) -> None:
    thread = await company.ask()
    first = thread.live_offers[0].mentor
    await company.say(first, "pause until tomorrow")
    await company.quiet()
    assert [each.state for each in (await company.thread()).offers] == [OfferState.SENT] * 2
    await company.answer(first)
    assert (await company.thread()).state is State.ANSWERED


async def test_the_requests_of_a_mentor_who_removes_the_app_move_to_the_next(
    company: Company,
) -> None:
    await company.ask()
    await company.press("ana", "pass")
    await company.teams.uninstall("ben")
    await company.quiet()
    thread = await company.thread()
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}
    assert thread.offers[1].state is OfferState.WITHDRAWN
    await company.message("cai", "take")
    assert not (await company.person("ben")).reachable


async def test_a_claim_of_a_mentor_who_removes_the_app_is_given_back(company: Company) -> None:
    await company.ask()
    await company.press("ana", "take")
    await company.teams.uninstall("ana")
    await company.quiet()
    thread = await company.thread()
    assert thread.state is State.OPEN
    assert [each.mentor for each in thread.live_offers] == ["ben"]


async def test_the_learner_reads_who_is_left_when_one_of_two_removes_the_app(
    company: Company,
) -> None:
    await company.ask()
    await company.told("lea", "Asked Ana and Ben")
    await company.teams.uninstall("ben")
    await company.quiet()
    assert "Asked Ana" in company.seen("lea")[0]
    assert "Ben" not in company.seen("lea")[0]


async def test_the_learner_does_not_read_a_name_whose_card_could_not_be_delivered(
    company: Company,
) -> None:
    company.teams.block("ana")
    await company.ask()
    assert "Asked Ben" in company.seen("lea")[0]
    assert "Ana" not in company.seen("lea")[0]


async def test_a_request_that_a_blocked_bot_cannot_deliver_moves_on_within_one_tick(
    company: Company,
) -> None:
    company.teams.block("ana")
    company.teams.block("ben")
    await company.ask()
    thread = await company.thread()
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}
    sends = [each for each in company.teams.ledger if each.person == "ana"]
    assert [each.status for each in sends] == [403]
    again = await company.ask("How do I chart in Excel?")
    assert again.asked == {"cai", "dan"}
    company.teams.block("ana", blocked=False)
    await company.say("ana", "hello")
    third = await company.ask("How do I sum up in Excel?")
    assert "ana" in third.asked


async def test_being_unreachable_does_not_count_as_having_been_asked(company: Company) -> None:
    company.teams.block("ana")
    await company.ask()
    record = (await company.person("ana")).record
    assert (record.asked, record.reacted) == (0, 0)
    assert (await company.person("ana")).load == 0


async def test_a_learner_who_cannot_be_reached_stops_no_mentor(company: Company) -> None:
    company.teams.block("lea")
    await company.ask()
    await company.answer("ana")
    assert (await company.thread()).state is State.ANSWERED
    assert next(each["why"] for each in await company.jobs(state="dead")) == (
        "ConversationBlockedByUser"
    )


# ---- leaving


async def test_the_requests_of_leavers_are_withdrawn_and_they_get_no_more(
    company: Company,
) -> None:
    await company.ask()
    now = company.parts.services.now()
    rows = [replace(hired(company.teams, each), active=False) for each in ("ana", "ben")]
    done = await company.store.import_people(rows, {}, now)
    assert done.left == ("ana", "ben")
    company.parts.services.wake()
    await company.quiet()
    thread = await company.thread()
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}
    await company.told("ana", "You are not needed for this question any more")
    assert (await company.ask("How do I chart in Excel?")).asked == {"cai", "dan"}


# ---- being forgotten


async def test_forget_me_is_asked_once_more_and_leaves_no_word_of_the_person(
    company: Company,
) -> None:
    canary = "zanzibar"
    await company.say("lea", f"How do I pivot {canary} in Excel?")
    await company.quiet()
    await company.press("ana", "take")
    await company.quiet()
    await company.press("ana", "follow_up", {"text": "Which one?"})
    await company.quiet()
    await company.press("lea", "follow_up", {"text": f"The {canary} one."})
    await company.answer("ana", "Like so.")
    await company.say("lea", f"And {canary} on a Mac?")  # waits as a draft
    await company.quiet()
    await company.finish(rating="great", thanks=f"Thank you, {canary}!")
    await company.say("lou", "How do I chart in Excel?")  # lea is a mentor, too
    await company.change("lea", skills_own={EXCEL: 5}, blocked=(PersonId("dan"),))
    asked = await company.ask("How do I sum in Excel?", who="lou")
    mine = next(each for each in asked.offers if each.mentor == "lea")
    data = {"thread": asked.id, "offer": mine.id, "reason": f"{canary}!", "suggest": canary}
    await company.press_raw("lea", "pass", data)
    await company.say("lou", "How do I filter in Excel?")
    await company.quiet()
    last = await company.thread("lou")
    offer = next(each for each in last.offers if each.mentor == "lea")
    await company.press_raw(
        "lea", "answer", {"thread": last.id, "offer": offer.id, "answer": f"With {canary}."}
    )
    await company.quiet()
    assert canary in await _everything(company)

    await company.say("lea", "forget me")
    await company.told("lea", "Erase what you wrote?")
    assert canary in await _everything(company)
    erased = await company.press("lea", "forget_me")
    assert "What you wrote is being erased" in erased.said
    assert buttons_of(erased.card) == []
    await company.quiet()

    left = await _everything(company)
    assert canary not in left
    assert "Like so." in left  # what others wrote stays
    person = await company.person("lea")
    counters = company.store.driver.collection("evidence")
    counted = await counters.find_one({"person": "lea", "skill": "", "edition": 0})
    assert counted is not None
    assert counted["answers"] == person.record.answered == 1  # counts stay, words go
    assert (await company.store.evidence_head()).reworded > 0
    assert person.name == "Lea"  # the organisation's entry stays
    assert not person.opted_in
    assert person.skills_own is None
    assert person.blocked == ()
    assert person.address is None
    assert "lea" not in (await company.ask("How do I freeze a row in Excel?", who="dan")).asked


async def test_no_card_of_somebody_forgotten_can_be_pressed(company: Company) -> None:
    await company.ask()
    await company.say("ana", "How do I chart in Excel?")
    await company.quiet()
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    assert [verbs(each) for each in company.messages("ana")] == [[], [], []]
    assert "Erased at your wish" in company.seen("ana")[0]
    assert "Ana" not in company.seen("lea")[0]


async def test_an_answer_that_is_erased_is_erased_on_the_card_of_the_learner(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana", "Like zanzibar.")
    await company.finish()
    await company.say("ana", "forget me")
    erased = await company.press("ana", "forget_me")
    assert "could not be redrawn stays there" in erased.said
    await company.quiet()
    assert "zanzibar" not in " ".join(company.seen("lea"))
    assert "(erased at the author's wish)" in company.seen("lea")[1]


@pytest.mark.parametrize("news_follow", [False, True], ids=["at once", "words first, then news"])
async def test_what_a_learner_wrote_is_erased_on_every_card_of_the_mentor(
    company: Company,
    news_follow: bool,
) -> None:
    await company.say("lea", "How do I pivot zanzibar in Excel?")
    await company.quiet()
    await company.press("ana", "take")
    await company.press("ana", "follow_up", {"text": "Which one?"})
    await company.quiet()
    await company.press("lea", "follow_up", {"text": "The zanzibar one."})
    await company.answer("ana", "Like so.")
    await company.quiet()
    first = {"rating": "not_helpful"} if news_follow else {"rating": "great"}
    await company.finish(**first, thanks="Thank you, zanzibar!")
    await company.quiet()
    if news_follow:
        await company.finish(rating="great")
        await company.quiet()
    before = company.seen("ana")
    assert sum("zanzibar" in each for each in before) == 3 + news_follow

    await company.say("lea", "forget me")
    await company.press("lea", "forget_me")
    await company.quiet()

    after = company.seen("ana")
    assert len(after) == len(before)  # drawn anew, nothing is told
    assert "zanzibar" not in " ".join(after)
    assert sum("(erased at the author's wish)" in each for each in after) == 3 + news_follow


async def test_who_is_forgotten_and_on_no_list_loses_their_name_too(company: Company) -> None:
    await company.say("gus", QUESTION)
    await company.quiet()
    await company.say("gus", "forget me")
    await company.press("gus", "forget_me")
    await company.quiet()
    assert "Gus" not in await _everything(company)
    thread = await company.thread("gus")
    assert thread.state is State.CANCELLED
    assert not thread.live_offers


async def test_who_is_forgotten_may_come_back(company: Company) -> None:
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    await company.say("ana", "hello")
    await company.told("ana", "Hello!")
    await company.press_raw("ana", "join", {})
    assert "ana" in (await company.ask()).asked


async def test_a_press_to_be_forgotten_that_is_sent_again_erases_once(company: Company) -> None:
    await company.say("ana", "forget me")
    first = await company.press("ana", "forget_me")
    again = {**first.activity, "id": company.new_id()}
    status, body = await company.post(again)
    assert (status, buttons_of(json.loads(body)["value"])) == (200, [])
    await company.quiet()
    assert len(await company.jobs(kind="forget")) == 1
    assert len(company.messages("ana")) == 1


async def test_being_forgotten_twice_within_a_minute_erases_what_was_written_between(
    company: Company,
) -> None:
    for canary in ("zanzibar", "timbuktu"):
        await company.ask(f"How do I pivot {canary} in Excel?")
        await company.say("lea", "forget me")
        reply = await company.press("lea", "forget_me")
        assert "What you wrote is being erased" in reply.said
        await company.quiet()
        assert canary not in await _everything(company)


async def _everything(company: Company) -> str:
    """Every document of this company, as text."""
    found: list[Any] = []
    names = (
        *("people", "threads", "jobs", "inbox", "drafts"),
        *("skills", "rules", "ties", "lanes", "evidence", "vectors"),
    )
    for name in names:
        collection = company.store.driver.collection(name)
        found += await collection.find({"tenant": company.store.tenant}).to_list(None)
    return json.dumps(found, default=str)


async def test_a_pause_that_is_over_is_none(company: Company) -> None:
    past = company.parts.services.now() - timedelta(days=3)
    await company.change("ana", away_until=past)
    await company.say("ana", "resume")
    await company.told("ana", "You were not paused")
