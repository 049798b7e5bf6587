"""Tokens from Entra: shared, renewed in time, off the event loop, and never shown."""

import asyncio
import functools
import json
import logging
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from msal.application import ConfidentialClientApplication

from teams_bot.courier import MsalTokens, NoToken, NoTokens, tokens

APP_ID = "11111111-2222-3333-4444-555555555555"
SECRET = "s3cret~of.the-bot"
TENANT = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


class Entra:
    """An msal application that gives tokens by number, slowly, or trouble."""

    def __init__(self, *, seconds: float = 0, lives: float = 3600) -> None:
        self.seconds = seconds
        self.lives = lives
        self.asked = 0
        self.built = 0
        self.cached = True
        self.trouble: Exception | dict[str, Any] | None = None
        self.threads: set[str] = set()

    def build(self) -> "Entra":
        self.built += 1
        self.threads.add(threading.current_thread().name)
        return self

    def remove_tokens_for_client(self) -> None:
        self.cached = False

    def acquire_token_for_client(self, scopes: list[str]) -> dict[str, Any]:
        assert scopes == ["https://api.botframework.com/.default"]
        self.asked += 1
        self.threads.add(threading.current_thread().name)
        time.sleep(self.seconds)
        if isinstance(self.trouble, Exception):
            raise self.trouble
        return self.trouble or {"access_token": f"token-{self.asked}", "expires_in": self.lives}


@pytest.fixture
def clock() -> Clock:
    return Clock()


def made(entra: Entra, clock: Callable[[], float] = time.monotonic) -> MsalTokens:
    return MsalTokens(APP_ID, SECRET, TENANT, "SingleTenant", build=entra.build, clock=clock)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_trial_has_no_tokens():
    none = NoTokens()
    none.forget()
    assert await none.token() is None


async def test_a_token_is_fetched_once_and_kept(clock):
    entra = Entra()
    ours = made(entra, clock)
    assert {await ours.token() for _ in range(5)} == {"token-1"}
    assert (entra.asked, entra.built) == (1, 1)


async def test_nothing_is_built_or_asked_before_a_token_is_wanted():
    entra = Entra()
    made(entra)
    assert (entra.asked, entra.built) == (0, 0)


async def test_callers_at_once_share_one_attempt():
    entra = Entra(seconds=0.1)
    ours = made(entra)
    assert set(await asyncio.gather(*(ours.token() for _ in range(50)))) == {"token-1"}
    assert entra.asked == 1


async def test_a_caller_who_gives_up_does_not_stop_the_others():
    entra = Entra(seconds=0.2)
    ours = made(entra)
    patient = asyncio.create_task(ours.token())
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await ours.token()
    assert await patient == "token-1"
    assert entra.asked == 1


@pytest.mark.parametrize(
    ("lives", "still", "renewed", "ended"),
    [(3600, 2990, 3010, 3550), (400, 190, 210, 350), (60, 25, 35, 46)],
)
async def test_a_token_is_renewed_while_it_is_still_in_use(clock, lives, still, renewed, ended):
    entra = Entra(lives=lives)
    ours = made(entra, clock)
    await ours.token()
    clock.seconds = 1000 + still
    assert await ours.token() == "token-1"
    assert entra.asked == 1
    clock.seconds = 1000 + renewed
    assert await ours.token() == "token-1"  # nobody waits
    await until(lambda: entra.asked == 2)
    await until(lambda: ours._attempt is None)
    assert await ours.token() == "token-2"
    assert not entra.cached  # msal's own cache would have given the old one again
    clock.seconds = 1000 + renewed + ended
    assert await ours.token() == "token-3"  # and one that ends is waited for
    assert entra.built == 1


async def test_trouble_with_a_renewal_is_nobodys_business_while_the_old_one_lasts(clock, caplog):
    entra = Entra()
    ours = made(entra, clock)
    await ours.token()
    entra.trouble = requests.ConnectionError("down")
    clock.seconds += 3100
    for _ in range(20):
        assert await ours.token() == "token-1"
        await asyncio.sleep(0.005)
    assert entra.asked == 2
    assert len(caplog.records) == 1
    clock.seconds += 11
    entra.trouble = None
    await ours.token()
    await until(lambda: entra.asked == 3 and ours._attempt is None)
    assert await ours.token() == "token-3"


