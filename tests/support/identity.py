"""login.botframework.com on loopback, and whatever can be done to a token.

`identity_server()` serves the metadata and the keys and signs tokens; `guarded_service()` puts a
guard in front of a handler that counts. `Clock` moves both kinds of time by hand.
"""

import asyncio
import base64
import functools
import hashlib
import hmac
import io
import json
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from teams_bot.guard import Guard, GuardSettings

APP_ID = "11111111-2222-3333-4444-555555555555"
TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
PERSON = "99999999-8888-7777-6666-555555555555"
SERVICE_URL = "https://smba.trafficmanager.net/emea/"
ISSUER = "https://api.botframework.com"


def private_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key per name and test run; making one takes a tenth of a second."""
    return _generated_key(name, bits)


@functools.cache
def _generated_key(name: str, bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def public_jwk(name: str, *, bits: int = 2048, **entries: Any) -> dict[str, Any]:
    """The public half as an entry of a key document, endorsed for Teams."""
    jwk = RSAAlgorithm.to_jwk(private_key(name, bits).public_key(), as_dict=True)
    return {**jwk, "kid": name, "use": "sig", "endorsements": ["msteams"], **entries}


def signed(
    claims: Mapping[str, Any], *, key: str = "first", kid: str | None = None, **headers: Any
) -> str:
    """An RS256 token with any claims at all; `kid` is the key's own name unless given."""
    header = {"kid": kid or key, **headers}
    raw = json.dumps(claims).encode()
    return jwt.PyJWS().encode(raw, private_key(key), algorithm="RS256", headers=header)


def handmade(header: Mapping[str, Any] | bytes, claims: Mapping[str, Any], secret: bytes) -> str:
    """A token with any header at all; signed with HMAC where there is a secret."""
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    body = f"{_base64url(head)}.{_base64url(json.dumps(claims).encode())}"
    mac = hmac.new(secret, body.encode(), hashlib.sha256).digest() if secret else b""
    return f"{body}.{_base64url(mac)}"


def public_pem(name: str) -> bytes:
    """The public key as text: the secret of the classic HS256 confusion."""
    public = private_key(name).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


class Clock:
    """Wall time and monotonic seconds, moved together by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    def advance(self, **step: float) -> None:
        self.moment += timedelta(**step)


def claims(clock: Clock, *, without: Iterable[str] = (), **changes: Any) -> dict[str, Any]:
    """What Microsoft's tokens say, with changes; `exp` and `nbf` are seconds from now."""
    now = int(clock.now().timestamp())
    times = {"exp": 3600, "nbf": -60} | {
        k: changes.pop(k) for k in ("exp", "nbf") & changes.keys()
    }
    moments = {k: now + v if isinstance(v, int) else v for k, v in times.items()}
    usual = {"iss": ISSUER, "aud": APP_ID, "serviceurl": SERVICE_URL, **moments, **changes}
    return {name: value for name, value in usual.items() if name not in set(without)}


def message(*, without: Iterable[str] = (), **changes: Any) -> dict[str, Any]:
    """A message as Teams sends it in a personal chat."""
    usual = {
        "type": "message",
        "id": "1732244400000",
        "timestamp": "2026-11-22T03:00:00.1234567Z",
        "localTimestamp": "2026-11-22T04:00:00.1234567+01:00",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "from": {"id": "29:1abc", "name": "Ana Silva", "aadObjectId": PERSON},
        "conversation": {"id": "a:1xyz", "tenantId": TENANT, "conversationType": "personal"},
        "recipient": {"id": f"28:{APP_ID}", "name": "Nanomentor"},
        "text": "How do I pivot in Excel?",
        "textFormat": "plain",
        "locale": "en-GB",
        "attachments": [{"contentType": "text/html", "content": "<p>How?</p>"}],
        "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB"}],
        "channelData": {"tenant": {"id": TENANT}},
        **changes,
    }
    return {name: value for name, value in usual.items() if name not in set(without)}


def press(**changes: Any) -> dict[str, Any]:
    """A pressed button of an Adaptive Card."""
    action = {"type": "Action.Execute", "verb": "take", "data": {"thread": "t1", "offer": "o1"}}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    return message(without=("text", "attachments"), **{**invoke, **changes})


