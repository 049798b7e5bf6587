"""Taken back: “Solved it”, and words, on every card that showed them."""

import pytest

from matching.model import PersonId
from matching.thread import State
from tests.scenarios.test_crowd import asked as asked_in_channel
from tests.support.company import QUESTION, Company, verbs

ELSE = "Ask other colleagues as well"


async def solved(company: Company) -> str:
    """A question that Ana's answer solved; the message it was asked in."""
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.answer("ana")
    await company.press("lea", "helped")
    await company.quiet()
    return str(said.activity["id"])


@pytest.mark.parametrize("closed", [True, False])
async def test_a_question_without_words_is_sent_to_nobody(company: Company, closed: bool) -> None:
    said = await solved(company)
    if not closed:
        await company.press("lea", "finish", {"rating": "not_helpful", "next": "again"})
        await company.answer("cai")
    await company.teams.delete("lea", said)
    await company.quiet()
    before = await company.thread()
    reply = await company.finish(rating="not_helpful", next="again")
    assert "This question is over" in reply.said
    assert await company.thread() == before
    assert ELSE not in company.seen("lea")[-2]
    assert "Not yet, ask others" not in " ".join(company.seen("lea"))


async def test_whose_card_said_that_it_is_over_may_answer_once_it_is_open_again(
    company: Company,
) -> None:
    await company.ask()
    await company.press("ben", "pass")
    await company.answer("ana")
    await company.press("lea", "helped")
    await company.quiet()
    assert "answer" not in verbs(company.messages("ben")[0])
    await company.finish(rating="not_helpful", next="again")
    await company.quiet()
    assert "your answer is still welcome" in company.seen("ben")[0]
    await company.answer("ben", "After all.")
    assert (await company.thread()).state is State.ANSWERED


async def test_of_several_answers_solved_it_can_be_taken_back_too(company: Company) -> None:
    room = await asked_in_channel(company)
    for who in ("ana", "gus", "ben"):
        await room.cast(who)
    await company.quiet()
    given = {each.mentor: each.id for each in (await company.thread()).answers}
    reply = await company.press("lea", "helped", {"answer": given[PersonId("ben")]})
    assert ELSE in reply.said
    assert "Close the question" not in reply.said
    await company.finish(rating="not_helpful", next="again", answer=given[PersonId("ben")])
    assert (await company.thread()).state is State.UNANSWERED


async def test_words_of_thanks_stay_on_the_one_card_that_told_them(company: Company) -> None:
    said = await solved(company)
    await company.finish(rating="good", next="keep", thanks="Perfect!")
    before = company.seen("ana")
    assert sum("Perfect!" in each for each in before) == 1
    await company.teams.delete("lea", said)
    await company.quiet()
    after = company.seen("ana")
    assert QUESTION not in " ".join(after)
    assert ["Perfect!" in each for each in after] == ["Perfect!" in each for each in before]


async def test_a_reported_line_does_not_come_back_when_the_question_is_erased(
    company: Company,
) -> None:
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.answer("ana")
    await company.press("ana", "follow_up", {"text": "You zanzibar."})
    await company.quiet()
    await company.press("lea", "report")
    await company.teams.delete("lea", said.activity["id"])
    await company.quiet()
    assert "zanzibar" not in " ".join(company.seen("lea"))
    assert "brought together again" in company.seen("lea")[2]


async def test_reported_thanks_and_answers_do_not_come_back_either(company: Company) -> None:
    said = await company.say("lea", QUESTION)
    await company.quiet()
    await company.answer("ana", "Like a zanzibar.")
    await company.finish(thanks="Thanks, zanzibar.", next="keep")
    await company.press("ana", "report")
    thread = await company.thread()
    found = next(each for each in company.messages("lea") if "finish" in verbs(each))
    ids = {"thread": thread.id, "answer": thread.answers[0].id}
    button = {"type": "Action.Execute", "verb": "report", "data": ids}
    await company.teams.press("lea", found.id, button, None)
    assert "zanzibar" not in " ".join(company.seen("lea"))
    await company.teams.delete("lea", said.activity["id"])
    await company.quiet()
    assert "zanzibar" not in " ".join(company.seen("lea"))
    assert "Thanks, zanzibar" not in " ".join(company.seen("ana"))


async def test_a_removed_answer_goes_from_the_lines_that_quote_it(company: Company) -> None:
    now = company.parts.services.now()
    await company.store.set_moderators([PersonId("dan")], "test", now)
    await company.ask()
    await company.answer("ana", "You zanzibar.")
    await company.press("ana", "follow_up", {"text": "Was that clear?"})
    await company.quiet()
    said = (await company.press("lea", "follow_up", {"text": "No."})).said
    assert "zanzibar" in said
    thread = await company.thread()
    ids = {"thread": thread.id, "answer": thread.answers[0].id}
    await company.press_raw("lea", "report", ids)
    await company.press("dan", "moderate")
    await company.press("dan", "decide", {"ruling": "remove"})
    await company.quiet()
    assert "zanzibar" not in " ".join(company.seen("lea"))
