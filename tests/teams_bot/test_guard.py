"""The token matrix: every way to speak to /api/messages without the right to, over HTTP."""

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from teams_bot.guard import GuardSettings, Reason
from teams_bot.guard.door import _errors
from teams_bot.guard.refusals import ANSWERS
from tests.support.identity import (
    APP_ID,
    SERVICE_URL,
    TENANT,
    GuardedService,
    claims,
    guarded_service,
    handmade,
    message,
    press,
    public_pem,
    signed,
    until,
)

STS = "https://sts.windows.net"
V2 = "https://login.microsoftonline.com"
BOT_FRAMEWORK_TENANT = "d6d49420-f39b-4df7-a1dc-d59a935871db"
EVIL = "https://evil.trafficmanager.net/emea/"


def token(**changes: Any) -> Callable[[GuardedService], str]:
    return lambda service: service.token(**changes)


def bearer(make: Callable[[dict[str, Any]], str]) -> Callable[[GuardedService], str]:
    return lambda service: make(claims(service.clock))


def from_url(url: Any) -> dict[str, Any]:
    """An activity with this service URL, and a token that covers it."""
    return {"token": token(serviceurl=url), "body": message(serviceUrl=url)}


@dataclass(frozen=True, kw_only=True)
class Row:
    name: str
    status: int
    reason: Reason | None = None
    token: Callable[[GuardedService], str] | None = GuardedService.token
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = field(default_factory=message)
    method: str = "POST"

    @property
    def data(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


def row(name: str, status: int, reason: Reason | None = None, **how: Any) -> Row:
    return Row(name=name, status=status, reason=reason, **how)


def typed(name: str, /, **changes: Any) -> Row:
    return row(name, 400, Reason.BAD_ACTIVITY, body=message(**changes))


def action(**changes: Any) -> dict[str, Any]:
    usual = {"type": "Action.Execute", "verb": "take", "data": {}}
    return press(value={"action": {**usual, **changes}})


R = Reason
PEM = public_pem("first")
MATRIX = [
    row("good", 201),
    row("good, a pressed button", 201, body=press()),
    row("good, a button without data", 201, body=action(data=None)),
    row("good, the claim in its other spelling", 201,
        token=token(without=["serviceurl"], serviceUrl=SERVICE_URL)),
    row("good, bearer in lower case", 201, token=None, headers={"Authorization": "bearer {good}"}),
    row("good, a clock four minutes behind", 201, token=token(nbf=240)),
    row("good, expired within the leeway", 201, token=token(exp=-240)),
    row("good, no nbf", 201, token=token(without=["nbf"])),
    row("good, unknown fields", 201, body=message(somethingNew={"a": [1, 2.5, None, True]})),
    row("good, an installation by nobody in particular", 201, body=message(
        type="installationUpdate", action="add", without=["id"], **{"from": {"id": "29:1"}})),
    # the Authorization header
    row("no header", 401, R.NO_TOKEN, token=None),
    row("garbage", 401, R.NO_TOKEN, token=None, headers={"Authorization": "garbage"}),
    row("a bearer that is garbage", 401, R.NO_TOKEN, token=lambda _: "garbage"),
    row("a bearer of three garbage parts", 401, R.BAD_TOKEN, token=lambda _: "a.b.c"),
    row("an empty bearer", 401, R.NO_TOKEN, token=None, headers={"Authorization": "Bearer "}),
    row("two tokens", 401, R.NO_TOKEN, token=None,
        headers={"Authorization": "Bearer {good} {good}"}),
    row("Basic", 401, R.NO_TOKEN, token=None, headers={"Authorization": "Basic dXNlcjpwYXNz"}),
    # the claims
    row("wrong aud", 401, R.WRONG_AUDIENCE, token=token(aud="somebody-else")),
    row("no aud", 401, R.WRONG_AUDIENCE, token=token(without=["aud"])),
    row("aud a list with ours in it", 401, R.WRONG_AUDIENCE, token=token(aud=[APP_ID, "x"])),
    row("aud graph", 401, R.WRONG_AUDIENCE, token=token(aud="https://graph.microsoft.com")),
    row("wrong iss", 401, R.WRONG_ISSUER, token=token(iss="https://evil.example")),
    row("iss with a slash more", 401, R.WRONG_ISSUER, token=token(iss="https://api.botframework.com/")),
    row("iss a list", 401, R.WRONG_ISSUER, token=token(iss=["https://api.botframework.com"])),
    row("no iss", 401, R.WRONG_ISSUER, token=token(without=["iss"])),
    row("expired", 401, R.EXPIRED, token=token(exp=-301)),
    row("no exp", 401, R.BAD_TOKEN, token=token(without=["exp"])),
    row("exp a text", 401, R.BAD_TOKEN, token=token(exp="tomorrow")),
    row("exp not a number", 401, R.BAD_TOKEN, token=token(exp=float("nan"))),
    row("exp true", 401, R.BAD_TOKEN, token=bearer(lambda c: signed({**c, "exp": True}))),
    row("exp beyond all time", 401, R.BAD_TOKEN, token=token(exp=10**300)),
    row("future nbf", 401, R.NOT_YET_VALID, token=token(nbf=301)),
    row("nbf a list", 401, R.BAD_TOKEN, token=token(nbf=[])),
    row("own outbound token", 401, R.WRONG_ISSUER, token=token(
        iss=f"{STS}/{BOT_FRAMEWORK_TENANT}/", aud="https://api.botframework.com", serviceurl=EVIL),
        body=message(serviceUrl=EVIL)),
    row("own outbound token for the bot itself", 401, R.WRONG_ISSUER, token=token(
        iss=f"{STS}/{BOT_FRAMEWORK_TENANT}/", appid=APP_ID)),
    row("single-tenant own token", 401, R.WRONG_ISSUER, token=token(
        iss=f"{V2}/{TENANT}/v2.0", aud="https://api.botframework.com")),
    row("emulator token", 401, R.WRONG_ISSUER, token=token(
        iss=f"{STS}/f8cdef31-a31e-4b4a-93e4-5f571e91255a/", appid=APP_ID, ver="1.0")),
    row("skill token", 401, R.WRONG_ISSUER, token=token(
        iss=f"{V2}/{BOT_FRAMEWORK_TENANT}/v2.0", azp="another-bot", ver="2.0")),
    # header, key and signature
    row("no kid", 401, R.BAD_TOKEN, token=bearer(lambda c: handmade({"alg": "RS256"}, c, b"x"))),
    row("kid an object", 401, R.BAD_TOKEN,
        token=bearer(lambda c: handmade({"alg": "RS256", "kid": {}}, c, b"x"))),
    row("alg none", 401, R.BAD_TOKEN,
        token=bearer(lambda c: handmade({"alg": "none", "kid": "first"}, c, b""))),
    row("HS256 with the public key", 401, R.BAD_TOKEN,
        token=bearer(lambda c: handmade({"alg": "HS256", "kid": "first"}, c, PEM))),
    row("RS256 claimed, HMAC used", 401, R.BAD_SIGNATURE,
        token=bearer(lambda c: handmade({"alg": "RS256", "kid": "first"}, c, PEM))),
    row("no signature", 401, R.BAD_SIGNATURE,
        token=bearer(lambda c: handmade({"alg": "RS256", "kid": "first"}, c, b""))),
    row("a header nested too deeply", 401, R.BAD_TOKEN,
        token=bearer(lambda c: handmade(b"[" * 4000, c, b"x"))),
    row("critical header unknown", 401, R.BAD_TOKEN,
        token=bearer(lambda c: signed(c, crit=["odd"], odd=True))),
    row("wrong key", 401, R.BAD_SIGNATURE,
        token=bearer(lambda c: signed(c, key="stranger", kid="first"))),
    row("unknown kid", 401, R.UNKNOWN_KEY, token=token(key="stranger")),
    # token and activity together
    row("serviceUrl mismatch", 403, R.SERVICE_URL_CLAIM, token=token(serviceurl=EVIL)),
    row("no serviceUrl claim", 403, R.SERVICE_URL_CLAIM, token=token(without=["serviceurl"])),
    row("serviceUrl claims disagree", 403, R.SERVICE_URL_CLAIM, token=token(serviceUrl=EVIL)),
    row("serviceUrl claim a list", 403, R.SERVICE_URL_CLAIM,
        token=token(serviceurl=[SERVICE_URL])),
    row("no serviceUrl in activity", 403, R.SERVICE_URL_CLAIM,
        body=message(without=["serviceUrl"])),
    row("no serviceUrl anywhere", 403, R.SERVICE_URL_CLAIM, token=token(without=["serviceurl"]),
        body=message(without=["serviceUrl"])),
    row("channelId not endorsed", 403, R.ENDORSEMENT, body=message(channelId="directline")),
    row("no channelId", 403, R.ENDORSEMENT, body=message(without=["channelId"])),
    row("other tenant", 403, R.TENANT, body=message(channelData={"tenant": {"id": "other"}})),
    row("no tenant", 403, R.TENANT, body=message(channelData=None)),
    row("other tenant's conversation", 403, R.TENANT,
        body=message(conversation={"id": "c", "tenantId": "other"})),
    row("no aadObjectId", 403, R.NO_PERSON, body=message(**{"from": {"id": "29:1"}})),
    row("no aadObjectId on a button", 403, R.NO_PERSON, body=press(**{"from": {"id": "29:1"}})),
    # where answers would go, with a token that covers it
    row("evil.trafficmanager.net", 403, R.SERVICE_URL, **from_url(EVIL)),
    row("a host that only ends well", 403, R.SERVICE_URL,
        **from_url("https://evil-smba.trafficmanager.net/")),
    row("http", 403, R.SERVICE_URL, **from_url("http://smba.trafficmanager.net/emea/")),
    row("userinfo", 403, R.SERVICE_URL, **from_url("https://smba.trafficmanager.net@evil.eu/")),
    row("port", 403, R.SERVICE_URL, **from_url("https://smba.trafficmanager.net:8443/emea/")),
    row("IDN", 403, R.SERVICE_URL, **from_url("https://smbа.trafficmanager.net/emea/")),  # noqa: RUF001
    row("loopback", 403, R.SERVICE_URL, **from_url("http://127.0.0.1:3979/")),
    # the body
    row("body not an object", 400, R.BAD_JSON, body=[message()]),
    row("body null", 400, R.BAD_JSON, body=b"null"),
    row("empty body", 400, R.BAD_JSON, body=b""),
    row("not JSON", 400, R.BAD_JSON, body=b"{'type': 'message'}"),
    row("deep JSON", 400, R.BAD_JSON, body=b"[" * 100_000),
    row("JSON a little too deep", 400, R.BAD_JSON,
        body=message(value=json.loads("[" * 70 + "]" * 70))),
    row("a name twice", 400, R.BAD_JSON, body=b'{"type": "message", "type": "invoke"}'),
    row("NaN", 400, R.BAD_JSON, body=b'{"type": "message", "value": NaN}'),
    row("an infinite number", 400, R.BAD_JSON, body=b'{"value": 1e999}'),
    row("a number of 100 digits", 400, R.BAD_JSON, body=b'{"value": ' + b"9" * 100 + b"}"),
    row("a number of 5,000 digits", 400, R.BAD_JSON, body=b'{"value": ' + b"9" * 5000 + b"}"),
    row("bad UTF-8", 400, R.BAD_JSON, body=b'{"type": "message", "text": "\xff"}'),
    row("UTF-16", 400, R.BAD_JSON, body=json.dumps(message()).encode("utf-16")),
    row("half a surrogate pair", 400, R.BAD_JSON, body=message(text="\ud83d")),
    row("half a surrogate pair in a name", 400, R.BAD_JSON, body=message(value={"\ud83d": 1})),
    row("1 MB body", 413, R.TOO_LARGE, body=message(text="x" * 1_048_576)),
    row("wrong content type", 415, R.CONTENT_TYPE, headers={"Content-Type": "text/plain"}),
    row("no content type worth the name", 415, R.CONTENT_TYPE, headers={"Content-Type": ""}),
    row("another charset", 415, R.CONTENT_TYPE,
        headers={"Content-Type": "application/json; charset=utf-16"}),
    row("compressed", 415, R.CONTENT_TYPE, headers={"Content-Encoding": "gzip"}),
    row("another method", 405, R.METHOD, method="PUT"),
    # the fields
    row("a type alone", 403, R.SERVICE_URL_CLAIM, body={"type": "message"}),
    typed("no type", without=["type"]),
    typed("an empty type", type=""),
    typed("no id", without=["id"]),
    typed("no from", without=["from"]),
    typed("from a text", **{"from": "29:1"}),
    typed("from.id an object", **{"from": {"id": {"$ne": None}}}),
    typed("aadObjectId a list", **{"from": {"id": "29:1", "aadObjectId": ["x"]}}),
    typed("no conversation.id", conversation={}),
    typed("conversation.id a number", conversation={"id": 7}),
    typed("conversation.isGroup a text", conversation={"id": "c", "isGroup": "yes"}),
    typed("no recipient", without=["recipient"]),
    typed("text an object", text={"$ne": None}),
    typed("text a list", text=["How?"]),
    typed("id an object", id={"$where": "1"}),
    typed("an endless id", id="1" * 513),
    typed("locale an object", locale={}),
    typed("replyToId a number", replyToId=1),
    typed("name true", name=True),
    typed("channelData a text", channelData="x"),
    typed("channelData.tenant a text", channelData={"tenant": TENANT}),
    typed("channelData.tenant.id an object", channelData={"tenant": {"id": {"$gt": ""}}}),
    typed("timestamp no moment", timestamp="yesterday"),
    typed("timestamp of a 13th month", timestamp="2026-13-01T00:00:00Z"),
    typed("timestamp in words of the standard nobody uses", timestamp="20261122T030000"),
    typed("attachments an object", attachments={}),
    typed("an attachment a text", attachments=["x"]),
    typed("contentType an object", attachments=[{"contentType": {}}]),
    typed("members with an odd id", type="conversationUpdate", membersAdded=[{"id": ["x"]}]),
    row("an invoke without a name", 400, R.BAD_ACTIVITY, body=press(name=None)),
    row("a button without value", 400, R.BAD_ACTIVITY, body=press(value=None)),
    row("a button with a text as value", 400, R.BAD_ACTIVITY, body=press(value="take")),
    row("a button with a list as action", 400, R.BAD_ACTIVITY, body=press(value={"action": []})),
    row("a button without verb", 400, R.BAD_ACTIVITY, body=action(verb=None)),
    row("a button with an object as verb", 400, R.BAD_ACTIVITY, body=action(verb={"$ne": 1})),
    row("a button with a text as data", 400, R.BAD_ACTIVITY, body=action(data="t1")),
]  # fmt: skip


@pytest.fixture(scope="module")
async def service():
    async with guarded_service() as service:
        yield service


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)
async def test_only_what_microsoft_signed_for_this_bot_and_tenant_reaches_the_handler(
    service, row, caplog
):
    ran, rejected = len(service.ran), service.guard.rejected.copy()
    headers = {k: v.replace("{good}", service.token()) for k, v in row.headers.items()}
    sent = row.token(service) if row.token else None

    with caplog.at_level(logging.WARNING, "teams_bot.guard.door"):
        answer = await service.post(token=sent, data=row.data, headers=headers, method=row.method)

    assert answer.status == row.status
    assert len(service.ran) - ran == (row.status == 201)
    counted = service.guard.rejected - rejected
    assert counted == ({row.reason: 1} if row.reason else {})
    logged = [record for record in caplog.records if record.name == "teams_bot.guard.door"]
    assert len(logged) == (row.reason is not None)
    if row.reason:
        await check_answer(answer, row)
        assert "Ana" not in caplog.text
        assert (sent or "eyJ") not in caplog.text


