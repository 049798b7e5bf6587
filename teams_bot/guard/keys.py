"""The keys Microsoft signs tokens with: fetched off two documents, kept, and refreshed in time.

Fetching never blocks the loop and never runs twice at once. Keys are fresh for a day, then they
are refreshed in the background while they go on working, up to the five days Microsoft allows. A
key id nobody knows (a rollover, or a flood of invented ones) causes at most one fetch a minute.
"""

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from teams_bot.guard.body import read_bounded
from teams_bot.guard.refusals import Reason, Refused

logger: Final = logging.getLogger(__name__)

FRESH_SECONDS: Final = 24 * 3600
USABLE_SECONDS: Final = 5 * 24 * 3600
BETWEEN_FETCHES_SECONDS: Final = 60
LARGEST_DOCUMENT: Final = 1024 * 1024
SMALLEST_KEY_BITS: Final = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One public key, and the channels it may speak for."""

    kid: str
    public_key: RSAPublicKey
    endorsements: frozenset[str]


SigningKeys = Mapping[str, SigningKey]


class KeyRing:
    """The keys by id. `fetch` brings all of them or raises; `monotonic` gives seconds."""

    def __init__(
        self, fetch: Callable[[], Awaitable[SigningKeys]], monotonic: Callable[[], float]
    ) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._keys: SigningKeys = {}
        self._fetched = -math.inf
        self._tried = -math.inf
        self._fetching: asyncio.Task[None] | None = None

    @property
    def usable(self) -> bool:
        """Whether there are keys young enough to judge a token by."""
        return self._age < USABLE_SECONDS

    async def find(self, kid: str) -> SigningKey | None:
        """Return the key, after one shared fetch where it is not known; raise NO_KEYS (503)."""
        if not (self.usable and kid in self._keys):
            await self.refresh()
        elif self._age >= FRESH_SECONDS:
            self._begin()
        if not self.usable:
            raise Refused(Reason.NO_KEYS, retry_after=self._seconds_to_next_fetch())
        return self._keys.get(kid)

    async def refresh(self) -> None:
        """Wait for the fetch under way, or for a new one unless the last began a minute ago."""
        fetching = self._begin()
        if fetching is not None:
            await asyncio.shield(fetching)

    async def close(self) -> None:
        """Give up a fetch under way."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])
            self._fetching = None

    @property
    def _age(self) -> float:
        return self._monotonic() - self._fetched

    def _begin(self) -> asyncio.Task[None] | None:
        if self._fetching is None and self._seconds_to_next_fetch() == 0:
            self._tried = self._monotonic()
            self._fetching = asyncio.create_task(self._load())
        return self._fetching

    def _seconds_to_next_fetch(self) -> int:
        left = BETWEEN_FETCHES_SECONDS - (self._monotonic() - self._tried)
        return max(0, math.ceil(left)) if math.isfinite(left) else 0

    async def _load(self) -> None:
        try:
            self._keys = await self._fetch()
            self._fetched = self._monotonic()
        except Exception as error:  # noqa: BLE001 - whatever that host does, old keys still work
            logger.warning("The signing keys could not be fetched: %s", type(error).__name__)
        finally:
            self._fetching = None


async def fetch_keys(
    session: aiohttp.ClientSession, open_id_url: str, seconds: float
) -> SigningKeys:
    """Fetch the metadata document, then the keys it points to, within `seconds` for both.

    Raises `ValueError` or `TypeError` for a wrong document, and what aiohttp raises.
    Redirects are not followed, and keys are never fetched over a weaker scheme than the metadata.
    """
    async with asyncio.timeout(seconds):
        metadata = await _fetch_object(session, open_id_url)
        keys_url = metadata.get("jwks_uri")
        scheme = open_id_url.partition(":")[0]
        if not isinstance(keys_url, str) or not keys_url.startswith(f"{scheme}://"):
            raise ValueError("The metadata names no jwks_uri of its own scheme.")
        keys = read_keys(await _fetch_object(session, keys_url))
    if not keys:
        raise ValueError("The key document holds no usable key.")
    return keys


def read_keys(document: Mapping[str, Any]) -> SigningKeys:
    """Read a JWKS; what is no strong RSA signing key with an id is left out."""
    entries = document.get("keys")
    found = map(_read_key, entries if isinstance(entries, list) else [])
    return {key.kid: key for key in found if key is not None}


async def _fetch_object(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    async with session.get(url, allow_redirects=False) as response:
        if response.status != 200:  # noqa: PLR2004 - OK
            raise ValueError(f"The metadata host answered {response.status}.")
        document = json.loads(await read_bounded(response.content, LARGEST_DOCUMENT))
    if not isinstance(document, dict):
        raise TypeError("The metadata host answered something else than an object.")
    return document


def _read_key(entry: object) -> SigningKey | None:
    if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
        return None
    kid, endorsements = entry.get("kid"), entry.get("endorsements")
    try:
        public_key = jwt.PyJWK(entry, algorithm="RS256").key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    strong = isinstance(public_key, RSAPublicKey) and public_key.key_size >= SMALLEST_KEY_BITS
    if not strong or not isinstance(kid, str) or not kid:
        return None
    channels = endorsements if isinstance(endorsements, list) else []
    return SigningKey(
        kid=kid,
        public_key=public_key,
        endorsements=frozenset(name for name in channels if isinstance(name, str)),
    )
