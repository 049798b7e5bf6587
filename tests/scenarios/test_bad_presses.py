"""Presses that no card offers: edited, of somebody else, old, or with anything at all in them."""

from itertools import product
from typing import Any

from tests.support.company import Company, Reply

WRONG: list[Any] = [None, 7, True, "", "x" * 300, [], ["a"], {"$ne": None}, "no-such-id"]


async def _nothing_changed(company: Company, reply: Reply, before: object) -> None:
    assert reply.status == 200
    assert reply.card is None
    assert reply.said.strip()
    assert "\n" not in reply.said
    assert await company.threads() == before
    await company.quiet()


async def test_an_edited_id_on_an_offer_gets_one_sentence_and_changes_nothing(
    company: Company,
) -> None:
    asked = await company.ask()
    good = {"thread": asked.id, "offer": asked.offers[0].id, "answer": "Like so."}
    before = await company.threads()
    for verb, field in product(("take", "pass", "answer"), ("thread", "offer")):
        without = {name: value for name, value in good.items() if name != field}
        for data in (without, *({**good, field: wrong} for wrong in WRONG)):
            reply = await company.press_raw("ana", verb, data)
            await _nothing_changed(company, reply, before)


async def test_the_card_of_somebody_else_gets_one_sentence_and_changes_nothing(
    company: Company,
) -> None:
    asked = await company.ask()
    offer = next(each for each in asked.offers if each.mentor == "ana")
    data = {"thread": asked.id, "offer": offer.id, "answer": "Mine!"}
    before = await company.threads()
    for who, verb in product(("lea", "ben", "cai", "gus"), ("take", "pass", "answer")):
        reply = await company.press_raw(who, verb, data)
        assert "Only the person this was sent to" in reply.said
        await _nothing_changed(company, reply, before)


async def test_only_the_learner_may_rate_and_take_back(company: Company) -> None:
    asked = await company.ask()
    await company.press("ana", "answer", {"answer": "Like so."})
    given = (await company.thread()).answers[0]
    before = await company.threads()
    data = {"thread": asked.id, "answer": given.id, "rating": "great", "next": "close"}
    for who, verb in product(("ana", "ben", "lou"), ("finish", "cancel")):
        reply = await company.press_raw(who, verb, data)
        assert "Only the person this was sent to" in reply.said
        await _nothing_changed(company, reply, before)


async def test_only_those_in_a_thread_may_write_lines_in_it(company: Company) -> None:
    asked = await company.ask()
    await company.press("ana", "answer", {"answer": "Like so."})
    before = await company.threads()
    reply = await company.press_raw("lou", "follow_up", {"thread": asked.id, "text": "Hi!"})
    await _nothing_changed(company, reply, before)


async def test_the_answer_of_another_thread_cannot_be_rated(company: Company) -> None:
    await company.ask()
    await company.press("ana", "answer", {"answer": "Like so."})
    other = (await company.thread()).answers[0]
    asked = await company.ask("How do I chart in Excel?", who="lou")
    before = await company.threads("lou")
    data = {"thread": asked.id, "answer": other.id, "rating": "great"}
    reply = await company.press_raw("lou", "finish", data)
    assert "Only the person this was sent to" in reply.said
    assert await company.threads("lou") == before


async def test_a_draft_of_somebody_else_can_be_neither_sent_nor_dropped(company: Company) -> None:
    await company.say("lea", "How do I pivot in Excel? And how do I chart the result?")
    card = await company.message("lea", "ask")
    draft = card.attachments[0]["content"]["actions"][0]["data"]["question"]
    asked = await company.ask("How do I sum in Excel?", who="lou")
    offer = asked.offers[0]
    for verb in ("ask", "ask_each", "drop"):
        reply = await company.press_raw("lou", verb, {"question": draft})
        assert "already sent or is too old" in reply.said
    data = {"thread": asked.id, "offer": offer.id, "question": draft}
    reply = await company.press_raw(offer.mentor, "answer", data)
    assert "already sent or is too old" in reply.said
    assert await company.store.draft(draft) is not None


async def test_a_press_without_its_ids_or_with_an_unknown_verb_gets_one_sentence(
    company: Company,
) -> None:
    named = ("finish", "follow_up", "cancel", "ask", "ask_each", "drop", "no_such_verb", "$where")
    for verb in named:
        reply = await company.press_raw("lea", verb, {})
        assert "not one of mine any more" in reply.said
        await _nothing_changed(company, reply, [])


async def test_an_invoke_that_is_no_card_gets_one_sentence(company: Company) -> None:
    activity = company.activity("lea", "invoke", name="task/fetch", value={"a": 1})
    status, body = await company.post(activity)
    assert status == 200
    assert b"not one of mine any more" in body


async def test_an_empty_or_endless_answer_gets_one_sentence_and_changes_nothing(
    company: Company,
) -> None:
    await company.ask()
    before = await company.threads()
    empty = await company.press("ana", "answer", {"answer": "  "})
    assert "The answer was empty" in empty.said
    await _nothing_changed(company, empty, before)
    endless = await company.press("ana", "answer", {"answer": "word " * 500})
    assert "2000 are the most" in endless.said
    await _nothing_changed(company, endless, before)


async def test_inputs_of_the_wrong_type_count_as_not_given(company: Company) -> None:
    asked = await company.ask()
    good = {"thread": asked.id, "offer": asked.offers[0].id}
    for wrong in ([], {"$ne": None}, ["x"]):
        reply = await company.press_raw("ana", "answer", {**good, "answer": wrong})
        assert "The answer was empty" in reply.said
    await company.press_raw("ana", "answer", {**good, "answer": "Like so."})
    given = (await company.thread()).answers[0]
    reply = await company.press_raw(
        "lea", "finish", {"thread": asked.id, "answer": given.id, "rating": {"$gt": ""}}
    )
    assert "Choose how helpful the answer was" in reply.said


async def test_the_presser_is_taken_from_the_activity_and_never_from_the_data(
    company: Company,
) -> None:
    asked = await company.ask()
    offer = next(each for each in asked.offers if each.mentor == "ana")
    data = {"thread": asked.id, "offer": offer.id, "mentor": "ana", "from": "ana", "person": "ana"}
    reply = await company.press_raw("ben", "take", data)
    assert "Only the person this was sent to" in reply.said
    assert (await company.thread()).claim is None