async def check_answer(answer, row):
    body = await answer.json()
    assert list(body) == ["error"]
    assert body["error"].endswith(".")
    assert ("WWW-Authenticate" in answer.headers) == (answer.status == 401)


async def test_the_handler_gets_the_activity_as_it_was_sent(service):
    sent = message(text="Ça va ? 🦉")
    await service.post(sent, token=service.token())
    assert service.ran[-1] == sent


async def test_an_unauthenticated_body_is_not_read(service):
    """The refusal comes while the body is still to be sent."""
    assert await raw_post(service, token="a.b.c") == 401


async def chunks(size):
    for _ in range(size // 65_536):
        yield b"x" * 65_536


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(service):
    answer = await service.post(token=service.token(), data=chunks(1_048_576))
    assert answer.status == 413


async def raw_post(service, *pieces, token=None, length="Transfer-Encoding: chunked"):
    """Post by hand, piece by piece (None: hang up), without an end; return the status."""
    host, port = service.url.removeprefix("http://").split("/")[0].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        "POST /api/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {token or service.token()}\r\n"
        f"{length}\r\n\r\n".encode()
    )
    try:
        for piece in pieces:
            await asyncio.sleep(0.03)  # so that the piece meets a guard that is reading
            if piece is None:
                return None
            writer.write(piece)
        line = await asyncio.wait_for(reader.readline(), 3)
        return int(line.split()[1])
    finally:
        writer.close()
        await writer.wait_closed()


