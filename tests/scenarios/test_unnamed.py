"""Asking without a name: how it is begun, what it is warned of, and what never follows from it."""

import pytest

from matching.model import PersonId
from teams_bot import texts
from tests.support.company import (
    ANSWER,
    GENERAL,
    LEVELS,
    QUESTION,
    Company,
    buttons,
    verbs,
    words,
)

UNNAMED = f"anonymous: {QUESTION}"
HIDDEN = "Your name is not shown."


async def test_one_word_before_the_question_is_all_it_takes(company: Company) -> None:
    thread = await company.ask(UNNAMED)
    assert (thread.anonymous, thread.text) == (True, QUESTION)
    assert HIDDEN in company.seen("lea")[0]
    for mentor in ("ana", "ben"):
        (seen,) = company.seen(mentor)
        assert "A colleague has a question for you" in seen
        assert "Who asks is not named." in seen
        assert "Lea" not in seen
    await company.answer("ana")
    assert "Ana answered" in await company.told("lea", ANSWER)
    await company.finish(thanks="Perfect")
    assert "A colleague says thank you" in await company.told("ana", "Perfect")
    assert "Lea" not in " ".join(company.seen("ana"))


async def test_help_tells_of_it_where_it_is_allowed(company: Company) -> None:
    await company.say("lea", "help")
    assert "anonymous:" in await company.told("lea", "What I can do")
    await company.rule(anonymous_questions=False)
    await company.say("lou", "help")
    assert "anonymous:" not in await company.told("lou", "What I can do")


@pytest.mark.parametrize("text", [UNNAMED, f"{UNNAMED} And what is a slicer in Excel?"])
async def test_where_it_is_not_allowed_one_sentence_says_so(company: Company, text: str) -> None:
    await company.rule(anonymous_questions=False)
    await company.say("lea", text)
    assert "does not allow questions without a name" in await company.told("lea", "allow")
    assert await company.threads() == []
    assert len(company.messages("lea")) == 1


async def test_the_word_alone_is_explained(company: Company) -> None:
    await company.say("lea", "Anonymous:")
    await company.told("lea", "Write your question behind the word")
    assert await company.threads() == []


async def test_a_name_that_was_shown_cannot_be_taken_away(company: Company) -> None:
    await company.say("lea", QUESTION)
    await company.quiet()
    sent = [each for each in company.teams.messages("lea") if each.sender == "person"]
    await company.teams.edit("lea", sent[-1].id, UNNAMED)
    await company.told("lea", "that cannot be taken back")
    await company.say("lea", UNNAMED)
    await company.told("lea", "You have asked this with your name already")
    (thread,) = await company.threads()
    assert (thread.anonymous, thread.text) == (False, QUESTION)


async def test_a_name_that_was_not_shown_stays_away_when_the_words_change(
    company: Company,
) -> None:
    await company.ask(UNNAMED)
    sent = [each for each in company.teams.messages("lea") if each.sender == "person"]
    for text in ("How do I unpivot in Excel?", "anonymous: How do I sort in Excel?"):
        await company.teams.edit("lea", sent[-1].id, text)
        await company.quiet()
        thread = await company.thread()
        assert (thread.anonymous, thread.text) == (True, text.removeprefix("anonymous: "))
    await company.change("lea", department="Zeta")
    await company.teams.edit("lea", sent[-1].id, "How do we at Zeta sort in Excel?")
    assert "“Zeta”: fewer than 5 people" in await company.told("lea", "still see the old ones")
    assert (await company.thread()).text == "How do I sort in Excel?"
    assert "Zeta" not in " ".join(company.seen("ana"))


async def test_words_that_would_tell_who_asks_are_shown_before_anything_is_sent(
    company: Company,
) -> None:
    await company.change("lea", department="Zeta", location="Graz")
    text = "How do we at Zeta pivot in Excel?"
    await company.say("lea", f"anonymous: {text}")
    assert "“Zeta”: fewer than 5 people work there" in await company.told("lea", "could tell")
    await company.quiet()
    assert await company.threads() == []
    assert [company.messages(each) for each in LEVELS] == [[]] * 4
    reply = await company.press("lea", "ask")
    assert reply.status == 200
    await company.quiet()
    thread = await company.thread()
    assert (thread.anonymous, thread.text) == (True, text)


async def test_words_that_would_tell_are_dropped_at_a_press(company: Company) -> None:
    await company.say("lea", "anonymous: Lea here, how do I pivot in Excel?")
    await company.told("lea", "“Lea”: this is your own name")
    await company.press("lea", "drop")
    await company.quiet()
    assert await company.threads() == []


async def test_several_questions_are_warned_of_once_and_sent_each(company: Company) -> None:
    await company.change("lea", department="Zeta")
    text = "How do I pivot in Excel at Zeta? And how do I sort a list in Excel?"
    await company.say("lea", f"anonymous: {text}")
    assert HIDDEN in await company.told("lea", "One question, or several?")
    reply = await company.press("lea", "ask_each")
    assert "could tell that it is you" in reply.said
    await company.press("lea", "ask_each")
    await company.quiet()
    assert [each.anonymous for each in await company.threads()] == [True, True]


