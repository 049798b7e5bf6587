"""The courier and its adapter over real HTTP: a small Bot Connector on loopback for each test."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver
from aiohttp.test_utils import TestServer, unused_port
from botbuilder.core import ActivityHandler, BotAdapter, TurnContext
from botbuilder.schema import Activity, ActivityTypes, Attachment, Entity, Mention
from botbuilder.schema import ChannelAccount as Account
from botbuilder.schema import ConversationAccount as Conversation

from storage.change import Address
from teams_bot.courier import (
    ConnectorAdapter,
    Courier,
    Delivery,
    Fate,
    NoToken,
    NoTokens,
    Undelivered,
    courier_session,
)
from teams_bot.courier.adapter import activity_json
from teams_bot.courier.connector import LONGEST_BODY
from teams_bot.courier.fates import BY_CODE

TOKEN = "ey.not-to-be-seen.anywhere"
HELLO = {"type": "message", "text": "Hello"}
TEAMS = "https://smba.trafficmanager.net/emea/"
CONVERSATION = "a:1x"


class OneToken:
    """Always the same token, and a count of how often it was dropped."""

    def __init__(self) -> None:
        self.forgotten = 0

    async def token(self) -> str:
        return TOKEN

    def forget(self) -> None:
        self.forgotten += 1


class Trouble:
    """No token: none given, or none in time."""

    def __init__(self, seconds: float = 0) -> None:
        self.seconds = seconds

    async def token(self) -> str:
        await asyncio.sleep(self.seconds)
        raise NoToken("what to check")

    def forget(self) -> None:
        raise AssertionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One request, as it was on the wire."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def created(_: web.Request) -> web.Response:
    return web.json_response({"id": "1:new"}, status=201)


@dataclass(slots=True)
class Connector:
    """Answers every request in one way, and remembers them."""

    answer: Callable[[web.Request], web.StreamResponse | Awaitable[web.StreamResponse]] = created
    requests: list[Seen] = field(default_factory=list)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(
            Seen(
                method=request.method,
                path=request.raw_path,
                headers=dict(request.headers),
                body=await request.read(),
            )
        )
        answer = self.answer(request)
        return answer if isinstance(answer, web.StreamResponse) else await answer

    async def hang(self, _: web.Request) -> web.StreamResponse:
        await self.released.wait()
        return web.Response()

    async def start_and_hang(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(status=201, headers={"Content-Length": "99"})
        await response.prepare(request)
        await response.write(b'{"id": ')
        return await self.hang(request)


@asynccontextmanager
async def connector(answer: Any = created) -> AsyncIterator[Connector]:
    fake = Connector(answer)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.serve)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    fake.url = str(server.make_url("/"))
    try:
        yield fake
    finally:
        fake.released.set()
        await server.close()


@asynccontextmanager
async def courier(
    tokens: Any = None, *, anonymous: bool = True, timeout: float = 5, session: Any = None
) -> AsyncIterator[Courier]:
    async with session or courier_session() as opened:
        yield Courier(
            opened,
            tokens or NoTokens(),
            anonymous=anonymous,
            timeout=timeout,
            now=lambda: datetime(2026, 11, 22, 3, tzinfo=UTC),
        )


def at(url: str, conversation: str = CONVERSATION) -> Address:
    return Address(service_url=url, conversation=conversation, user="29:1u", bot="28:b")


async def do(verb: str, courier: Courier, address: Address) -> Delivery:
    match verb:
        case "send":
            return await courier.send(address, HELLO)
        case "update":
            return await courier.update(address, "1:old", HELLO)
        case _:
            return await courier.delete(address, "1:old")


def error(status: int, code: str = "", **headers: str) -> Callable[[web.Request], web.Response]:
    body = {"error": {"code": code, "message": "a text nobody logs"}} if code else {}
    return lambda _: web.json_response(body, status=status, headers=headers)


# What is sent.


async def test_a_message_is_one_request_with_everything_teams_asks_for():
    async with connector() as teams, courier(OneToken()) as ours:
        delivery = await ours.send(at(teams.url), HELLO)
    assert delivery == Delivery(fate=Fate.SENT, sent_id="1:new")
    (request,) = teams.requests
    assert (request.method, request.path) == ("POST", "/v3/conversations/a%3A1x/activities")
    assert request.headers["Authorization"] == f"Bearer {TOKEN}"
    assert request.headers["Content-Type"] == "application/json"
    assert request.json == {
        **HELLO,
        "from": {"id": "28:b"},
        "recipient": {"id": "29:1u"},
        "conversation": {"id": CONVERSATION},
    }


async def test_what_the_activity_says_itself_wins_and_nobody_is_no_recipient():
    address = Address(service_url="", conversation="19:c@thread.tacv2", user="", bot="28:b")
    async with connector() as teams, courier() as ours:
        told = {**HELLO, "from": {"id": "28:b", "name": "Nanomentor"}}
        at_teams = Address(
            service_url=teams.url, conversation=address.conversation, user="", bot="28:b"
        )
        await ours.send(at_teams, told)
    body = teams.requests[0].json
    assert body["from"]["name"] == "Nanomentor"
    assert "recipient" not in body
    assert "Authorization" not in teams.requests[0].headers


async def test_an_update_and_a_deletion_name_the_message():
    async with connector(lambda _: web.json_response({"id": "1:old"})) as teams, courier() as ours:
        assert await ours.update(at(teams.url), "1:old", HELLO) == Delivery(
            fate=Fate.SENT, sent_id="1:old"
        )
        await ours.delete(at(teams.url), "1:old")
    assert [(each.method, each.path) for each in teams.requests] == [
        ("PUT", "/v3/conversations/a%3A1x/activities/1%3Aold"),
        ("DELETE", "/v3/conversations/a%3A1x/activities/1%3Aold"),
    ]
    assert teams.requests[1].body == b""


async def test_an_id_stays_one_segment_of_the_path_whatever_it_is():
    odd = "19:a b/../ü@thread.tacv2;messageid=1?x#y%2F\ud800"
    async with connector() as teams, courier() as ours:
        await ours.send(at(teams.url.rstrip("/"), odd), HELLO)
    _, v3, conversations, conversation, activities = teams.requests[0].path.split("/")
    assert (v3, conversations, activities) == ("v3", "conversations", "activities")
    assert unquote(conversation) == odd.replace("\ud800", "?")


@pytest.mark.parametrize("odd", ["", ".", ".."])
async def test_an_id_that_would_change_the_path_is_refused(odd):
    async with connector() as teams, courier() as ours:
        deliveries = [
            await ours.send(at(teams.url, odd), HELLO),
            await ours.update(at(teams.url), odd, HELLO),
            await ours.delete(at(teams.url), odd),
        ]
    assert set(deliveries) == {Delivery(fate=Fate.REFUSED, why="BadId")}
    assert teams.requests == []


async def test_any_text_can_be_sent():
    async with connector() as teams, courier() as ours:
        await ours.send(at(teams.url), {"type": "message", "text": "ü 😀 \ud800"})
    assert teams.requests[0].json["text"] == "ü 😀 ?"


async def test_no_cookie_is_kept_and_no_proxy_of_the_environment_used(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with connector(error(201, **{"Set-Cookie": "a=b"})) as teams, courier() as ours:
        named = teams.url.replace("127.0.0.1", "localhost")  # no jar keeps those of an address
        assert {(await ours.send(at(named), HELLO)).fate for _ in range(2)} == {Fate.SENT}
    assert all("Cookie" not in request.headers for request in teams.requests)


# Where it is sent.


@pytest.mark.parametrize(
    "url",
    [
        "http://smba.trafficmanager.net/emea/",
        "https://evil.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net@127.0.0.1:{port}/",
        "https://user:secret@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:{port}/",
        "https://smba.trafficmanager.net\\@127.0.0.1:{port}/",
        "https://smba.trafficmanager.net/?x=1",
        "https://smbа.trafficmanager.net/",  # noqa: RUF001 - a Cyrillic letter
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "",
    ],
)
@pytest.mark.parametrize("verb", ["send", "update", "delete"])
async def test_a_poisoned_address_sees_no_request_and_no_token_is_even_asked_for(verb, url):
    async with (
        connector() as teams,
        courier(
            Trouble(), anonymous=False, session=aiohttp.ClientSession(connector=no_dns())
        ) as ours,
    ):
        port = teams.url.rsplit(":", 1)[1].strip("/")
        delivery = await do(verb, ours, at(url.replace("{port}", port)))
    assert delivery == Delivery(fate=Fate.REFUSED, why="ServiceUrl")
    assert teams.requests == []


async def test_a_port_that_does_not_exist_is_refused():
    async with courier() as ours:
        delivery = await ours.send(at("http://127.0.0.1:99999/"), HELLO)
    assert delivery == Delivery(fate=Fate.REFUSED, why="ServiceUrl")


@pytest.mark.parametrize("verb", ["send", "update", "delete"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_refused_and_not_followed(verb, status):
    async with connector() as elsewhere:
        there = error(status, Location=elsewhere.url)
        async with connector(there) as teams, courier(OneToken()) as ours:
            delivery = await do(verb, ours, at(teams.url))
    assert delivery == Delivery(fate=Fate.REFUSED, why=str(status))
    assert len(teams.requests) == 1
    assert elsewhere.requests == []


# What the answer means.

UNREACHABLE = [(status, code, Fate.UNREACHABLE, 0.0, code) for status, code in BY_CODE]
DOUBTFUL = [
    (status, "", Fate.AMBIGUOUS, 30.0, str(status)) for status in (408, 500, 502, 503, 504)
]
ANSWERS = [
    *UNREACHABLE,
    *DOUBTFUL,
    (500, "ServiceError", Fate.AMBIGUOUS, 30.0, "ServiceError"),
    (400, "BadSyntax", Fate.REFUSED, 0.0, "BadSyntax"),
    (400, "Bad Argument", Fate.REFUSED, 0.0, "BadArgument"),
    (401, "BotNotRegistered", Fate.AGAIN, 1.0, "BotNotRegistered"),
    (403, "", Fate.REFUSED, 0.0, "403"),
    (403, "SomethingNew", Fate.REFUSED, 0.0, "SomethingNew"),
    (404, "", Fate.REFUSED, 0.0, "404"),
    (404, "ActivityNotFoundInConversation", Fate.REFUSED, 0.0, "ActivityNotFoundInConversation"),
    (405, "", Fate.REFUSED, 0.0, "405"),
    (409, "", Fate.REFUSED, 0.0, "409"),
    (412, "PreconditionFailed", Fate.AGAIN, 1.0, "PreconditionFailed"),
    (413, "MessageSizeTooBig", Fate.REFUSED, 0.0, "MessageSizeTooBig"),
    (413, "", Fate.REFUSED, 0.0, "MessageSizeTooBig"),
    (415, "", Fate.REFUSED, 0.0, "415"),
    (429, "", Fate.AGAIN, 5.0, "429"),
    (501, "", Fate.REFUSED, 0.0, "501"),
    (304, "", Fate.REFUSED, 0.0, "304"),
]


def test_every_unreachable_code_of_microsofts_list_is_in_the_table():
    assert {code for _, code in BY_CODE} == {
        "BotDisabledByAdmin",
        "BotNotInConversationRoster",
        "ConversationBlockedByUser",
        "ForbiddenOperationException",
        "InvalidBotApiHost",
        "MessageWritesBlocked",
        "NotEnoughPermissions",
        "ConversationNotFound",
    }


@pytest.mark.parametrize("verb", ["send", "update", "delete"])
@pytest.mark.parametrize("row", ANSWERS, ids=str)
async def test_every_status_and_code_is_one_request_and_has_its_fate(verb, row):
    status, code, fate, wait, why = row
    harmless = Fate.AGAIN if fate is Fate.AMBIGUOUS else fate
    async with connector(error(status, code)) as teams, courier() as ours:
        delivery = await do(verb, ours, at(teams.url))
    expected = fate if verb == "send" else harmless
    assert delivery == Delivery(fate=expected, wait=wait, why=why)
    assert len(teams.requests) == 1


async def test_the_documented_answer_of_a_blocked_thread_is_understood():
    inner = json.dumps({"subCode": "MessageWritesBlocked", "details": "Thread is blocked."})
    body = {"errorCode": 209, "message": inner}
    async with (
        connector(lambda _: web.json_response(body, status=403)) as teams,
        courier() as ours,
    ):
        delivery = await ours.send(at(teams.url), HELLO)
    assert delivery == Delivery(fate=Fate.UNREACHABLE, why="MessageWritesBlocked")


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("17", 17),
        ("Sun, 22 Nov 2026 03:02:00 GMT", 120),
        ("1000000000", 900),
        ("soon", 5),
        ("0", 1),
    ],
)
async def test_a_throttled_conversation_rests(header, wait):
    async with connector(error(429, **{"Retry-After": header})) as teams, courier() as ours:
        delivery = await ours.send(at(teams.url), HELLO)
    assert delivery == Delivery(fate=Fate.AGAIN, wait=wait, why="429")
    assert len(teams.requests) == 1


async def test_without_a_clock_the_date_of_the_answer_is_used():
    async def answer(request: web.Request) -> web.Response:
        return error(
            429,
            Date="Sun, 22 Nov 2026 03:00:00 GMT",
            **{"Retry-After": "Sun, 22 Nov 2026 03:01:00 GMT"},
        )(request)

    async with connector(answer) as teams, courier_session() as session:
        ours = Courier(session, NoTokens(), anonymous=True)
        assert (await ours.send(at(teams.url), HELLO)).wait == 60


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: web.Response(status=202),
        lambda _: web.Response(status=204),
        lambda _: web.Response(status=200, body=b"<html>"),
        lambda _: web.json_response([]),
        lambda _: web.json_response({"id": 7}),
        lambda _: web.json_response({"id": ""}),
        lambda _: web.Response(body=b"not gzip", headers={"Content-Encoding": "gzip"}),
        lambda _: web.json_response({"id": "x" * 2 * LONGEST_BODY}),
    ],
)
async def test_what_was_accepted_is_sent_even_if_the_body_says_nothing(answer):
    async with connector(answer) as teams, courier() as ours:
        assert await ours.send(at(teams.url), HELLO) == Delivery(fate=Fate.SENT)
    assert len(teams.requests) == 1


async def test_what_was_accepted_is_sent_even_if_the_body_never_ends():
    async with connector() as teams, courier(timeout=0.4) as ours:
        teams.answer = teams.start_and_hang
        assert await ours.send(at(teams.url), HELLO) == Delivery(fate=Fate.SENT)


async def test_a_token_that_is_not_accepted_is_forgotten():
    tokens = OneToken()
    async with connector(error(401)) as teams, courier(tokens) as ours:
        assert (await ours.send(at(teams.url), HELLO)).fate is Fate.AGAIN
        assert tokens.forgotten == 1
        teams.answer = error(403)
        await ours.send(at(teams.url), HELLO)
    assert tokens.forgotten == 1


@pytest.mark.parametrize("seconds", [0, 30])
async def test_without_a_token_nothing_leaves(seconds):
    began = time.monotonic()
    async with connector() as teams, courier(Trouble(seconds), timeout=0.4) as ours:
        delivery = await ours.send(at(teams.url), HELLO)
    assert delivery == Delivery(fate=Fate.UNSENT, wait=10.0, why="NoToken")
    assert teams.requests == []
    assert time.monotonic() - began < 2


# What silence means.


@pytest.mark.parametrize(
    ("verb", "fate"),
    [("send", Fate.AMBIGUOUS), ("update", Fate.AGAIN), ("delete", Fate.AGAIN)],
)
async def test_a_hang_ends_in_time_and_in_doubt(verb, fate):
    async with connector() as teams, courier(timeout=0.4) as ours:
        teams.answer = teams.hang
        began = time.monotonic()
        delivery = await do(verb, ours, at(teams.url))
        took = time.monotonic() - began
    assert delivery == Delivery(fate=fate, wait=30.0, why="TimeoutError")
    assert 0.3 < took < 2
    assert len(teams.requests) == 1


@pytest.mark.parametrize("cut", ["close", "abort"])
@pytest.mark.parametrize(
    ("verb", "fate"),
    [("send", Fate.AMBIGUOUS), ("update", Fate.AGAIN), ("delete", Fate.AGAIN)],
)
async def test_a_connection_that_drops_after_the_request_leaves_doubt(verb, fate, cut):
    def answer(request: web.Request) -> web.Response:
        getattr(request.transport, cut)()
        return web.Response()

    async with connector(answer) as teams, courier() as ours:
        delivery = await do(verb, ours, at(teams.url))
    assert delivery == Delivery(fate=fate, wait=30.0, why="Dropped")
    assert len(teams.requests) == 1


@pytest.mark.parametrize(
    ("verb", "fate"),
    [("send", Fate.AMBIGUOUS), ("update", Fate.AGAIN), ("delete", Fate.AGAIN)],
)
async def test_a_pooled_connection_that_drops_does_not_make_aiohttp_say_it_twice(verb, fate):
    def answer(request: web.Request) -> web.Response:
        if len(teams.requests) > 1:
            request.transport.close()
        return created(request)

    async with connector(answer) as teams, courier() as ours:
        fates = [(await do(verb, ours, at(teams.url))).fate for _ in range(2)]
    assert fates == [Fate.SENT, fate]
    assert len(teams.requests) == 2


@asynccontextmanager
async def raw(reply: bytes | None) -> AsyncIterator[str]:
    """A listener that is no HTTP server; without a reply it says nothing at all."""
    done = asyncio.Event()

    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if reply is None:
            await done.wait()
        else:
            writer.write(reply)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        done.set()
        server.close()
        await server.wait_closed()


async def test_an_answer_that_is_not_http_leaves_doubt():
    async with raw(b"220 mail.example ESMTP\r\n\r\n") as host, courier() as ours:
        assert (await ours.send(at(f"http://{host}"), HELLO)).fate is Fate.AMBIGUOUS


@pytest.mark.parametrize("reply", [b"220 mail.example ESMTP\r\n", None])
async def test_a_failed_or_silent_handshake_happens_before_any_byte(reply):
    async with raw(reply) as host, courier(OneToken(), timeout=0.6) as ours:
        delivery = await ours.send(at(f"https://{host}"), HELLO)
    assert (delivery.fate, delivery.wait) == (Fate.UNSENT, 2.0)


async def test_a_port_where_nobody_listens_is_tried_again():
    async with courier() as ours:
        delivery = await ours.send(at(f"http://127.0.0.1:{unused_port()}/"), HELLO)
    assert delivery == Delivery(fate=Fate.UNSENT, wait=2.0, why="ClientConnectorError")


class Nowhere(AbstractResolver):
    """A name server that knows nothing."""

    async def resolve(self, host: str, *_: Any, **__: Any) -> Any:
        raise OSError(f"no address for {host}")

    async def close(self) -> None:
        pass


def no_dns() -> aiohttp.TCPConnector:
    return aiohttp.TCPConnector(resolver=Nowhere())


async def test_a_name_that_is_not_found_is_tried_again():
    session = aiohttp.ClientSession(connector=no_dns())
    async with courier(OneToken(), anonymous=False, session=session) as ours:
        delivery = await ours.send(at(TEAMS), HELLO)
    assert delivery == Delivery(fate=Fate.UNSENT, wait=2.0, why="ClientConnectorDNSError")


async def test_ten_hung_conversations_do_not_delay_a_healthy_one():
    async with connector() as teams, courier(timeout=2) as ours:
        teams.answer = lambda request: (
            teams.hang(request) if "hung" in request.raw_path else created(request)
        )
        hung = [
            asyncio.create_task(ours.send(at(teams.url, f"hung-{n}"), HELLO)) for n in range(10)
        ]
        async with asyncio.timeout(5):
            while len(teams.requests) < 10:
                await asyncio.sleep(0.01)
        began = time.monotonic()
        healthy = await ours.send(at(teams.url), HELLO)
        took = time.monotonic() - began
        fates = {(await each).fate for each in hung}
    assert healthy.fate is Fate.SENT
    assert took < 1
    assert fates == {Fate.AMBIGUOUS}


async def test_neither_token_nor_text_is_ever_logged_or_returned(caplog):
    caplog.set_level(logging.DEBUG)
    answers = [created, error(401), error(403, "Odd"), error(500), error(302, Location="/")]
    async with connector() as teams, courier(OneToken(), timeout=0.4) as ours:
        told = []
        for answer in (*answers, teams.hang):
            teams.answer = answer
            told += [await do(verb, ours, at(teams.url)) for verb in ("send", "update", "delete")]
        told.append(await ours.send(at(f"https://127.0.0.1:{unused_port()}/"), HELLO))
    assert len(teams.requests) == 18
    for secret in (TOKEN, "not-to-be-seen", "Hello", "a text nobody logs"):
        assert secret not in caplog.text
        assert secret not in repr(told)


# The adapter of botbuilder.


def incoming(url: str, kind: str = "message") -> Activity:
    return Activity(
        type=kind,
        id="1:in",
        channel_id="msteams",
        service_url=url,
        from_property=Account(id="29:1u", name="Ana"),
        recipient=Account(id="28:b", name="Nanomentor"),
        conversation=Conversation(id=CONVERSATION),
        text="Hi",
    )


def to_address(activity: Activity) -> Address:
    return Address(
        service_url=activity.service_url,
        conversation=activity.conversation.id,
        user=activity.from_property.id,
        bot=activity.recipient.id,
    )


@asynccontextmanager
async def turn(answer: Any = created) -> AsyncIterator[tuple[Connector, TurnContext]]:
    async with connector(answer) as teams, courier(OneToken()) as ours:
        yield teams, TurnContext(ConnectorAdapter(ours, to_address), incoming(teams.url))


async def test_a_handler_can_send():
    async with turn() as (teams, context):
        response = await context.send_activity("Hello")
    assert response.id == "1:new"
    (request,) = teams.requests
    assert (request.method, request.path) == ("POST", "/v3/conversations/a%3A1x/activities")
    body = request.json
    assert body["text"] == "Hello"
    assert body["from"] == {"id": "28:b", "name": "Nanomentor"}
    assert body["recipient"] == {"id": "29:1u", "name": "Ana"}
    assert body["replyToId"] == "1:in"


async def test_a_handler_can_update_and_delete():
    async with turn() as (teams, context):
        response = await context.update_activity(Activity(type="message", id="1:old", text="New"))
        await context.delete_activity("1:old")
        await context.delete_activity(TurnContext.get_conversation_reference(incoming(teams.url)))
    assert response.id == "1:new"
    base = "/v3/conversations/a%3A1x/activities"
    assert [(each.method, each.path) for each in teams.requests] == [
        ("PUT", f"{base}/1%3Aold"),
        ("DELETE", f"{base}/1%3Aold"),
        ("DELETE", f"{base}/1%3Ain"),
    ]
    assert teams.requests[0].json["text"] == "New"


@pytest.mark.parametrize("act", ["send", "update", "delete"])
async def test_a_handler_learns_that_it_was_not_heard(act):
    async with turn(error(403, "BotNotInConversationRoster")) as (teams, context):
        said = {
            "send": lambda: context.send_activities([Activity(text="One"), Activity(text="Two")]),
            "update": lambda: context.update_activity(Activity(type="message", id="1:old")),
            "delete": lambda: context.delete_activity("1:old"),
        }
        with pytest.raises(Undelivered, match="unreachable: BotNotInConversationRoster") as caught:
            await said[act]()
    assert caught.value.delivery.fate is Fate.UNREACHABLE
    assert len(teams.requests) == 1


async def test_an_update_without_an_id_is_refused():
    async with turn() as (teams, context):
        with pytest.raises(Undelivered, match="refused: BadId"):
            await context.update_activity(Activity(type="message", text="New"))
    assert teams.requests == []


async def test_a_typing_indicator_may_get_lost():
    async with turn(error(500)) as (teams, context):
        response = await context.send_activity(Activity(type=ActivityTypes.typing))
    assert response.id == ""
    assert teams.requests[0].json["type"] == "typing"


@pytest.mark.parametrize("kind", ["trace", "delay"])
async def test_what_is_meant_for_an_adapter_is_not_sent(kind):
    async with turn() as (teams, context):
        await context.send_activity(Activity(type=kind, value=1))
    assert teams.requests == []


async def test_the_answer_to_an_invoke_is_left_for_the_edge():
    async with connector() as teams, courier() as ours:
        adapter = ConnectorAdapter(ours, to_address)
        context = TurnContext(adapter, incoming(teams.url, "invoke"))
        await adapter.run_pipeline(context, ActivityHandler().on_turn)
    assert context.turn_state[BotAdapter._INVOKE_RESPONSE_KEY].value.status == 501
    assert teams.requests == []


async def test_the_address_of_a_turn_is_checked_like_any_other():
    session = aiohttp.ClientSession(connector=no_dns())
    async with courier(Trouble(), anonymous=False, session=session) as ours:
        adapter = ConnectorAdapter(ours, to_address)
        context = TurnContext(adapter, incoming("https://evil.trafficmanager.net/"))
        with pytest.raises(Undelivered, match="refused: ServiceUrl"):
            await context.send_activity("Hello")


async def test_what_msrest_would_drop_is_written():
    mention = Mention(type="mention", text="<at>Ana</at>", mentioned=Account(id="29:1u", name="A"))
    raw_mention = Entity.deserialize(
        {"type": "mention", "text": "<at>Ben</at>", "mentioned": {"id": "29:2", "name": None}}
    )
    card = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": None}], "on": True}
    activity = Activity(
        type=ActivityTypes.message,
        entities=[mention, raw_mention],
        attachments=[Attachment(content_type="application/vnd.card", content=card)],
        timestamp=datetime(2026, 11, 22, 3, tzinfo=UTC),
        channel_data={"notification": {"alert": True}, "list": (1, 2)},
    )
    assert json.loads(json.dumps(activity_json(activity))) == {
        "type": "message",
        "timestamp": "2026-11-22T03:00:00+00:00",
        "entities": [
            {
                "type": "mention",
                "text": "<at>Ana</at>",
                "mentioned": {"id": "29:1u", "name": "A"},
            },
            {"type": "mention", "text": "<at>Ben</at>", "mentioned": {"id": "29:2", "name": None}},
        ],
        "attachments": [{"contentType": "application/vnd.card", "content": card}],
        "channelData": {"notification": {"alert": True}, "list": [1, 2]},
    }
