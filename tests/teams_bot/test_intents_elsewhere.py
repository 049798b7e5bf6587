"""What arrives from channels, group chats and the dialog, in the shapes that Teams sends."""

from typing import Any

import pytest

from teams_bot import intents
from teams_bot.intents.elsewhere import place_of
from teams_bot.intents.markup import words_of

Json = dict[str, Any]
BOT = "28:f5d48856-5b42-41a0-8c3a-c5f944b679b0"
CHANNEL = "19:6d97d816470f481dbcda38244b98689a@thread.tacv2"
TEAM = "19:efa9296d959346209fea44151c742e73@thread.tacv2"
MENTION: Json = {
    "type": "mention",
    "mentioned": {"id": BOT, "name": "Nanomentor"},
    "text": "<at>Nanomentor</at>",
}


def activity(kind: str = "message", **changes: Any) -> Json:
    usual: Json = {
        "type": kind,
        "id": "1485983408511",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/amer/",
        "from": {"id": "29:lea", "name": "Lea Brandt", "aadObjectId": "lea"},
        "recipient": {"id": BOT, "name": "Nanomentor"},
        "conversation": {
            "isGroup": True,
            "conversationType": "channel",
            "tenantId": "acme",
            "id": f"{CHANNEL};messageid=1485983194839",
        },
        "channelData": {
            "teamsChannelId": CHANNEL,
            "teamsTeamId": TEAM,
            "channel": {"id": CHANNEL},
            "team": {"id": TEAM},
            "tenant": {"id": "acme"},
        },
    }
    return usual | changes


def event(name: str, **changes: Any) -> Json:
    data: Json = {
        "channel": {"id": CHANNEL, "name": "PhotographyUpdates"},
        "team": {"id": TEAM},
        "eventType": name,
        "tenant": {"id": "acme"},
    }
    there = {"isGroup": True, "conversationType": "channel", "id": TEAM}
    return activity("conversationUpdate", channelData=data, conversation=there, **changes)


@pytest.mark.parametrize(
    ("text", "entities", "said"),
    [
        ("<at>Nanomentor</at> How do I pivot?\n", [MENTION], "How do I pivot?"),
        ("<at>Nanomentor</at>&nbsp;a &lt; b", [MENTION], "a < b"),
        ("How, <at>Nanomentor</at>, do <at>Ana</at> and I?", [MENTION], "How, , do Ana and I?"),
        ("<at>Nanomentor</at> one <at>Nanomentor</at> two", [MENTION, MENTION], "one two"),
        ("<at>Nanomentor</at>", [MENTION], ""),
    ],
)
def test_a_mention_is_a_question_without_the_mention(
    text: str, entities: list[Json], said: str
) -> None:
    found = intents.read(activity(text=text, entities=entities))
    assert isinstance(found, intents.Say)
    assert found.text == said
    assert found.elsewhere
    assert found.origin == ""  # edits do not follow from there


@pytest.mark.parametrize(
    "entities",
    [
        None,
        [],
        [MENTION | {"mentioned": {"id": "28:another"}}],
        [MENTION | {"type": "clientInfo"}],
        [MENTION | {"mentioned": "x"}],
        [MENTION | {"mentioned": None}],
    ],
)
def test_without_a_mention_of_this_bot_nothing_is_meant_for_it(entities: Any) -> None:
    raw = activity(text="<at>Nanomentor</at> How do I pivot?", entities=entities)
    assert isinstance(intents.read(raw), intents.Ignore)


def test_the_place_is_where_the_activity_came_from() -> None:
    place = place_of(activity())
    assert place is not None
    assert place.conversation == f"{CHANNEL};messageid=1485983194839"
    assert (place.kind, place.user, place.bot) == ("channel", "29:lea", BOT)
    chat = {"isGroup": True, "id": "19:chat@thread.v2", "name": "Lunch \u202eclub"}
    grouped = place_of(activity(conversation=chat, channelData={"tenant": {"id": "acme"}}))
    assert grouped is not None
    assert (grouped.kind, grouped.name) == ("groupChat", "Lunch club")
    assert place_of(activity(conversation={"conversationType": "personal", "id": "a:1"})) is None


