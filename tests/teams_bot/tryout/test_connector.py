import asyncio
from io import BytesIO

import pytest

from teams_bot.tryout.limits import CARD_BYTES
from tests.teams_bot.tryout.stage import (
    ANA,
    BEN,
    PEOPLE,
    TENANT,
    Stage,
    button,
    card_of,
    staged,
    text,
    with_card,
)

HELLO = {"type": "message", "text": "Hello"}


async def test_creating_the_conversation_twice_gives_the_same_one(stage: Stage) -> None:
    wanted = {"bot": {"id": "28:bot"}, "members": [{"id": ANA}], "isGroup": False}
    status, first, _ = await stage.ask("POST", "", wanted)
    user = stage.teams._chat(ANA).user
    _, again, _ = await stage.ask("POST", "", {"members": [{"id": user}]})
    assert status == 201
    assert first["id"] == again["id"] == stage.conversation(ANA)


@pytest.mark.parametrize("members", [[{"id": "nobody"}], [], None, "x", [None]])
async def test_a_conversation_with_nobody_is_refused(stage: Stage, members: object) -> None:
    status, body, _ = await stage.ask("POST", "", {"members": members})
    assert (status, body["error"]["code"]) == (400, "BadArgument")


async def test_what_the_bot_sends_is_seen_by_that_person_only(stage: Stage) -> None:
    status, body, _ = await stage.send(ANA, HELLO)
    assert status == 201
    assert [(each.id, each.text, each.sender) for each in stage.teams.messages(ANA)] == [
        (body["id"], "Hello", "bot")
    ]
    assert stage.teams.messages(BEN) == []


async def test_a_reference_is_how_the_bot_reaches_somebody_with_the_app(stage: Stage) -> None:
    reference = stage.teams.reference(ANA)
    await stage.teams.say(ANA, "Hello")
    (heard,) = stage.heard
    assert reference == {
        "service_url": heard["serviceUrl"],
        "conversation": heard["conversation"]["id"],
        "user": heard["from"]["id"],
        "bot": heard["recipient"]["id"],
    }


async def test_a_reply_knows_what_it_replies_to(stage: Stage) -> None:
    await stage.ask("POST", f"/{stage.conversation(ANA)}/activities/77", HELLO)
    assert stage.teams.messages(ANA)[0].reply_to == "77"


async def test_text_beside_a_card_becomes_two_messages_and_the_card_keeps_the_id(
    stage: Stage,
) -> None:
    _, body, _ = await stage.send(ANA, with_card(card_of(text("Card")), text="Text"))
    words, card = stage.teams.messages(ANA)
    assert (words.text, words.attachments) == ("Text", ())
    assert (card.text, len(card.attachments), card.id) == ("", 1, body["id"])


async def test_the_typing_sign_is_taken_and_is_no_message(stage: Stage) -> None:
    status, _, _ = await stage.send(ANA, {"type": "typing"})
    assert status == 201
    assert stage.teams.messages(ANA) == []


async def test_an_update_replaces_in_place_and_a_deletion_leaves_its_place(stage: Stage) -> None:
    _, first, _ = await stage.send(ANA, HELLO)
    await stage.send(ANA, HELLO)
    place = f"/{stage.conversation(ANA)}/activities/{first['id']}"
    status, body, _ = await stage.ask("PUT", place, with_card(card_of(text("New"))))
    assert (status, body) == (200, first)
    updated = stage.teams.messages(ANA)[0]
    assert (updated.id, updated.text, updated.state) == (first["id"], "", "updated")
    status, _, _ = await stage.ask("DELETE", place)
    gone = stage.teams.messages(ANA)[0]
    assert (status, gone.state, gone.attachments) == (200, "deleted", ())
    status, body, _ = await stage.ask("PUT", place, HELLO)
    assert (status, body["error"]["code"]) == (404, "ActivityNotFoundInConversation")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_the_bot_changes_only_what_it_sent(stage: Stage, method: str) -> None:
    said = await stage.teams.say(ANA, "Mine")
    place = f"/{stage.conversation(ANA)}/activities"
    status, body, _ = await stage.ask(method, f"{place}/{said.activity['id']}", HELLO)
    assert (status, body["error"]["code"]) == (403, "ForbiddenOperationException")
    status, body, _ = await stage.ask(method, f"{place}/404", HELLO)
    assert (status, body["error"]["code"]) == (404, "ActivityNotFoundInConversation")


async def test_the_roster_names_the_person_in_all_three_forms(stage: Stage) -> None:
    chat = stage.teams._chat(ANA)
    place = f"/{chat.conversation}"
    _, members, _ = await stage.ask("GET", f"{place}/members")
    _, paged, _ = await stage.ask("GET", f"{place}/pagedmembers")
    _, member, _ = await stage.ask("GET", f"{place}/members/{chat.user}")
    status, nobody, _ = await stage.ask("GET", f"{place}/members/29:x")
    assert members == paged["members"] == [member]
    assert (member["aadObjectId"], member["name"], member["tenantId"]) == (
        ANA,
        "Ana Silva",
        TENANT,
    )
    assert (status, nobody["error"]["code"]) == (404, "MemberNotFoundInConversation")


@pytest.mark.parametrize(
    ("method", "rest"),
    [
        ("POST", "activities"),
        ("PUT", "activities/1"),
        ("DELETE", "activities/1"),
        ("GET", "members"),
    ],
)
async def test_unknown_and_uninstalled_are_refused_everywhere(
    stage: Stage, method: str, rest: str
) -> None:
    status, body, _ = await stage.ask(method, f"/a:unknown/{rest}", HELLO)
    assert (status, body["error"]["code"]) == (404, "ConversationNotFound")
    await stage.teams.uninstall(ANA)
    status, body, _ = await stage.ask(method, f"/{stage.conversation(ANA)}/{rest}", HELLO)
    assert (status, body["error"]["code"]) == (403, "BotNotInConversationRoster")
    assert body["error"]["message"]


