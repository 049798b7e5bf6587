"""One reminder, an end that is only presumed, and thanks that ask what came of an answer."""

import json
from dataclasses import replace
from typing import Any

import pytest

from matching.thread import Rating, State
from storage.change import Change, Policy
from storage.commit import Cause
from teams_bot import texts
from teams_bot.commands.thread import described
from tests.scenarios.test_crowd import asked as asked_in_channel
from tests.support.company import ALWAYS, ANSWER, QUESTION, Company, verbs

REMINDED = "Did Ana's answer solve it?"


async def answered(company: Company, **rules: Any) -> None:
    await company.rule(**{"reminder_hours": 24, "close_after_days": 7} | rules)
    await company.ask()
    await company.answer("ana")


def reminders(company: Company, who: str = "lea") -> list[str]:
    return [each for each in company.seen(who) if "I ask only once." in each]


# ---- the reminder


async def test_a_learner_who_says_nothing_is_reminded_once(company: Company) -> None:
    await answered(company)
    await company.later(hours=23)
    assert reminders(company) == []
    await company.later(hours=2)
    (seen,) = reminders(company)
    assert REMINDED in seen
    assert verbs(company.messages("lea")[-1]) == ["helped", "partly", "not_helped"]
    (job,) = await company.jobs(kind="reminder")
    assert job["policy"] == Policy.ONCE.value
    await company.later(hours=100)
    assert len(reminders(company)) == 1
    assert len(company.messages("lea")) == 3


@pytest.mark.parametrize("who", ["lea", "ana"])
async def test_the_reminder_shows_no_words_that_were_forgotten(company: Company, who: str) -> None:
    await answered(company)
    await company.later(hours=25)
    (seen,) = reminders(company)
    words = {"lea": QUESTION, "ana": ANSWER}[who]
    assert words in seen
    await company.say(who, "forget me")
    await company.press(who, "forget_me")
    await company.quiet()
    reminded = company.seen("lea")[2]
    assert words not in reminded
    assert (QUESTION in reminded) is (who == "ana")


async def test_the_reminder_shows_no_question_that_was_deleted(company: Company) -> None:
    await company.rule(reminder_hours=24, close_after_days=7)
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.answer("ana")
    await company.later(hours=25)
    assert QUESTION in reminders(company)[0]
    await company.teams.delete("lea", said.activity["id"])
    await company.quiet()
    (seen,) = reminders(company)
    assert QUESTION not in seen
    assert ANSWER in seen


@pytest.mark.parametrize("instead", [texts.ERASED, texts.REMOVED])
async def test_nothing_is_asked_of_a_question_whose_words_are_gone(
    company: Company, instead: str
) -> None:
    await answered(company)
    thread = await company.thread()
    gone = replace(thread, text=instead, revision=thread.revision + 1)
    now = company.parts.services.now()
    await company.store.commit(Change(threads=((thread, gone),)), Cause(), now)
    await company.later(hours=25)
    await company.quiet()
    assert reminders(company) == []


async def test_one_tap_on_the_reminder_is_seen_on_the_card_of_the_answer(
    company: Company,
) -> None:
    await answered(company)
    await company.later(hours=25)
    reply = await company.press("lea", "helped")
    await company.quiet()
    assert "Good to hear that this solved it" in reply.said
    assert (await company.thread()).state is State.CLOSED
    assert "Good: it helped" in company.seen("lea")[1]
    assert "Your answer solved it for Lea" in await company.told("ana", "solved")
    assert len(company.messages("lea")) == 3


async def test_a_verdict_on_the_answer_takes_the_buttons_off_the_reminder(
    company: Company,
) -> None:
    await answered(company)
    await company.later(hours=25)
    thread = await company.thread()
    ids = {"thread": thread.id, "answer": thread.answers[0].id}
    first = company.messages("lea")[1]
    button = {"type": "Action.Execute", "verb": "helped", "data": ids}
    await company.teams.press("lea", first.id, button)
    await company.quiet()
    assert "Thank you, I have noted what came of it" in company.seen("lea")[2]
    assert verbs(company.messages("lea")[2]) == []
    assert await company.jobs(kind="answer_update") == []


