"""What people do reaches the bot as Teams would send it, and again where Teams would."""

import asyncio
import itertools
import socket
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from teams_bot.tryout import LocalTeams
from teams_bot.tryout.chats import NotPossibleError
from tests.teams_bot.tryout.stage import (
    ANA,
    BEN,
    BOT,
    PEOPLE,
    QUICK,
    TENANT,
    Json,
    Stage,
    button,
    card_of,
    invoke_card,
    text,
    with_card,
)

CHIARA = PEOPLE[2].id


async def test_a_message_looks_like_one_of_teams(stage: Stage) -> None:
    delivery = await stage.teams.say(ANA, "Is 1 < 2?")
    (heard,) = stage.heard
    assert delivery.accepted
    assert (delivery.status, delivery.attempts, delivery.activity) == (200, 1, heard)
    assert heard["type"] == "message"
    assert heard["text"] == "Is 1 < 2?"
    assert heard["attachments"] == [{"contentType": "text/html", "content": "<p>Is 1 &lt; 2?</p>"}]
    assert heard["channelId"] == "msteams"
    assert heard["serviceUrl"] == f"{stage.url}/tryout/connector"
    assert heard["from"]["id"].startswith("29:")
    assert (heard["from"]["name"], heard["from"]["aadObjectId"]) == ("Ana Silva", ANA)
    assert heard["recipient"] == {"id": f"28:{BOT}", "name": "Nanomentor"}
    assert heard["conversation"]["id"].startswith("a:")
    assert heard["conversation"]["conversationType"] == "personal"
    assert heard["conversation"]["tenantId"] == TENANT
    assert heard["channelData"] == {"tenant": {"id": TENANT}}
    assert datetime.fromisoformat(heard["timestamp"]).tzinfo
    assert heard["localTimestamp"]
    assert heard["locale"]
    assert [each.text for each in stage.teams.messages(ANA)] == ["Is 1 < 2?"]


async def test_a_reply_carries_what_it_replies_to(stage: Stage) -> None:
    await stage.teams.say(ANA, "Yes", reply_to="77")
    assert stage.heard[0]["replyToId"] == "77"
    assert '<blockquote itemid="77">' in stage.heard[0]["attachments"][0]["content"]


async def test_an_attachment_alone_has_no_text_beside_it(stage: Stage) -> None:
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.xlsx"}
    await stage.teams.say(ANA, "", attachments=[file])
    assert (stage.heard[0]["text"], stage.heard[0]["attachments"]) == ("", [file])


async def test_ids_of_messages_never_repeat(stage: Stage) -> None:
    said = await asyncio.gather(*(stage.teams.say(ANA, str(each)) for each in range(20)))
    assert len({each.activity["id"] for each in said}) == 20


async def test_a_late_answer_means_the_same_id_again_and_then_a_new_one(stage: Stage) -> None:
    times: list[float] = []

    async def late(_activity: Json) -> web.Response:
        times.append(time.monotonic())
        await asyncio.sleep(0.7)
        return web.Response()

    stage.answer = late
    delivery = await stage.teams.say(ANA, "Hello?")
    first, second, third = stage.heard
    assert second == first
    assert third["id"] != first["id"]
    assert third["timestamp"] > first["timestamp"]
    assert third["text"] == first["text"]
    waits = [after - before for before, after in itertools.pairwise(times)]
    assert waits == [
        pytest.approx(QUICK.message, abs=0.15),
        pytest.approx(QUICK.second_try, abs=0.15),
    ]
    assert (delivery.accepted, delivery.status, delivery.attempts) == (False, 504, 3)
    (message,) = stage.teams.messages(ANA)
    assert message.trouble
    assert message.note.startswith("Not delivered")


async def test_an_answer_to_the_second_try_is_enough(stage: Stage) -> None:
    async def once_late(_activity: Json) -> web.Response:
        await asyncio.sleep(1 if len(stage.heard) == 1 else 0)
        return web.Response()

    stage.answer = once_late
    delivery = await stage.teams.say(ANA, "Hello?")
    assert (delivery.accepted, delivery.attempts, len(stage.heard)) == (True, 2, 2)
    assert not stage.teams.messages(ANA)[0].trouble


async def test_a_fault_of_the_bot_invites_a_resend_no_sooner_than_silence(stage: Stage) -> None:
    async def broken(_activity: Json) -> web.Response:
        return web.Response(status=500 if len(stage.heard) == 1 else 201)

    stage.answer = broken
    started = time.monotonic()
    delivery = await stage.teams.say(ANA, "Hello?")
    assert (delivery.status, delivery.attempts) == (201, 2)
    assert time.monotonic() - started >= QUICK.message
    assert stage.heard[0]["id"] == stage.heard[1]["id"]


