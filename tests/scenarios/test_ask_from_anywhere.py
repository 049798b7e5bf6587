"""Asking from where the work is: a mention, the dialog on a message, and the way back there.

Everything goes over HTTP as Teams sends it; Gus has no personal chat with the bot yet.
"""

from dataclasses import replace
from typing import Any

import pytest

from matching.thread import State
from storage.change import Change
from storage.commit import Cause
from teams_bot import texts
from tests.support.company import (
    ANSWER,
    GENERAL,
    LUNCH,
    QUESTION,
    Company,
    Json,
    reply_to,
    words,
    words_of,
)


async def test_a_mention_in_a_channel_is_a_question_with_one_reply_in_its_thread(
    company: Company,
) -> None:
    before = len(company.messages(GENERAL))
    asked = await company.teams.rooms.mention("lea", GENERAL, QUESTION)
    assert asked.accepted
    await company.quiet()
    thread = await company.thread()
    assert thread.text == QUESTION
    assert thread.place is not None
    assert (thread.place.kind, thread.place.name, thread.place.here) == (
        "channel",
        "General",
        False,
    )
    (reply,) = company.messages(GENERAL)[before:]
    assert reply.root == asked.activity["id"]
    assert "The answer comes to you" in words(reply)
    assert not any(name in words(reply) for name in ("Ana", "Ben", "Lea"))
    await company.told("ana", QUESTION)
    await company.answer("ana")
    await company.told("lea", ANSWER)
    assert len(company.messages(GENERAL)) == before + 1  # nobody else reads the answer


async def test_the_first_answer_comes_back_once_where_the_learner_wants_it(
    company: Company,
) -> None:
    await company.teams.rooms.mention("lea", GENERAL, QUESTION)
    await company.quiet()
    (reply,) = company.messages(GENERAL)
    pressed = reply_to(await company.teams.rooms.press("lea", GENERAL, reply.id, "here"))
    assert "also posted here" in pressed.said
    await company.quiet()
    assert "without your name" in await company.told("ana", QUESTION)
    await company.answer("ana")
    thread = await company.thread()
    late = next(each for each in thread.offers if each.mentor == "ben")
    more = {"thread": thread.id, "offer": late.id, "answer": "Another way: the menu Data."}
    await company.press_raw("ben", "answer", more)
    await company.told("lea", "Another way")
    await company.told("lea", ANSWER)
    first, posted = company.messages(GENERAL)
    assert first.id == reply.id
    assert posted.root == reply.root
    assert QUESTION in words(posted)
    assert ANSWER in words(posted)
    assert "Ana" not in words(posted)
    again = reply_to(await company.teams.rooms.press("lea", GENERAL, reply.id, "only_me"))
    assert again.said == texts.SAY["here_late"]


async def test_a_rule_lets_the_posted_answer_name_the_mentor_who_was_told_before(
    company: Company,
) -> None:
    await company.rule(post_with_name=True)
    await _ask_in_dialog(company, "lea", LUNCH, where="here")
    assert "with your name" in await company.told("ana", QUESTION)
    await company.answer("ana")
    (posted,) = company.messages(LUNCH)
    assert "Ana answers:" in words(posted)


async def test_only_the_learner_chooses_where_the_answer_goes(company: Company) -> None:
    await company.teams.rooms.mention("lea", GENERAL, QUESTION)
    await company.quiet()
    (reply,) = company.messages(GENERAL)
    refused = reply_to(await company.teams.rooms.press("gus", GENERAL, reply.id, "here"))
    assert refused.said == texts.SAY["not_yours"]
    place = (await company.thread()).place
    assert place is not None
    assert not place.here


async def test_what_others_write_there_is_not_the_bots(company: Company) -> None:
    await company.teams.rooms.write("lea", GENERAL, QUESTION)
    activity = company.teams._activities.shared(
        company.teams.rooms.all[GENERAL], company.teams._chat("lea"), "message", "1", text=QUESTION
    )
    other = {"type": "mention", "mentioned": {"id": "28:another"}, "text": "<at>Bot</at>"}
    for entities in ([], [other], [{"type": "mention"}], [{"type": "mention", "mentioned": "x"}]):
        status, _ = await company.post(activity, id=company.new_id(), entities=entities)
        assert status == 201
    await company.quiet()
    assert await company.threads() == []
    assert company.messages(GENERAL) == []