@dataclass(kw_only=True)
class IdentityServer:
    """Two documents, and the ways in which their host can fail."""

    url: str = ""
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public_jwk("first")])
    fetches: int = 0
    status: int = 200
    metadata: dict[str, Any] | None = None  # served in place of the true one
    hang: asyncio.Event | None = None  # answers wait for it
    redirect: bool = False  # once, to the same document elsewhere

    @property
    def open_id_url(self) -> str:
        return f"{self.url}/v1/.well-known/openidconfiguration"

    async def serve_metadata(self, request: web.Request) -> web.Response:
        self.fetches += 1
        if self.hang is not None:
            await self.hang.wait()
        if self.redirect and not request.query:
            raise web.HTTPFound(f"{self.open_id_url}?moved")
        usual = {"issuer": ISSUER, "jwks_uri": f"{self.url}/v1/.well-known/keys"}
        return web.json_response(
            usual if self.metadata is None else self.metadata, status=self.status
        )

    async def serve_keys(self, _: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})


@asynccontextmanager
async def identity_server() -> AsyncIterator[IdentityServer]:
    identity = IdentityServer()
    app = web.Application()
    app.router.add_get("/v1/.well-known/openidconfiguration", identity.serve_metadata)
    app.router.add_get("/v1/.well-known/keys", identity.serve_keys)
    async with served(app) as identity.url:
        yield identity


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    """The application on a free port of loopback; gives its address."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@dataclass(kw_only=True)
class GuardedService:
    """A guard in front of a handler that keeps what it was given."""

    url: str
    guard: Guard
    clock: Clock
    identity: IdentityServer
    session: aiohttp.ClientSession
    ran: list[dict[str, Any]]

    async def post(
        self, activity: Any = None, *, token: str | None = None, **request: Any
    ) -> aiohttp.ClientResponse:
        """Post the activity with the token; `data` and `headers` as aiohttp takes them."""
        headers = {"Content-Type": "application/json", **request.pop("headers", {})}
        if token is not None:
            headers.setdefault("Authorization", f"Bearer {token}")
        data = request.pop("data", json.dumps(activity).encode())
        data = io.BytesIO(data) if isinstance(data, bytes) else data  # a file may be large
        method = request.pop("method", "POST")
        async with self.session.request(method, self.url, data=data, headers=headers) as response:
            await response.read()
            return response

    def token(self, *, key: str = "first", **changes: Any) -> str:
        """A token that Microsoft could have signed, with changed claims."""
        return signed(claims(self.clock, **changes), key=key)


@asynccontextmanager
async def guarded_service(**settings: Any) -> AsyncIterator[GuardedService]:
    """A service with tokens by default; `anonymous=True` for the other mode."""
    clock, ran = Clock(), []

    async def handle(request: web.Request) -> web.Response:
        ran.append(await service.guard.admit(request))
        return web.Response(status=201)

    app = web.Application()
    app.router.add_route("*", "/api/messages", handle)
    async with (
        identity_server() as identity,
        served(app) as url,
        aiohttp.ClientSession() as session,
    ):
        usual = {"app_id": APP_ID, "tenant": TENANT, "anonymous": False}
        chosen = GuardSettings(**{**usual, "open_id_url": identity.open_id_url, **settings})
        guard = Guard(chosen, session, now=clock.now, monotonic=clock.monotonic)
        service = GuardedService(
            url=f"{url}/api/messages",
            guard=guard,
            clock=clock,
            identity=identity,
            session=session,
            ran=ran,
        )
        yield service
        await guard.close()


@asynccontextmanager
async def loop_probe() -> AsyncIterator[list[float]]:
    """Gives a list that grows by how late (in seconds) the loop woke a task that slept 5 ms."""
    lags: list[float] = []

    async def probe() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append(time.perf_counter() - begun - 0.005)

    task = asyncio.create_task(probe())
    try:
        yield lags
    finally:
        task.cancel()


async def until(true: Callable[[], object]) -> None:
    """Wait until the condition holds, three seconds at most."""
    async with asyncio.timeout(3):
        while not true():
            await asyncio.sleep(0.01)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