@pytest.mark.parametrize("code", [400, 401, 403, 413, 429])
async def test_a_refusal_of_the_bot_is_not_sent_again(stage: Stage, code: int) -> None:
    async def refusing(_activity: Json) -> web.Response:
        return web.Response(status=code)

    stage.answer = refusing
    delivery = await stage.teams.say(ANA, "Hello?")
    assert (delivery.status, delivery.attempts) == (code, 1)
    assert stage.teams.messages(ANA)[0].trouble


async def test_a_bot_that_is_not_there_is_tried_three_times() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    teams = LocalTeams(
        bot_endpoint=f"http://127.0.0.1:{port}/api/messages",
        bot_id=f"28:{BOT}",
        bot_name="Nanomentor",
        tenant=TENANT,
        now=lambda: datetime.now(UTC),
        people=PEOPLE,
        service_url="http://127.0.0.1/",
        installed=[ANA],
        patience=QUICK,
    )
    with pytest.raises(RuntimeError, match="not open"):
        await teams.say(ANA, "Hello?")
    await teams.open()
    delivery = await teams.say(ANA, "Hello?")
    await teams.close()
    assert (delivery.status, delivery.attempts) == (502, 3)
    assert [each.code for each in teams.ledger][-3:] == ["not reachable"] * 3


async def test_both_install_activities_arrive_and_name_the_bot(stage: Stage) -> None:
    await stage.teams.install(CHIARA)
    kinds = {each["type"]: each for each in stage.heard}
    assert kinds["installationUpdate"]["action"] == "add"
    assert kinds["conversationUpdate"]["membersAdded"] == [{"id": f"28:{BOT}"}]
    assert len({each["id"] for each in stage.heard}) == 2
    assert (await stage.send(CHIARA, {"type": "message", "text": "Welcome"}))[0] == 201


async def test_the_bot_may_answer_an_install_at_once(stage: Stage) -> None:
    async def welcome(_activity: Json) -> web.Response:
        sent = await stage.send(CHIARA, {"type": "message", "text": "Welcome"})
        return web.Response(status=200 if sent[0] == 201 else 400)

    stage.answer = welcome
    assert all(each.accepted for each in await stage.teams.install(CHIARA))


async def test_an_uninstall_is_told_and_closes_the_door(stage: Stage) -> None:
    await stage.teams.uninstall(ANA)
    kinds = {each["type"]: each for each in stage.heard}
    assert kinds["installationUpdate"]["action"] == "remove"
    assert kinds["conversationUpdate"]["membersRemoved"] == [{"id": f"28:{BOT}"}]
    with pytest.raises(NotPossibleError, match="Add Nanomentor for Ana Silva first"):
        await stage.teams.say(ANA, "Hello?")


async def test_an_edit_keeps_the_id_and_a_deletion_is_soft(stage: Stage) -> None:
    said = (await stage.teams.say(ANA, "Frist")).activity["id"]
    await stage.teams.edit(ANA, said, "First")
    edited = stage.heard[-1]
    assert (edited["type"], edited["id"], edited["text"]) == ("messageUpdate", said, "First")
    assert edited["channelData"] == {"tenant": {"id": TENANT}, "eventType": "editMessage"}
    assert edited["attachments"][0]["content"] == "<p>First</p>"
    assert stage.teams.messages(ANA)[0].state == "updated"
    await stage.teams.delete(ANA, said)
    deleted = stage.heard[-1]
    assert (deleted["type"], deleted["id"]) == ("messageDelete", said)
    assert deleted["channelData"]["eventType"] == "softDeleteMessage"
    assert "text" not in deleted
    assert (stage.teams.messages(ANA)[0].state, stage.teams.messages(ANA)[0].text) == (
        "deleted",
        "",
    )


async def test_only_ones_own_messages_can_be_changed(stage: Stage) -> None:
    _, sent, _ = await stage.send(ANA, {"type": "message", "text": "Of the bot"})
    for message in (sent["id"], "404"):
        with pytest.raises(NotPossibleError, match="your own"):
            await stage.teams.edit(ANA, message, "x")
        with pytest.raises(NotPossibleError, match="your own"):
            await stage.teams.delete(ANA, message)
    assert stage.heard == []


async def test_nobody_is_nobody(stage: Stage) -> None:
    with pytest.raises(NotPossibleError, match="nobody"):
        await stage.teams.say("404", "Hello?")


async def pressed(stage: Stage, answer: Any, status: int = 200) -> Json:
    """Press a button that the bot answers in this way; what became of the message."""
    _, sent, _ = await stage.send(BEN, with_card(card_of(text("?"), actions=(button("take"),))))

    async def answering(_activity: Json) -> web.Response:
        return web.json_response(answer, status=status)

    stage.answer = answering
    await stage.teams.press(BEN, sent["id"], "take")
    (message,) = stage.teams.messages(BEN)
    return {
        "state": message.state,
        "note": message.note,
        "trouble": message.trouble,
        "card": message.attachments[0]["content"]["body"],
    }