@pytest.mark.parametrize(
    ("payload", "ending"),
    [
        ({"id": "17"}, ";messageid=17"),
        ({"id": "17", "replyToId": "16"}, ";messageid=16"),
        ({"id": "17;messageid=3"}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_an_answer_to_a_message_of_a_channel_hangs_from_its_first_message(
    payload: Json | None, ending: str
) -> None:
    value = {"commandId": "askMentor", "messagePayload": payload, "data": {"where": "here"}}
    there = {"conversationType": "channel", "id": CHANNEL}
    name = "composeExtension/submitAction"
    found = intents.read(activity("invoke", name=name, value=value, conversation=there))
    assert isinstance(found, intents.Say)
    assert found.here
    assert found.place is not None
    assert found.place.conversation == f"{CHANNEL}{ending}"


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ({"contentType": "html", "content": "<div><p>One</p>\n<p>two</p></div>"}, "One\ntwo"),
        ({"contentType": "text", "content": "<p>as it is</p>"}, "<p>as it is</p>"),
        ({"contentType": "html"}, ""),
        (None, ""),
    ],
)
def test_the_dialog_is_opened_with_the_words_of_the_message(body: Any, quote: str) -> None:
    value = {"commandId": "askMentor", "messagePayload": {"id": "1", "body": body}}
    found = intents.read(activity("invoke", name="composeExtension/fetchTask", value=value))
    assert isinstance(found, intents.OpenDialog)
    assert found.quote == quote


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<b>a</b><br/><br>b", "a\nb"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ('<img alt="chart" src="https://x"><emoji alt="🙂"></emoji>', "chart🙂"),
        ("<blockquote>old</blockquote><at id='0'>Ana</at> new", "old\nAna new"),
        ("</script><p>x</p><script>y", "x"),
        ("<<<>>&amp;&#x202e;&bogus;", "<<<>>&&bogus;"),
        ("", ""),
    ],
)
def test_the_words_of_a_message_are_left_of_its_markup(markup: str, said: str) -> None:
    assert words_of(markup) == said


@pytest.mark.parametrize(
    ("raw", "intent"),
    [
        (event("channelCreated"), "PhotographyUpdates"),
        (event("channelRenamed"), "PhotographyUpdates"),
        (event("channelRestored"), "PhotographyUpdates"),
        (event("channelDeleted"), intents.RoomLeft(room=CHANNEL)),
        (event("teamDeleted"), intents.RoomLeft(room=TEAM)),
        (event("teamMemberRemoved", membersRemoved=[{"id": BOT}]), intents.RoomLeft(room=TEAM)),
        (event("teamMemberAdded", membersAdded=[{"id": "29:ana"}]), intents.Ignore()),
        (event("somethingNew"), intents.Ignore()),
    ],
    ids=lambda each: str(each)[:30],
)
def test_rooms_come_and_go(raw: Json, intent: intents.Intent | str) -> None:
    found = intents.read(raw)
    if isinstance(intent, str):
        assert isinstance(found, intents.RoomSeen)
        assert (found.room, found.team, found.name) == (CHANNEL, TEAM, intent)
    else:
        assert found == intent


def test_the_bot_is_added_to_a_team() -> None:
    data = {"team": {"id": TEAM, "name": "Sales"}, "eventType": "teamMemberAdded"}
    there = {"isGroup": True, "conversationType": "channel", "id": TEAM}
    raw = activity(
        "conversationUpdate", membersAdded=[{"id": BOT}], channelData=data, conversation=there
    )
    found = intents.read(raw)
    assert isinstance(found, intents.RoomSeen)
    assert (found.room, found.team, found.name) == (TEAM, TEAM, "Sales")