@pytest.mark.parametrize(
    ("verb", "inputs"),
    [
        ("helped", {}),
        ("partly", {}),
        ("finish", {"rating": "okay", "next": "keep"}),
        ("finish", {"rating": "great", "next": "close"}),
        ("finish", {"rating": "not_helpful", "next": "report"}),
    ],
)
async def test_nobody_is_reminded_who_has_said_what_came_of_it(
    company: Company, verb: str, inputs: dict[str, str]
) -> None:
    await answered(company)
    await company.press("lea", verb, inputs)
    await company.quiet()
    assert [each["state"] for each in await company.jobs(kind="remind")] == ["cancelled"]
    await company.later(hours=100)
    assert reminders(company) == []


async def test_an_answer_that_comes_after_not_yet_is_asked_about(company: Company) -> None:
    await answered(company)
    await company.press("lea", "not_helped")
    await company.quiet()
    await company.answer("cai")
    await company.later(hours=25)
    assert "Did Cai's answer solve it?" in reminders(company)[0]


async def test_the_reminder_waits_while_they_write_to_each_other(company: Company) -> None:
    await answered(company)
    await company.later(hours=20)
    await company.press("lea", "follow_up", {"text": "And on a Mac?"})
    await company.quiet()
    await company.later(hours=20)
    assert reminders(company) == []
    await company.later(hours=5)
    assert len(reminders(company)) == 1


async def test_the_reminder_comes_in_the_learner_s_hours(company: Company) -> None:
    await answered(company)
    await company.change("lea", hours="never")
    await company.later(hours=30)
    assert reminders(company) == []
    assert await company.jobs(kind="reminder") == []
    assert company.parts.services.kept_back["reminder"] == 1


async def test_the_reminder_is_one_of_the_day_s_interruptions(company: Company) -> None:
    await answered(company)
    before = (await company.person("lea")).interrupted_at
    await company.later(hours=25)
    assert len((await company.person("lea")).interrupted_at) == len(before) + 1


async def test_no_reminder_where_the_rule_says_never(company: Company) -> None:
    await answered(company, reminder_hours=0)
    assert await company.jobs(kind="remind") == []
    await company.later(hours=100)
    assert reminders(company) == []


async def test_a_rule_that_is_switched_off_later_counts(company: Company) -> None:
    await answered(company)
    await company.rule(reminder_hours=0)
    await company.later(hours=100)
    assert reminders(company) == []


async def test_of_several_answers_the_reminder_asks_which(company: Company) -> None:
    room = await asked_in_channel(company)
    for who in ("ana", "gus", "ben"):
        await room.cast(who)
    await company.quiet()
    await company.later(hours=25)
    (seen,) = reminders(company)
    assert "Did one of the 3 answers solve it?" in seen
    given = {each.mentor: each.id for each in (await company.thread()).answers}
    await company.press("lea", "helped", {"answer": given["gus"]})
    await company.quiet()
    thread = await company.thread()
    rated = {each.mentor: each.rating for each in thread.answers}
    assert rated == {"ana": None, "gus": Rating.GOOD, "ben": None}
    assert "Good: it helped" in company.seen("lea")[1]


async def test_who_took_the_app_away_is_not_reminded(company: Company) -> None:
    await answered(company)
    await company.change("lea", reachable=False)
    await company.later(hours=30)
    assert await company.jobs(kind="reminder") == []


# ---- an end that is only presumed


async def test_a_question_of_which_nobody_writes_any_more_is_closed(company: Company) -> None:
    await answered(company)
    await company.later(days=2)
    await company.later(days=6)
    thread = await company.thread()
    assert (thread.state, thread.inferred) == (State.CLOSED, True)
    assert thread.answers[0].rating is None
    assert "I closed this question myself" in company.seen("lea")[0]
    record = (await company.person("ana")).record
    assert (record.answered, record.rated, record.rating_points) == (1, 0, 0)
    assert len(company.messages("lea")) == 3  # the status, the answer, the reminder
    assert len(company.messages("ana")) == 1
    assert described(thread)["ending"] == "inferred"
    await company.say("lea", "my questions")
    assert "Closed by me, as nobody wrote any more." in await company.told("lea", "Closed by me")