async def test_a_body_that_is_announced_too_large_is_not_read(service):
    assert await raw_post(service, length="Content-Length: 262145") == 413


@pytest.mark.parametrize("pieces", [[], [b"1\r\n{\r\n"], [b"1\r\n{\r\n", b"what?\r\n"]])
async def test_a_body_that_trickles_or_is_badly_framed_is_given_up(pieces):
    async with guarded_service(body_seconds=0.2) as service:
        assert await raw_post(service, *pieces) == 408
        assert service.guard.rejected == {Reason.SLOW_BODY: 1}


async def test_a_sender_who_hangs_up_is_a_refusal_like_others():
    async with guarded_service() as service:
        assert await raw_post(service, b"1\r\n{\r\n", None) is None
        await until(lambda: service.guard.rejected[Reason.BROKEN_BODY])
        assert service.ran == []


def test_every_reason_has_an_answer_and_every_status_an_error():
    assert set(ANSWERS) == set(Reason)
    assert {answer.status for answer in ANSWERS.values()} == set(_errors)
    assert 500 not in _errors


@pytest.mark.parametrize("missing", ["app_id", "tenant", "issuer"])
def test_a_guard_that_could_not_judge_tokens_is_not_made(missing):
    usual = {"app_id": APP_ID, "tenant": TENANT, "anonymous": False}
    with pytest.raises(ValueError, match="needs app id, tenant and issuer"):
        GuardSettings(**{**usual, missing: ""})
    assert GuardSettings(**{**usual, "app_id": "", "tenant": "", "anonymous": True}).anonymous