async def test_what_waits_may_still_be_sent_without_the_name(company: Company) -> None:
    await company.say("lea", "How do I pivot in Excel? And how do I sort a list in Excel?")
    message = await company.message("lea", "ask_anonymously")
    assert [each["title"] for each in buttons(message)][2] == "Ask without my name"
    await company.press("lea", "ask_anonymously")
    await company.quiet()
    thread = await company.thread()
    assert thread.anonymous
    assert "Lea" not in " ".join(map(words, company.messages("ana")))


@pytest.mark.parametrize("text", [UNNAMED, f"{UNNAMED} And what is a slicer in Excel?"])
async def test_where_others_read_along_it_is_refused_and_nothing_is_sent(
    company: Company, text: str
) -> None:
    asked = await company.teams.rooms.mention("lea", GENERAL, text)
    assert asked.accepted
    await company.quiet()
    (reply,) = company.messages(GENERAL)
    assert words(reply).strip(" |") == texts.SAY["anonymous_elsewhere"]
    assert await company.threads() == []
    assert company.messages("lea") == []


async def test_what_was_written_elsewhere_is_not_sent_without_the_name(company: Company) -> None:
    several = "How do I pivot in Excel? And how do I sort a list in Excel?"
    await company.teams.rooms.mention("lea", GENERAL, several)
    await company.quiet()
    message = await company.message("lea", "ask")
    (draft,) = {each["data"]["question"] for each in buttons(message)}
    assert "ask_anonymously" not in verbs(message)
    reply = await company.press_raw("lea", "ask_anonymously", {"question": draft})
    assert reply.said == texts.SAY["anonymous_elsewhere"]
    assert await company.threads() == []


async def test_where_it_is_not_allowed_no_button_offers_it(company: Company) -> None:
    await company.rule(anonymous_questions=False)
    await company.say("lea", "How do I pivot in Excel? And how do I sort a list in Excel?")
    message = await company.message("lea", "ask")
    assert "ask_anonymously" not in verbs(message)
    (draft,) = {each["data"]["question"] for each in buttons(message)}
    reply = await company.press_raw("lea", "ask_anonymously", {"question": draft})
    assert "does not allow questions without a name" in reply.said
    assert await company.threads() == []


async def test_the_manager_is_neither_asked_nor_asked_about(company: Company) -> None:
    await company.rule(ladder="1 peer 30; manager 60; 1 peer 30")
    await company.change("lea", manager=PersonId("lou"))
    await company.ask(UNNAMED)
    assert "manager" not in company.seen("lea")[0]
    await company.change("lea", manager_allowed=True)
    await company.later(minutes=31)
    thread = await company.thread()
    assert [each.mentor for each in thread.live_offers] == ["ben"]
    assert company.messages("lou") == []


@pytest.mark.parametrize("blocker", ["lea", "ana"])
@pytest.mark.parametrize("text", [QUESTION, UNNAMED])
async def test_a_pair_kept_apart_never_meets_with_a_name_or_without(
    company: Company, blocker: str, text: str
) -> None:
    other = {"lea": "ana", "ana": "lea"}[blocker]
    await company.change(blocker, blocked=(PersonId(other),))
    await company.ask(text)
    await company.later(minutes=31)
    assert company.messages("ana") == []
    assert (await company.thread()).asked == {"ben", "cai", "dan"}


async def test_a_block_after_an_answer_keeps_the_two_apart_and_tells_the_mentor_nothing(
    company: Company,
) -> None:
    await company.ask(UNNAMED)
    await company.answer("ana")
    before = company.seen("ana")
    await company.finish(rating="not_helpful", next="block")
    assert company.seen("ana")[: len(before)] == before
    assert "Lea" not in " ".join(company.seen("ana"))
    thread = await company.ask("How do I sort a list in Excel?")
    assert "ana" not in thread.asked


async def test_it_counts_for_the_mentor_and_makes_no_tie(company: Company) -> None:
    await company.ask(UNNAMED)
    await company.answer("ana")
    await company.finish()
    tenant = {"tenant": company.store.tenant}
    assert await company.store.driver.collection("ties").find(tenant).to_list(None) == []
    ana = await company.person("ana")
    assert (ana.record.answered, ana.record.rated) == (1, 1)
    evidence = company.store.driver.collection("evidence").find({**tenant, "person": "ana"})
    assert await evidence.to_list(None) != []


async def test_lines_go_both_ways_without_the_name(company: Company) -> None:
    await company.ask(UNNAMED)
    await company.press("ana", "take")
    reply = await company.press("ana", "follow_up", {"text": "On which machine?"})
    assert "Sent to a colleague" in reply.said
    await company.quiet()
    await company.press("lea", "follow_up", {"text": "On a Mac."})
    assert "A colleague wrote to you" in await company.told("ana", "On a Mac.")
    await company.say("ana", "It is in the menu Data, I believe")
    assert "A colleague asked" in await company.told("ana", "Is this an answer")
    assert "Lea" not in " ".join(company.seen("ana"))


async def test_who_is_forgotten_takes_the_words_of_unnamed_questions_along(
    company: Company,
) -> None:
    await company.ask(UNNAMED)
    await company.say("lea", "forget me")
    await company.press("lea", "forget_me")
    await company.quiet()
    assert (await company.thread()).text != QUESTION
    assert QUESTION not in " ".join(company.seen("ana"))