async def test_the_learner_s_word_makes_it_a_stated_end(company: Company) -> None:
    await answered(company)
    await company.later(days=8)
    await company.press("lea", "helped")
    await company.quiet()
    thread = await company.thread()
    assert (thread.state, thread.inferred) == (State.CLOSED, False)
    assert thread.answers[0].rating is Rating.GOOD
    assert "This question is closed" in company.seen("lea")[0]
    assert described(thread)["ending"] == "stated"
    assert "Your answer solved it for Lea" in await company.told("ana", "solved")


async def test_not_yet_opens_a_presumed_end_again(company: Company) -> None:
    await answered(company)
    await company.later(days=8)
    await company.press("lea", "not_helped")
    await company.quiet()
    thread = await company.thread()
    assert (thread.state, thread.inferred, thread.ended) == (State.OPEN, False, None)
    assert described(thread)["ending"] is None


async def test_a_late_answer_opens_a_presumed_end_again_and_its_time_begins_anew(
    company: Company,
) -> None:
    await company.rule(reminder_hours=24, close_after_days=7)
    await company.ask()
    await company.press("ben", "pass")
    await company.answer("ana")
    await company.later(days=2)
    await company.later(days=6)
    assert (await company.thread()).inferred
    await company.press("ben", "answer", {"answer": "Better late than never."})
    await company.quiet()
    assert (await company.thread()).state is State.ANSWERED
    assert "Better late than never." in await company.told("lea", "never")
    await company.later(days=2)
    await company.later(days=6)
    assert (await company.thread()).inferred
    assert len(reminders(company)) == 1


async def test_a_line_still_passes_after_a_presumed_end(company: Company) -> None:
    await answered(company)
    await company.later(days=8)
    await company.press("lea", "follow_up", {"text": "One more thing?"})
    assert "One more thing?" in await company.told("ana", "One more")


async def test_who_writes_puts_the_end_off(company: Company) -> None:
    await answered(company)
    await company.later(days=6)
    await company.press("lea", "follow_up", {"text": "And on a Mac?"})
    await company.quiet()
    await company.later(days=6)
    assert (await company.thread()).state is State.ANSWERED
    await company.later(days=2)
    assert (await company.thread()).inferred


async def test_no_end_is_presumed_where_the_rule_says_never(company: Company) -> None:
    await answered(company, close_after_days=0)
    assert await company.jobs(kind="rest") == []
    await company.later(days=60)
    assert (await company.thread()).state is State.ANSWERED


async def test_a_question_its_learner_closed_waits_for_nothing(company: Company) -> None:
    await answered(company)
    await company.press("lea", "helped")
    await company.quiet()
    kinds = {each["kind"]: each["state"] for each in await company.jobs()}
    assert (kinds["remind"], kinds["rest"]) == ("cancelled", "cancelled")
    before = await company.thread()
    await company.later(days=30)
    assert (await company.thread()).inferred is False
    assert (await company.thread()).revision == before.revision


# ---- thanks in a message


@pytest.mark.parametrize(
    "text", ["thanks", "Thank you so much!", "Danke!", "vielen Dank", "merci"]
)
async def test_thanks_while_an_answer_is_fresh_ask_what_came_of_it(
    company: Company, text: str
) -> None:
    await answered(company)
    await company.say("lea", text)
    assert REMINDED in await company.told("lea", "You are welcome.")
    await company.press("lea", "helped")
    await company.quiet()
    assert (await company.thread()).state is State.CLOSED
    await company.say("lea", text)
    await company.quiet()
    assert verbs(company.messages("lea")[-1]) == []
    assert len(await company.threads()) == 1


async def test_thanks_of_the_mentor_get_a_friendly_line(company: Company) -> None:
    await company.change("ana", hours=ALWAYS)
    await answered(company)
    await company.say("ana", "thanks")
    await company.told("ana", "You are welcome")
    assert "solve" not in json.dumps(company.seen("ana")[-1])