async def test_a_token_that_was_not_accepted_is_replaced_but_not_again_and_again(clock):
    entra = Entra()
    ours = made(entra, clock)
    ours.forget()
    await ours.token()
    ours.forget()  # so new that another would fare no better
    assert await ours.token() == "token-1"
    clock.seconds += 11
    for _ in range(50):  # everybody who used it
        ours.forget()
    assert await ours.token() == "token-2"
    for _ in range(50):
        ours.forget()
    assert await ours.token() == "token-2"
    assert entra.asked == 2


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ({"error_description": "AADSTS7000215: Invalid"}, "MicrosoftAppPassword is wrong"),
        ({"error_description": "AADSTS7000222: Old"}, "MicrosoftAppPassword has expired"),
        ({"error_description": "AADSTS7000112: Off"}, "is disabled"),
        ({"error_description": "AADSTS700016: Who?"}, "MicrosoftAppId is not known"),
        ({"error_description": "AADSTS90002: Where?"}, "MicrosoftAppTenantId is not"),
        ({"error_description": "AADSTS900023: Where?"}, "MicrosoftAppTenantId is not"),
        ({"error_description": "AADSTS1: New"}, "(AADSTS1). Check MicrosoftAppId"),
        ({"error": "invalid_client"}, "(no code). Check MicrosoftAppId"),
        ({"access_token": 7, "expires_in": 1}, "(no code). Check MicrosoftAppId"),
        ({"access_token": "x", "expires_in": "soon"}, "(no code). Check MicrosoftAppId"),
        (ValueError("AADSTS90002 it said"), "(AADSTS90002). MicrosoftAppTenantId is not"),
        (ValueError("odd"), "(ValueError). Check MicrosoftAppTenantId"),
        (requests.ConnectionError("refused"), "(ConnectionError). Check that login"),
        (requests.Timeout("slow"), "(Timeout). Check that login"),
    ],
)
async def test_trouble_says_what_to_check_once_and_shows_no_secret(clock, caplog, trouble, says):
    caplog.set_level(logging.DEBUG)
    entra = Entra()
    if isinstance(trouble, Exception):
        trouble.args = (*trouble.args, SECRET)
        entra.trouble = trouble
    else:
        entra.trouble = {"claims": SECRET, **trouble}
        description = trouble.get("error_description", "")
        entra.trouble["error_description"] = f"{description} {SECRET}"
    ours = made(entra, clock)
    for _ in range(3):
        with pytest.raises(NoToken) as caught:
            await ours.token()
        assert says in str(caught.value)
        assert caught.value.__cause__ is None
        assert SECRET not in str(caught.value)
    assert entra.asked == 1
    assert caplog.text.count(says) == 1
    assert SECRET not in caplog.text


async def test_after_trouble_it_is_tried_again(clock):
    entra = Entra()
    entra.trouble = requests.ConnectionError("down")
    ours = made(entra, clock)
    with pytest.raises(NoToken):
        await ours.token()
    entra.trouble = None
    with pytest.raises(NoToken):
        await ours.token()
    clock.seconds += 11
    assert await ours.token() == "token-2"


async def test_an_application_that_cannot_be_built_is_built_the_next_time(clock):
    entra = Entra()
    builds = [ValueError("no such authority"), None]

    def build() -> Entra:
        trouble = builds.pop(0)
        if trouble:
            raise trouble
        return entra.build()

    ours = MsalTokens(APP_ID, SECRET, TENANT, "SingleTenant", build=build, clock=clock)
    with pytest.raises(NoToken):
        await ours.token()
    clock.seconds += 11
    assert await ours.token() == "token-1"


async def test_the_event_loop_goes_on_while_a_token_is_fetched():
    entra = Entra(seconds=0.5)
    ours = made(entra)
    fetching = asyncio.create_task(ours.token())
    worst, last = 0.0, time.monotonic()
    while not fetching.done():
        await asyncio.sleep(0.005)
        now = time.monotonic()
        worst, last = max(worst, now - last), now
    assert await fetching == "token-1"
    assert worst < 0.2
    assert threading.current_thread().name not in entra.threads


async def test_a_token_is_not_in_the_representation_of_anything():
    ours = made(Entra())
    await ours.token()
    assert "token-1" not in repr(ours._kept)


# The real msal, with an HTTP client that answers from a table.


class Http:
    """Microsoft's login service, as far as msal looks at it."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, dict[str, str]]] = []

    def get(self, url: str, **_: Any) -> Any:
        if "discovery/instance" in url:
            host = "login.microsoftonline.com"
            aliases = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
            return self._answer({"metadata": [aliases], "tenant_discovery_endpoint": ""})
        base = url.split("/v2.0", maxsplit=1)[0]
        return self._answer(
            {
                "token_endpoint": f"{base}/oauth2/v2.0/token",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "issuer": f"{base}/v2.0",
            }
        )

    def post(self, url: str, data: Any = None, **_: Any) -> Any:
        self.posts.append((url, dict(data)))
        number = len(self.posts)
        return self._answer(
            {"access_token": f"real-{number}", "expires_in": 3600, "token_type": "Bearer"}
        )

    def close(self) -> None:
        pass

    def _answer(self, body: Any) -> Any:
        return SimpleNamespace(
            status_code=200,
            text=json.dumps(body),
            headers={},
            json=lambda: body,
            raise_for_status=lambda: None,
        )


@pytest.mark.parametrize(
    ("app_type", "directory"), [("SingleTenant", TENANT), ("MultiTenant", "botframework.com")]
)
async def test_the_real_msal_asks_the_right_directory_and_renews(
    monkeypatch, clock, app_type, directory
):
    http = Http()
    real = functools.partial(ConfidentialClientApplication, http_client=http)
    monkeypatch.setattr(tokens, "ConfidentialClientApplication", real)
    ours = MsalTokens(APP_ID, SECRET, TENANT, app_type, clock=clock)
    assert [await ours.token() for _ in range(3)] == ["real-1"] * 3
    clock.seconds += 11
    ours.forget()
    assert await ours.token() == "real-2"
    (url, data), _ = http.posts
    assert url == f"https://login.microsoftonline.com/{directory}/oauth2/v2.0/token"
    assert data["scope"] == "https://api.botframework.com/.default"
    assert data["grant_type"] == "client_credentials"