@pytest.mark.parametrize("text", ["my questions", "forget me", "help", "pause until Monday"])
async def test_what_belongs_to_one_person_is_not_shown_in_a_channel(
    company: Company, text: str
) -> None:
    await company.ask()
    await company.teams.rooms.mention("lea", GENERAL, text)
    await company.quiet()
    assert [words(each) for each in company.messages(GENERAL)] == [f"{texts.SAY['elsewhere']} | "]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("", "mention_empty"), ("x" * 281, "characters"), ("thanks a lot!", "thanks")],
)
async def test_bad_input_in_a_channel_gets_one_clear_sentence(
    company: Company, text: str, sentence: str
) -> None:
    await company.teams.rooms.mention("lea", GENERAL, text)
    await company.quiet()
    (reply,) = company.messages(GENERAL)
    assert texts.SAY.get(sentence, sentence) in words(reply)
    assert await company.threads() == []


async def test_several_questions_wait_in_the_personal_chat(company: Company) -> None:
    both = f"{QUESTION} And how do I freeze the first row of it?"
    await company.teams.rooms.mention("lea", GENERAL, both)
    await company.quiet()
    (reply,) = company.messages(GENERAL)
    assert "One thing is to be decided first" in words(reply)
    await company.press("lea", "ask_each")
    await company.quiet()
    found = await company.threads()
    assert len(found) == 2
    assert all(each.place is not None and each.place.kind == "channel" for each in found)


async def test_similar_answers_are_shown_in_the_personal_chat_first(company: Company) -> None:
    await company.ask(who="lou")
    await company.answer("ana")
    await company.finish("lou")
    await company.until(lambda: _known(company), "the answer to be known")
    await company.teams.rooms.mention("lea", GENERAL, QUESTION)
    await company.quiet()
    assert "answered before" in words(company.messages(GENERAL)[0])
    assert ANSWER not in words(company.messages(GENERAL)[0])
    await company.told("lea", ANSWER)
    assert await company.threads() == []
    await company.press("lea", "ask")
    await company.quiet()
    place = (await company.thread()).place
    assert place is not None
    assert place.kind == "channel"


async def test_who_has_no_personal_chat_asks_too_and_gets_the_answer_once_they_have(
    company: Company,
) -> None:
    await company.teams.rooms.mention("gus", GENERAL, QUESTION)
    await company.quiet()
    assert "add Nanomentor" in words(company.messages(GENERAL)[0])
    await company.told("ana", QUESTION)
    await company.answer("ana")
    assert company.messages("gus") == []
    await company.teams.install("gus")
    await company.quiet()
    assert any(ANSWER in each for each in company.seen("gus"))
    assert sum(ANSWER in each for each in company.seen("gus")) == 1


async def test_a_room_that_is_gone_does_not_hold_the_answer_back(company: Company) -> None:
    await company.teams.rooms.mention("lea", GENERAL, QUESTION)
    await company.quiet()
    (reply,) = company.messages(GENERAL)
    await company.teams.rooms.press("lea", GENERAL, reply.id, "here")
    await company.teams.rooms.change(GENERAL, "lea", "channelDeleted")
    await company.answer("ana")
    await company.told("lea", ANSWER)
    await company.told("lea", "I could not post the answer where you asked")
    await company.quiet()
    (dead,) = await company.jobs(kind="posted")
    assert (dead["state"], dead["attempts"]) == ("dead", 1)
    assert (await company.thread()).state is State.ANSWERED


# ---- the dialog on a message


async def test_the_dialog_quotes_the_message_and_keeps_nothing_until_it_is_sent(
    company: Company,
) -> None:
    message = await company.teams.rooms.write("ana", LUNCH, "a < b & <script>c</script>")
    opened = await company.teams.rooms.open_dialog("lea", LUNCH, message.id)
    card = _dialog(opened.body)
    assert _inputs(card)["quote"]["value"] == "a < b & <script>c</script>"
    assert _inputs(card)["question"]["maxLength"] == 280
    assert set(_inputs(card)) == {"quote", "question", "where"}
    assert opened.body["task"]["value"]["title"] == "Ask a mentor"
    for name in ("threads", "drafts", "inbox", "jobs"):
        query = {"tenant": company.store.tenant}
        assert await company.store.driver.collection(name).find_one(query) is None


async def test_a_long_message_is_cut_with_a_clear_sign(company: Company) -> None:
    message = await company.teams.rooms.write("ana", LUNCH, "word " * 100)
    card = _dialog((await company.teams.rooms.open_dialog("lea", LUNCH, message.id)).body)
    quote = _inputs(card)["quote"]["value"]
    assert len(quote) <= 200
    assert quote.endswith("…")
    assert "The message has 499 characters" in words_of(card)


