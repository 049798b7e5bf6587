"""Tokens for the Bot Connector: one at a time, shared, and fetched off the event loop."""

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from msal.application import ConfidentialClientApplication

SCOPE: Final = "https://api.botframework.com/.default"
LOGIN: Final = "https://login.microsoftonline.com"
SHARED_TENANT: Final = "botframework.com"  # of every MultiTenant bot
HTTP_SECONDS: Final = 5.0

REFRESH_SECONDS: Final = 600.0  # before the end of the token, at the latest half-way
MARGIN_SECONDS: Final = 60.0  # before the end, when it is no longer sent
FRESH_SECONDS: Final = 10.0  # a token younger than this is not fetched again after a 401
RETRY_SECONDS: Final = 10.0  # between two attempts when there is none

_logger: Final = logging.getLogger(__name__)
_code: Final = re.compile(r"AADSTS[0-9]{1,9}")
_hints: Final[Mapping[str, str]] = {
    "AADSTS7000215": "MicrosoftAppPassword is wrong: it is the secret's value, not its id.",
    "AADSTS7000222": "MicrosoftAppPassword has expired: make a new client secret.",
    "AADSTS7000112": "The application is disabled in Entra: enable it.",
    "AADSTS700016": "MicrosoftAppId is not known there: check it, MicrosoftAppTenantId and "
    "MicrosoftAppType.",
    "AADSTS90002": "MicrosoftAppTenantId is not the id of a directory.",
    "AADSTS900023": "MicrosoftAppTenantId is not the id of a directory.",
}
_usual_hint: Final = (
    "Check MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId and MicrosoftAppType."
)
_authority_hint: Final = (
    "Check MicrosoftAppTenantId, and what answers for login.microsoftonline.com."
)
_network_hint: Final = "Check that login.microsoftonline.com can be reached: DNS, firewall, proxy."


class NoToken(Exception):  # noqa: N818 - told to the operator in one sentence
    """There is no token to be had; the text says what to check, and holds no secret."""


class Tokens(Protocol):
    """Where the courier gets its tokens from."""

    async def token(self) -> str | None:
        """Give a token, or None where none is asked for; raise `NoToken`."""

    def forget(self) -> None:
        """Take notice that the last token was not accepted."""


class NoTokens:
    """For a trial: nothing is signed."""

    async def token(self) -> None:
        """Give nothing."""

    def forget(self) -> None:
        """Do nothing."""


class Application(Protocol):
    """What is used of `msal.ConfidentialClientApplication`."""

    def acquire_token_for_client(self, scopes: list[str]) -> Mapping[str, Any] | None:
        """Ask Entra, or msal's own cache, for a token."""

    def remove_tokens_for_client(self) -> None:
        """Empty msal's own cache."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    text: str = field(repr=False)
    fetched: float
    refresh: float
    expires: float


class MsalTokens:
    """The bot's own token from Entra, one msal application for the life of the process.

    Callers who come at once share one attempt; a token near its end is renewed while it is still
    in use; a failed attempt is logged once and not repeated for ten seconds. msal is synchronous,
    asks the network already in its constructor, and so only ever runs in a thread.
    """

    def __init__(
        self,
        app_id: str,
        password: str,
        tenant: str,
        app_type: str,
        *,
        build: Callable[[], Application] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        directory = SHARED_TENANT if app_type == "MultiTenant" else tenant
        self._build = build or (lambda: _application(app_id, password, directory))
        self._clock = clock
        self._application: Application | None = None
        self._kept: _Kept | None = None
        self._attempt: asyncio.Task[str | None] | None = None
        self._trouble = ""
        self._not_before = -float("inf")

    async def token(self) -> str:
        """Give the token in use, or wait for a new one; raise `NoToken`."""
        now = self._clock()
        kept = self._kept
        if kept is not None and now < kept.expires:
            if now >= kept.refresh:
                self._begin(now)
            return kept.text
        attempt = self._begin(now)
        text = await asyncio.shield(attempt) if attempt else None
        if text is None:
            raise NoToken(self._trouble)
        return text

    def forget(self) -> None:
        """Drop the token, unless it is so new that another one would fare no better."""
        if self._kept is not None and self._clock() - self._kept.fetched >= FRESH_SECONDS:
            self._kept = None

    def _begin(self, now: float) -> "asyncio.Task[str | None] | None":
        if self._attempt is None and now >= self._not_before:
            self._attempt = asyncio.create_task(self._fetch())
        return self._attempt

    async def _fetch(self) -> str | None:
        began = self._clock()
        try:
            result = await asyncio.to_thread(self._acquire)
            self._kept = _kept(result, began)
        except NoToken as trouble:
            self._trouble = str(trouble)
            self._not_before = self._clock() + RETRY_SECONDS
            _logger.error("%s", self._trouble)  # noqa: TRY400 - a sentence, not a traceback
            return None
        finally:
            self._attempt = None
        return self._kept.text

    def _acquire(self) -> Mapping[str, Any]:
        """Ask Entra. What is kept is kept here, so msal's cache must not answer instead."""
        try:
            if self._application is None:
                self._application = self._build()
            else:
                self._application.remove_tokens_for_client()
            return self._application.acquire_token_for_client([SCOPE]) or {}
        except OSError as error:  # every error of requests is one
            raise _no_token(type(error).__name__, "", _network_hint) from None
        except ValueError as error:  # msal could not make sense of the directory's answer
            raise _no_token(type(error).__name__, str(error), _authority_hint) from None


def _application(app_id: str, password: str, directory: str) -> Application:
    application: Application = ConfidentialClientApplication(  # type: ignore[no-untyped-call]
        app_id,
        client_credential=password,
        authority=f"{LOGIN}/{directory}",
        timeout=HTTP_SECONDS,
    )
    return application


def _kept(result: Mapping[str, Any], began: float) -> _Kept:
    text, seconds = result.get("access_token"), result.get("expires_in")
    if not isinstance(text, str) or not isinstance(seconds, int | float):
        raise _no_token("no code", str(result.get("error_description")), _usual_hint)
    return _Kept(
        text=text,
        fetched=began,
        refresh=began + seconds - min(REFRESH_SECONDS, seconds / 2),
        expires=began + seconds - min(MARGIN_SECONDS, seconds / 4),
    )


def _no_token(kind: str, description: str, hint: str) -> NoToken:
    """Say what to check. Of what Entra wrote only its code is passed on."""
    found = _code.search(description)
    code = found[0] if found else kind
    return NoToken(f"Microsoft Entra gave no token for the bot ({code}). {_hints.get(code, hint)}")
