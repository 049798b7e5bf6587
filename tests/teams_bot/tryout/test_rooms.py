"""Channels and group chats of the local Teams: what reaches the bot, and in which shape."""

import pytest
from aiohttp import web

from teams_bot.tryout import DemoRoom
from teams_bot.tryout.chats import NotPossibleError
from tests.teams_bot.tryout.stage import ANA, BEN, Stage, button, card_of, staged, with_card

ROOMS = (
    DemoRoom(
        id="general",
        name="General",
        kind="channel",
        team="19:t@thread.tacv2",
        team_name="Sales",
        said=((BEN, "a < b"),),
    ),
    DemoRoom(id="chat", name="Chat", kind="groupChat"),
)
ONE = "19:general@thread.tacv2"


async def test_only_a_mention_reaches_the_bot_and_has_the_shape_of_teams() -> None:
    async with staged(rooms=ROOMS) as stage:
        rooms = stage.teams.rooms
        await rooms.write(ANA, "general", "Hello all")
        await rooms.mention(ANA, "general", "How?")
        await rooms.mention(ANA, "chat", "And here?")
        channel, chat = stage.heard
        assert channel["text"] == "<at>Nanomentor</at> How?"
        assert channel["conversation"]["conversationType"] == "channel"
        assert channel["conversation"]["id"] == f"{ONE};messageid={channel['id']}"
        assert channel["conversation"]["isGroup"] is True
        assert channel["channelData"]["team"] == {"id": "19:t@thread.tacv2", "name": "Sales"}
        assert channel["entities"][0]["mentioned"]["id"] == channel["recipient"]["id"]
        assert chat["conversation"]["id"] == "19:chat@thread.v2"
        assert "team" not in chat["channelData"]


async def test_what_the_bot_says_in_a_thread_hangs_from_its_first_message() -> None:
    async with staged(rooms=ROOMS) as stage:
        rooms = stage.teams.rooms
        await rooms.mention(ANA, "general", "How?")
        (root,) = [each.id for each in stage.teams.messages("general") if "@" in each.text]
        card = with_card(card_of(actions=(button("here"),)))
        status, body, _ = await stage.ask("POST", f"/{ONE};messageid={root}/activities", card)
        assert status == 201
        said = stage.teams.messages("general")[-1]
        assert (said.id, said.root) == (body["id"], root)
        await rooms.press(BEN, "general", said.id, "here")
        assert stage.heard[-1]["conversation"]["id"] == f"{ONE};messageid={root}"
        assert stage.heard[-1]["from"]["aadObjectId"] == BEN


async def test_where_the_bot_is_not_it_hears_nothing_and_is_refused() -> None:
    async with staged(rooms=ROOMS) as stage:
        await stage.teams.rooms.leave("general", ANA)
        with pytest.raises(NotPossibleError):
            await stage.teams.rooms.mention(ANA, "general", "How?")
        status, body, _ = await stage.ask(
            "POST", f"/{ONE}/activities", {"type": "message", "text": "x"}
        )
        assert (status, body["error"]["code"]) == (403, "BotNotInConversationRoster")
        assert stage.heard[-1]["membersRemoved"] == [{"id": stage.heard[-1]["recipient"]["id"]}]
        await stage.teams.rooms.enter("general", ANA)
        await stage.teams.rooms.change("general", ANA, "channelDeleted")
        assert stage.heard[-1]["channelData"]["eventType"] == "channelDeleted"
        assert not stage.teams.rooms.all["general"].installed


async def test_a_bot_that_fails_is_noted_below_the_message() -> None:
    async with staged(rooms=ROOMS) as stage:
        stage.answer = _refuse
        await stage.teams.rooms.mention(ANA, "general", "How?")
        assert stage.teams.messages("general")[-1].trouble


async def test_a_dialog_is_about_a_message_of_a_person() -> None:
    async with staged(rooms=ROOMS) as stage:
        (message,) = stage.teams.messages("general")
        body = {"person": ANA, "room": "general", "message": message.id}
        assert await _call(stage, "open_dialog", body) == (200, {"accepted": True, "body": None})
        payload = stage.heard[-1]["value"]["messagePayload"]
        assert payload["body"] == {"contentType": "html", "content": "<p>a &lt; b</p>"}
        assert payload["from"]["user"]["id"] == BEN
        await _call(stage, "send_dialog", {**body, "data": {"question": "How?"}})
        assert stage.heard[-1]["value"]["data"] == {"question": "How?"}
        for wrong in ({"message": "unknown"}, {"room": "unknown"}):
            status, _ = await _call(stage, "open_dialog", {**body, **wrong})
            assert status == 409


async def test_the_page_writes_mentions_presses_and_moves_the_bot() -> None:
    async with staged(rooms=ROOMS) as stage:
        there = {"person": ANA, "room": "chat"}
        for deed, more in (
            ("write", {"text": "Hello"}),
            ("mention", {"text": "How?"}),
            ("leave", {}),
            ("enter", {}),
        ):
            status, answer = await _call(stage, deed, {**there, **more})
            assert (status, answer) == (200, {"accepted": True})
        await stage.ask(
            "POST", "/19:chat@thread.v2/activities", with_card(card_of(actions=(button("here"),)))
        )
        card = stage.teams.messages("chat")[-1]
        pressed = {"message": card.id, "action": button("here")}
        assert (await _call(stage, "press_in_room", {**there, **pressed}))[0] == 200


async def _refuse(_activity: object) -> object:
    return web.Response(status=400)


async def _call(stage: Stage, deed: str, body: object) -> tuple[int, object]:
    async with stage.http.post(f"{stage.url}/tryout/api/{deed}", json=body) as response:
        return response.status, await response.json()
