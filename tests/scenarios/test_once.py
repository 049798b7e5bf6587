"""Whatever is sent again has one effect, and gets the reply it got first."""

import asyncio
from datetime import timedelta

import pytest

from matching.skills import Skill, SkillId
from matching.thread import Rating
from tests.support.company import QUESTION, Company


async def test_the_same_message_posted_twenty_times_at_once_is_one_question(
    company: Company,
) -> None:
    activity = company.activity("lea", "message", text=QUESTION)
    answers = await asyncio.gather(*(company.post(activity) for _ in range(20)))
    assert set(answers) == {(201, b"")}
    assert len(await company.threads()) == 1
    await company.quiet()
    assert len(company.messages("lea")) == 1
    assert len(company.messages("ana")) == 1


async def test_the_same_press_posted_twenty_times_at_once_has_one_effect_and_one_reply(
    company: Company,
) -> None:
    asked = await company.ask()
    data = {"thread": asked.id, "offer": asked.offers[0].id, "answer": "Like so."}
    action = {"type": "Action.Execute", "verb": "answer", "data": data}
    activity = company.activity(
        "ana", "invoke", name="adaptiveCard/action", value={"action": action}
    )
    answers = await asyncio.gather(*(company.post(activity) for _ in range(20)))
    assert len(set(answers)) == 1
    assert answers[0][0] == 200
    assert len((await company.thread()).answers) == 1
    await company.quiet()
    assert len(company.messages("lea")) == 2


@pytest.mark.parametrize("verb", ["take", "pass", "answer"])
async def test_the_same_press_sent_again_with_a_new_id_gets_the_same_reply_byte_for_byte(
    company: Company, verb: str
) -> None:
    await company.ask()
    first = await company.press("ana", verb, {"answer": "Like so."} if verb == "answer" else None)
    after = await company.thread()
    status, body = await company.post(first.activity)
    again = {**first.activity, "id": company.new_id(), "timestamp": "2026-11-22T03:00:30.000Z"}
    answers = await asyncio.gather(*(company.post(again) for _ in range(5)))
    assert set(answers) == {(status, body)}
    assert await company.thread() == after


async def test_a_line_sent_again_with_a_new_id_arrives_once(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    first = await company.press("lea", "follow_up", {"text": "And on a Mac?"})
    status, body = await company.post(first.activity)
    again = {**first.activity, "id": company.new_id()}
    assert await company.post(again) == (status, body)
    await company.quiet()
    assert [each.text for each in (await company.thread()).follow_ups] == ["And on a Mac?"]
    assert len(company.messages("ana")) == 2


async def test_the_same_text_sent_again_with_a_new_id_within_two_minutes_is_one_question(
    company: Company,
) -> None:
    said = await company.say("lea", QUESTION)
    again = {**said.activity, "id": company.new_id(), "timestamp": "2026-11-22T03:00:30.000Z"}
    answers = await asyncio.gather(*(company.post(again) for _ in range(5)))
    assert set(answers) == {(201, b"")}
    await company.quiet()
    assert len(await company.threads()) == 1
    assert len(company.messages("lea")) == 1


async def test_the_same_text_some_minutes_later_is_another_question(company: Company) -> None:
    first = await company.ask()
    company.parts.services.clock._ahead += timedelta(minutes=5)
    await company.say("lea", QUESTION)
    assert (await company.thread()).id != first.id
    company.parts.services.clock._ahead -= timedelta(minutes=5)
    await company.later(minutes=6)


async def test_the_same_text_of_two_people_is_two_questions(company: Company) -> None:
    first, second = await company.ask(who="lea"), await company.ask(who="lou")
    assert first.id != second.id


async def test_a_press_that_reopens_nothing_is_a_press_again_a_minute_later(
    company: Company,
) -> None:
    await company.ask()
    first = await company.press("ana", "take")
    await company.press("ana", "pass")
    company.parts.services.clock._ahead += timedelta(minutes=1)
    action = first.activity["value"]["action"]
    later = await company.press_raw("ana", "take", action["data"])
    assert "This question is yours" not in later.said
    assert "Thank you for telling me" in later.said
    company.parts.services.clock._ahead -= timedelta(minutes=1)


async def test_a_mind_changed_and_changed_back_at_once_is_three_presses(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    replies = [await company.finish(rating=each, next="keep") for each in ("good", "okay", "good")]
    assert (await company.thread()).answers[0].rating is Rating.GOOD
    assert "Your rating is changed" in replies[2].said
    assert "Good: it helped" in replies[2].said


async def test_a_press_sent_again_after_a_mind_was_changed_changes_nothing(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana")
    first = await company.finish(rating="good", next="keep")
    await company.finish(rating="okay", next="keep")
    kept = await company.thread()
    again = {**first.activity, "id": company.new_id()}
    answers = await asyncio.gather(*(company.post(again) for _ in range(5)))
    assert len(set(answers)) == 1
    assert await company.thread() == kept


async def test_topics_chosen_changed_and_changed_back_at_once_are_three_choices(
    company: Company,
) -> None:
    await company.store.import_skills([Skill(id=SkillId("word"), label="Word")])
    company.parts.services._taxonomy = None
    thread = await company.ask("How do I pivot it?")
    kept = []
    for each in ("excel", "excel,word", "excel"):
        await company.press("lea", "topics", {"skills": each})
        await company.quiet()
        kept.append(set((await company.store.thread(thread.id)).skills))
    assert kept == [{"excel"}, {"excel", "word"}, {"excel"}]


async def test_twenty_first_messages_of_somebody_unknown_make_one_person(
    company: Company,
) -> None:
    install = [
        company.activity("gus", "installationUpdate", action="add"),
        company.activity(
            "gus",
            "conversationUpdate",
            membersAdded=[{"id": company.activity("gus", "x")["recipient"]["id"]}],
        ),
    ]
    answers = await asyncio.gather(*(company.post(each) for each in install * 10))
    assert set(answers) == {(201, b"")}
    await company.quiet()
    assert len(company.messages("gus")) == 1