async def test_no_conversation_is_created_with_somebody_without_the_app(stage: Stage) -> None:
    status, body, _ = await stage.ask("POST", "", {"members": [{"id": PEOPLE[2].id}]})
    assert (status, body["error"]["code"]) == (403, "BotNotInConversationRoster")


async def test_a_blocked_bot_cannot_send_until_it_is_unblocked(stage: Stage) -> None:
    stage.teams.block(ANA)
    status, body, _ = await stage.send(ANA, HELLO)
    assert (status, body["error"]["code"]) == (403, "ConversationBlockedByUser")
    stage.teams.block(ANA, blocked=False)
    assert (await stage.send(ANA, HELLO))[0] == 201


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        ("text/plain", b"{}", 415, "UnsupportedMediaType"),
        ("application/json", b"{", 400, "BadSyntax"),
        ("application/json", b"[]", 400, "BadSyntax"),
        ("application/json", b"[" * 200_000, 400, "BadSyntax"),
        ("application/json", b" " * (1024 * 1024 + 1), 413, "MessageSizeTooBig"),
    ],
    ids=["no json", "malformed", "not an object", "deep", "over a megabyte"],
)
async def test_a_body_that_cannot_be_read_is_refused(
    stage: Stage, content_type: str, body: bytes, status: int, code: str
) -> None:
    url = f"{stage.url}/tryout/connector/v3/conversations/{stage.conversation(ANA)}/activities"
    async with stage.http.post(
        url, data=BytesIO(body), headers={"Content-Type": content_type}
    ) as answer:
        assert (answer.status, (await answer.json())["error"]["code"]) == (status, code)


async def test_a_card_over_the_limit_is_refused_over_http(stage: Stage) -> None:
    status, body, _ = await stage.send(ANA, with_card(card_of(text("x" * CARD_BYTES))))
    assert (status, body["error"]["code"]) == (413, "MessageSizeTooBig")
    assert stage.teams.messages(ANA) == []


async def test_the_eighth_message_within_a_second_is_refused_and_others_are_not(
    stage: Stage,
) -> None:
    answers = [await stage.send(ANA, HELLO) for _ in range(8)]
    assert [status for status, _, _ in answers] == [201] * 7 + [429]
    _, body, headers = answers[-1]
    assert (body["error"]["code"], headers["Retry-After"]) == ("TooManyRequests", "1")
    assert (await stage.send(BEN, HELLO))[0] == 201
    await asyncio.sleep(1.05)
    assert (await stage.send(ANA, HELLO))[0] == 201


async def test_a_split_message_counts_twice(stage: Stage) -> None:
    both = with_card(card_of(), text="Text")
    assert [(await stage.send(ANA, both))[0] for _ in range(4)] == [201, 201, 201, 429]


async def test_a_refused_request_uses_up_nothing(stage: Stage) -> None:
    for _ in range(10):
        assert (await stage.send(ANA, {"type": "message"}))[0] == 400
    assert (await stage.send(ANA, HELLO))[0] == 201


async def test_reading_the_roster_has_windows_of_its_own(stage: Stage) -> None:
    place = f"/{stage.conversation(ANA)}/members"
    answers = [(await stage.ask("GET", place))[0] for _ in range(15)]
    assert answers == [200] * 14 + [429]


async def test_the_tenant_takes_fifty_requests_a_second(stage: Stage) -> None:
    stage.teams._tenant_quota._windows = ((50, 60),)  # a slow machine must not blur the edge
    people = [person.id for person in PEOPLE]
    async with staged(installed=tuple(people)) as other:
        other.teams._tenant_quota = stage.teams._tenant_quota
        statuses = [
            (await other.ask("GET", f"/{other.conversation(person)}/members"))[0]
            for person in people
            for _ in range(13)
        ]
    assert statuses == [200] * 50 + [429] * 2


async def test_the_ledger_keeps_every_request_and_its_fate(stage: Stage) -> None:
    await stage.send(ANA, HELLO)
    await stage.ask("GET", "/a:unknown/members")
    sent, asked = stage.teams.ledger
    assert (sent.direction, sent.action, sent.method) == ("from bot", "send", "POST")
    assert (sent.person, sent.conversation, sent.body) == (ANA, stage.conversation(ANA), HELLO)
    assert (sent.status, sent.code) == (201, "")
    assert sent.path.endswith("/activities")
    assert sent.started <= sent.started + sent.seconds <= asked.started
    assert (asked.status, asked.code, asked.person) == (404, "ConversationNotFound", "")


async def test_ledger_and_chats_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teams_bot.tryout.chats.KEPT_MESSAGES", 3)
    async with staged(ledger_size=4) as stage:
        for number in range(6):
            await stage.send(ANA, {"type": "message", "text": str(number)})
        assert [each.text for each in stage.teams.messages(ANA)] == ["3", "4", "5"]
        assert len(stage.teams.ledger) == 4


async def test_ids_stay_the_same_when_the_tryout_starts_again(stage: Stage) -> None:
    async with staged() as later:
        assert later.conversation(ANA) == stage.conversation(ANA) != stage.conversation(BEN)
        assert later.teams._chat(ANA).user == stage.teams._chat(ANA).user


async def test_a_button_without_a_verb_is_refused_over_http(stage: Stage) -> None:
    status, body, _ = await stage.send(ANA, with_card(card_of(actions=(button(""),))))
    assert (status, body["error"]["message"]) == (400, "Action.Execute needs a verb.")