async def test_a_press_carries_verb_data_and_inputs(stage: Stage) -> None:
    card = card_of(actions=(button("take", thread="t1"), button("pass", thread="t1", offer="o1")))
    _, sent, _ = await stage.send(BEN, with_card(card))
    await stage.teams.press(BEN, sent["id"], "pass", {"reason": "busy"})
    (heard,) = stage.heard
    assert (heard["type"], heard["name"]) == ("invoke", "adaptiveCard/action")
    assert heard["replyToId"] == sent["id"]
    assert heard["value"] == {
        "action": {
            "type": "Action.Execute",
            "id": "",
            "verb": "pass",
            "data": {"thread": "t1", "offer": "o1", "reason": "busy"},
        },
        "trigger": "manual",
    }


async def test_an_action_as_it_stands_may_be_pressed_on_any_message(stage: Stage) -> None:
    await stage.teams.press(BEN, "77", {"verb": "take", "data": {"offer": "of somebody else"}})
    assert stage.heard[0]["value"]["action"]["data"] == {"offer": "of somebody else"}
    assert stage.heard[0]["replyToId"] == "77"


async def test_a_verb_that_is_not_on_the_card_cannot_be_pressed(stage: Stage) -> None:
    _, sent, _ = await stage.send(BEN, with_card(card_of(actions=(button("take"),))))
    with pytest.raises(NotPossibleError, match="no button pass"):
        await stage.teams.press(BEN, sent["id"], "pass")


async def test_the_card_of_the_answer_takes_the_place_of_the_pressed_one(stage: Stage) -> None:
    seen = await pressed(stage, invoke_card(card_of(text("Yours"))))
    assert seen == {"state": "replaced", "note": "", "trouble": False, "card": [text("Yours")]}


async def test_a_message_as_answer_is_shown_below_the_card(stage: Stage) -> None:
    kind = "application/vnd.microsoft.activity.message"
    seen = await pressed(stage, {"statusCode": 200, "type": kind, "value": "Noted"})
    assert seen == {"state": "posted", "note": "Noted", "trouble": False, "card": [text("?")]}


@pytest.mark.parametrize("value", [{"code": "x", "message": "Too late"}, {"code": "x"}])
async def test_an_error_as_answer_is_shown_in_its_words(stage: Stage, value: Json) -> None:
    kind = "application/vnd.microsoft.error"
    seen = await pressed(stage, {"statusCode": 400, "type": kind, "value": value})
    assert seen["trouble"]
    assert seen["note"] == value.get("message", "Something went wrong. Please try again.")


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (None, 200),
        ("a string, serialised twice", 200),
        ({}, 200),
        ({"statusCode": 200, "type": "application/vnd.microsoft.activity.message"}, 200),
        (invoke_card(card_of(version="1.6")), 200),
        (invoke_card(card_of(text("x" * 30_000))), 200),
        (invoke_card(card_of()), 500),
        (invoke_card(card_of()), 401),
    ],
)
async def test_an_answer_that_teams_cannot_use_is_something_went_wrong(
    stage: Stage, answer: Any, status: int
) -> None:
    seen = await pressed(stage, answer, status)
    assert seen["note"] == "Something went wrong. Please try again."
    assert (seen["trouble"], seen["state"], seen["card"]) == (True, "posted", [text("?")])
    assert len(stage.heard) == 1


async def test_a_late_press_is_sent_twice_more_under_new_ids_and_then_goes_wrong(
    stage: Stage,
) -> None:
    async def late(_activity: Json) -> web.Response:
        await asyncio.sleep(0.5)
        return web.json_response(invoke_card(card_of()))

    _, sent, _ = await stage.send(BEN, with_card(card_of(actions=(button("take"),))))
    stage.answer = late
    delivery = await stage.teams.press(BEN, sent["id"], "take")
    assert (delivery.status, delivery.attempts) == (504, 3)
    assert len({each["id"] for each in stage.heard}) == 3
    assert len({str(each["value"]) for each in stage.heard}) == 1
    assert stage.teams.messages(BEN)[0].note == "Something went wrong. Please try again."


async def test_the_next_press_takes_the_old_trouble_away(stage: Stage) -> None:
    await pressed(stage, {}, 500)
    (message,) = stage.teams.messages(BEN)
    kind = "application/vnd.microsoft.activity.message"

    async def better(_activity: Json) -> web.Response:
        return web.json_response({"statusCode": 200, "type": kind, "value": "Now it worked"})

    stage.answer = better
    await stage.teams.press(BEN, message.id, "take")
    (message,) = stage.teams.messages(BEN)
    assert (message.note, message.trouble) == ("Now it worked", False)


async def test_deliveries_are_in_the_ledger(stage: Stage) -> None:
    await stage.teams.say(ANA, "Hello?")
    (entry,) = stage.teams.ledger
    assert (entry.direction, entry.action, entry.method) == ("to bot", "say", "POST")
    assert (entry.person, entry.status, entry.body["text"]) == (ANA, 200, "Hello?")
    assert entry.path == f"{stage.url}/api/messages"
