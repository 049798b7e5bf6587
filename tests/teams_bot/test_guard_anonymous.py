"""Anonymous mode: no tokens, this machine only, and the same care with the body."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from yarl import URL

from teams_bot.guard import Reason
from tests.support.identity import TENANT, guarded_service, message, press

LOCAL = "http://127.0.0.1:3979/connector"
R = Reason


@dataclass(frozen=True, kw_only=True)
class Row:
    name: str
    status: int
    reason: Reason | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = field(default_factory=lambda: message(serviceUrl=LOCAL))


def row(name: str, status: int, reason: Reason | None = None, **how: Any) -> Row:
    return Row(name=name, status=status, reason=reason, **how)


def head(name: str, status: int, reason: Reason | None = None, **headers: str) -> Row:
    renamed = {key.replace("_", "-"): value for key, value in headers.items()}
    return row(name, status, reason, headers=renamed)


MATRIX = [
    row("good", 201),
    row("good, a service URL of Teams", 201, body=message()),
    row("good, without directory id and tenant", 201, body={
        **message(without=["channelData"], serviceUrl=LOCAL),
        "from": {"id": "u1"}, "conversation": {"id": "c1"}}),
    row("good, a button", 201, body=press(serviceUrl=LOCAL)),
    head("good, a token nobody asked for", 201, Authorization="Bearer rubbish"),
    head("good, localhost", 201, Host="localhost:3978"),
    head("good, LOCALHOST without port", 201, Host="LOCALHOST"),
    head("good, IPv6 loopback", 201, Host="[::1]:3978"),
    head("good, its own page", 201, Host="localhost:3978", Origin="http://localhost:3978"),
    head("a rebound host name", 403, R.HOST, Host="evil.eu:3978"),
    head("a host that only begins well", 403, R.HOST, Host="127.0.0.1.evil.eu"),
    head("a host that only looks local", 403, R.HOST, Host="localhost.evil.eu"),
    head("all interfaces", 403, R.HOST, Host="0.0.0.0:3978"),
    head("a private address", 403, R.HOST, Host="192.168.1.2:3978"),
    head("an empty host", 403, R.HOST, Host=""),
    head("a foreign origin", 403, R.ORIGIN, Origin="https://evil.eu"),
    head("the origin null", 403, R.ORIGIN, Origin="null"),
    head("another local page", 403, R.ORIGIN, Host="localhost:3978", Origin="http://localhost:80"),
    head("its page over TLS", 403, R.ORIGIN, Host="localhost:3978", Origin="https://localhost:3978"),
    head("Forwarded", 403, R.FORWARDED, Forwarded="for=1.2.3.4"),
    head("X-Forwarded-For", 403, R.FORWARDED, X_Forwarded_For="1.2.3.4"),
    head("X-Forwarded-Host in lower case", 403, R.FORWARDED, x_forwarded_host="evil.eu"),
    head("X-Forwarded-anything", 403, R.FORWARDED, X_Forwarded_Anything=""),
    head("X-Real-IP", 403, R.FORWARDED, X_Real_IP="1.2.3.4"),
    head("Via", 403, R.FORWARDED, Via="1.1 tunnel"),
    head("a form", 415, R.CONTENT_TYPE, Content_Type="application/x-www-form-urlencoded"),
    head("text, as a page may post it", 415, R.CONTENT_TYPE, Content_Type="text/plain"),
    row("a type alone", 400, R.BAD_ACTIVITY, body={"type": "message"}),
    row("no serviceUrl", 400, R.BAD_ACTIVITY, body=message(without=["serviceUrl"])),
    row("serviceUrl an object", 400, R.BAD_ACTIVITY, body=message(serviceUrl={"$ne": 1})),
    row("an endless serviceUrl", 400, R.BAD_ACTIVITY, body=message(serviceUrl=LOCAL + "x" * 2048)),
    row("no channelId", 400, R.BAD_ACTIVITY, body=message(without=["channelId"])),
    row("body a list", 400, R.BAD_JSON, body=[]),
    row("another tenant", 403, R.TENANT, body=message(channelData={"tenant": {"id": "other"}})),
    row("another tenant's conversation", 403, R.TENANT,
        body=message(conversation={"id": "c", "tenantId": "other"})),
    row("a service URL on the net", 403, R.SERVICE_URL, body=message(serviceUrl="https://evil.eu/")),
    row("a service URL next door", 403, R.SERVICE_URL,
        body=message(serviceUrl="http://192.168.1.2:3979/")),
]  # fmt: skip


@pytest.fixture(scope="module")
async def service():
    async with guarded_service(anonymous=True, app_id="") as service:
        yield service


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: row.name)
async def test_only_json_from_this_machine_reaches_the_handler(service, row):
    ran, rejected = len(service.ran), service.guard.rejected.copy()
    answer = await service.post(row.body, headers=row.headers)
    assert answer.status == row.status
    assert len(service.ran) - ran == (row.status == 201)
    assert service.guard.rejected - rejected == ({row.reason: 1} if row.reason else {})


async def test_an_old_client_without_a_host_is_refused(service):
    url = URL(service.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"POST /api/messages HTTP/1.0\r\nContent-Type: application/json\r\n\r\n")
    assert b" 403 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


async def test_where_nobody_chose_a_tenant_every_tenant_is_the_local_one():
    async with guarded_service(anonymous=True, tenant_required=False) as service:
        for tenant in ("other", TENANT):
            sent = message(channelData={"tenant": {"id": tenant}})
            assert (await service.post(sent)).status == 201


async def test_anonymous_mode_needs_no_keys(service):
    assert service.guard.keys_loaded
    assert await service.guard.load_keys()
    assert service.identity.fetches == 0