async def test_what_is_sent_from_the_dialog_is_asked_with_its_quote(company: Company) -> None:
    sent = await _ask_in_dialog(company, "lea", GENERAL, quote="#REF! in B2", where="me")
    assert sent["task"]["type"] == "message"
    assert "The answer comes to you" in sent["task"]["value"]
    thread = await company.thread()
    assert thread.text == f"{QUESTION} “#REF! in B2”"
    assert thread.place is not None
    assert not thread.place.here
    assert ";messageid=" in thread.place.conversation
    await company.told("ana", "#REF! in B2")


async def test_the_quote_alone_may_be_the_question(company: Company) -> None:
    await _ask_in_dialog(company, "lea", GENERAL, question="  ", quote=QUESTION)
    assert (await company.thread()).text == QUESTION


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"question": "", "quote": " "}, "Write your question"),
        ({"question": "x" * 281, "quote": "kept"}, "281 characters; 280 are the most"),
        ({"question": QUESTION, "quote": "y" * 201}, "201 characters; 200 are the most"),
    ],
)
async def test_bad_input_is_told_in_the_dialog_and_nothing_is_lost(
    company: Company, fields: Json, part: str
) -> None:
    message = await company.teams.rooms.write("ana", LUNCH, "hello")
    data = {**fields, "where": "here"}
    sent = await company.teams.rooms.send_dialog("lea", LUNCH, message.id, data)
    card = _dialog(sent.body)
    assert part in words_of(card)
    assert _inputs(card)["question"].get("value", "") == fields["question"]
    assert _inputs(card)["quote"].get("value", "")[:100] == fields["quote"].strip()[:100]
    assert _inputs(card)["where"]["value"] == "here"
    assert await company.threads() == []


async def test_a_dialog_that_teams_sends_again_asks_once(company: Company) -> None:
    message = await company.teams.rooms.write("ana", GENERAL, "hello")
    data = {"question": QUESTION, "quote": "", "where": "here"}
    first = await company.teams.rooms.send_dialog("lea", GENERAL, message.id, data)
    again = await company.post(first.activity)
    renewed = await company.post(first.activity, id=company.new_id())
    assert {again[0], renewed[0]} == {200}
    assert len(await company.threads()) == 1
    await company.quiet()
    assert len([each for each in company.messages("lea") if QUESTION in words(each)]) == 1


async def test_the_dialog_in_a_chat_of_two_people_does_not_move_the_learners_own_chat(
    company: Company,
) -> None:
    """Teams calls that chat personal, too; the bot is not in it."""
    address = (await company.person("lea")).address
    value = {"commandId": "askMentor", "data": {"question": QUESTION, "where": "here"}}
    activity = company.activity("lea", "invoke", name="composeExtension/submitAction", value=value)
    foreign = {**activity["conversation"], "id": "19:lea_ana@unq.gbl.spaces"}
    status, _ = await company.post(activity, conversation=foreign)
    assert status == 200
    assert (await company.person("lea")).address == address
    assert (await company.thread()).place is None
    await company.told("lea", QUESTION)


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"commandId": "another"},
        {"commandId": "askMentor"},
        {"commandId": "askMentor", "messagePayload": None, "data": {"question": ["x"]}},
        {"commandId": "askMentor", "messagePayload": {"body": None, "id": "x"}},
    ],
)
@pytest.mark.parametrize("name", ["fetchTask", "submitAction"])
async def test_a_dialog_without_what_belongs_to_it_is_answered_all_the_same(
    company: Company, name: str, value: Json | None
) -> None:
    activity = company.activity("lea", "invoke", name=f"composeExtension/{name}", value=value)
    status, body = await company.post(activity)
    assert status == 200
    assert b'"task"' in body
    assert await company.threads() == []


@pytest.mark.parametrize("value", ["x", {"messagePayload": "x"}, {"data": []}, {"commandId": 7}])
async def test_a_dialog_of_the_wrong_types_is_refused(company: Company, value: Any) -> None:
    activity = company.activity("lea", "invoke", name="composeExtension/fetchTask", value=value)
    status, _ = await company.post(activity)
    assert status == 400


async def test_an_address_of_a_foreign_service_is_refused(company: Company) -> None:
    activity = company.teams._activities.shared(
        company.teams.rooms.all[GENERAL], company.teams._chat("lea"), "message", "1", text=QUESTION
    )
    status, _ = await company.post(activity, serviceUrl="https://evil.example.com/")
    assert status == 403
    assert await company.threads() == []


# ---- what is remembered of it


async def test_forget_me_erases_where_somebody_asked(company: Company) -> None:
    await company.teams.rooms.mention("lea", GENERAL, QUESTION)
    await company.quiet()
    await company.say("lea", "forget me")
    await company.press("lea", "forget_me")
    await company.quiet()
    (thread,) = await company.threads()
    assert thread.place is None


@pytest.mark.parametrize(
    ("who", "gone", "stays"), [("lea", QUESTION, ANSWER), ("ana", ANSWER, QUESTION)]
)
async def test_what_was_posted_loses_the_words_of_whoever_is_forgotten(
    company: Company, who: str, gone: str, stays: str
) -> None:
    await company.rule(post_with_name=True)
    await _ask_in_dialog(company, "lea", LUNCH, where="here")
    await company.answer("ana")
    (posted,) = company.messages(LUNCH)
    assert gone in words(posted)
    await company.say(who, "forget me")
    await company.press(who, "forget_me")
    await company.quiet()
    (posted,) = company.messages(LUNCH)
    assert gone not in words(posted)
    assert texts.ERASED in words(posted)
    assert stays in words(posted)
    assert ("Ana" in words(posted)) is (who == "lea")


@pytest.mark.parametrize("order", [("lea", "ana"), ("ana", "lea")])
async def test_what_was_posted_is_empty_when_both_are_forgotten(
    company: Company, order: tuple[str, str]
) -> None:
    await company.rule(post_with_name=True)
    await _ask_in_dialog(company, "lea", LUNCH, where="here")
    await company.answer("ana")
    for who in order:
        await company.say(who, "forget me")
        await company.press(who, "forget_me")
        await company.quiet()
    (posted,) = company.messages(LUNCH)
    assert not any(each in words(posted) for each in (QUESTION, ANSWER, "Ana"))


async def test_what_was_posted_stays_when_somebody_else_is_forgotten(company: Company) -> None:
    await _ask_in_dialog(company, "lea", LUNCH, where="here")
    await company.answer("ana")
    (posted,) = company.messages(LUNCH)
    before = words(posted)
    await company.say("ben", "forget me")
    await company.press("ben", "forget_me")
    await company.quiet()
    (posted,) = company.messages(LUNCH)
    assert words(posted) == before


async def test_the_rooms_the_bot_is_in_are_kept_and_forgotten(company: Company) -> None:
    rooms = company.teams.rooms
    await rooms.enter(GENERAL, "gus")
    await rooms.enter(LUNCH, "gus")
    await rooms.change(GENERAL, "gus", "channelRenamed")
    found = {each.name or each.kind: each for each in await company.store.rooms()}
    assert set(found) == {"General", "groupChat"}
    assert found["General"].team == "19:team@thread.tacv2"
    assert await company.store.person("gus") is None  # nothing is kept of who did it
    assert await company.store.room(found["General"].id) == found["General"]
    await rooms.leave(GENERAL, "gus")
    assert [each.kind for each in await company.store.rooms()] == ["groupChat"]
    await rooms.leave(LUNCH, "gus")
    assert await company.store.rooms() == []


async def test_a_deleted_channel_leaves_the_others_of_its_team(company: Company) -> None:
    rooms = company.teams.rooms
    await rooms.enter(GENERAL, "gus")
    (kept,) = await company.store.rooms()
    other = replace(kept, id="19:other@thread.tacv2", name="Other")
    now = company.parts.services.now()
    await company.store.commit(Change(rooms=(other,)), Cause(), now)
    await rooms.change(GENERAL, "gus", "channelDeleted")
    assert [each.name for each in await company.store.rooms()] == ["Other"]
    await rooms.leave(GENERAL, "gus")  # the whole team
    assert await company.store.rooms() == []


async def _ask_in_dialog(company: Company, who: str, room: str, **fields: str) -> Json:
    message = await company.teams.rooms.write("ana", room, "Somebody's message")
    data = {"question": QUESTION, "quote": "", **fields}
    sent = await company.teams.rooms.send_dialog(who, room, message.id, data)
    assert sent.status == 200
    await company.quiet()
    body: Json = sent.body
    return body


def _dialog(body: Json) -> Json:
    task = body["task"]
    assert task["type"] == "continue"
    card: Json = task["value"]["card"]["content"]
    assert [each["type"] for each in card["actions"]] == ["Action.Submit"]
    return card


def _inputs(card: Json) -> dict[str, Json]:
    return {each["id"]: each for each in card["body"] if each["type"].startswith("Input.")}


async def _known(company: Company) -> bool:
    answered = company.parts.services.answered
    return answered is not None and bool(await answered.alike(QUESTION, 1))
