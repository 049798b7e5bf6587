"""Whether a bearer token is genuine, meant for this bot, and in time.

Checked by ourselves with PyJWT, because the stock SDK (botbuilder-core 4.17.1) takes the bot's own
outbound tokens and tokens without an expiry, and answers most others with 500.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import jwt

from teams_bot.guard.keys import KeyRing, SigningKey
from teams_bot.guard.refusals import Reason, Refused
from teams_bot.guard.settings import GuardSettings

ALGORITHM: Final = "RS256"
LATEST_EPOCH: Final = 2**53

_reasons: Final[tuple[tuple[type[Exception], Reason], ...]] = (
    (jwt.InvalidSignatureError, Reason.BAD_SIGNATURE),
    (jwt.InvalidIssuerError, Reason.WRONG_ISSUER),
    (jwt.InvalidAudienceError, Reason.WRONG_AUDIENCE),
    (Exception, Reason.BAD_TOKEN),
)
_trouble: Final = (jwt.PyJWTError, ValueError, TypeError, RecursionError)
_options: Final[jwt.types.Options] = {
    "require": ["exp", "iss", "aud"],
    "strict_aud": True,
    "verify_exp": False,  # the times are checked below, by the clock the guard was given
    "verify_nbf": False,
    "verify_iat": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a genuine token proves: who signed it, for which service URLs, until when (epoch s)."""

    key: SigningKey
    service_urls: frozenset[object]
    expires: float

    def covers_service_url(self, url: object) -> bool:
        """Whether the token names exactly this service URL, and no other.

        Microsoft writes the claim `serviceurl`; `serviceUrl` is read too, and both must agree.
        """
        return isinstance(url, str) and self.service_urls == {url}

    def covers_channel(self, channel: object) -> bool:
        """Whether the key that signed the token is endorsed for this channel."""
        return isinstance(channel, str) and channel in self.key.endorsements


class TokenCheck:
    """Verifies tokens, and remembers the good ones by SHA-256 until they expire.

    An RS256 verification costs .1 to 1 ms, a remembered one 3 µs; Teams sends a token for an hour.
    What is remembered is bounded, oldest use first out, and counts only while the key is known.
    """

    def __init__(
        self, settings: GuardSettings, keys: KeyRing, now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._now = now
        self._proofs: OrderedDict[bytes, Proof] = OrderedDict()

    async def verify(self, token: str) -> Proof:
        """Return what the token proves; raise `Refused` with 401, or 503 without any keys."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._proofs.get(digest)
        key = await self._keys.find(known.key.kid if known else _key_id(token))
        if key is None:
            raise Refused(Reason.UNKNOWN_KEY)
        if known is not None and known.key == key and self._timestamp() < known.expires:
            self._proofs.move_to_end(digest)
            return known
        return self._remember(digest, self._check(token, key))

    def _check(self, token: str, key: SigningKey) -> Proof:
        try:
            claims = jwt.decode(
                token,
                key.public_key,
                algorithms=[ALGORITHM],
                audience=self._settings.app_id,
                issuer=self._settings.issuer,
                options=_options,
            )
        except _trouble as error:
            raise Refused(_reason(error)) from None
        return Proof(
            key=key,
            service_urls=frozenset(_service_urls(claims)),
            expires=self._expiry(claims),
        )

    def _expiry(self, claims: Mapping[str, Any]) -> float:
        leeway, now = self._settings.leeway_seconds, self._timestamp()
        expires = _epoch(claims["exp"]) + leeway
        if now >= expires:
            raise Refused(Reason.EXPIRED)
        if "nbf" in claims and now < _epoch(claims["nbf"]) - leeway:
            raise Refused(Reason.NOT_YET_VALID)
        return expires

    def _remember(self, digest: bytes, proof: Proof) -> Proof:
        self._proofs[digest] = proof
        self._proofs.move_to_end(digest)
        if len(self._proofs) > self._settings.cached_tokens:
            self._proofs.popitem(last=False)
        return proof

    def _timestamp(self) -> float:
        return self._now().timestamp()


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except _trouble:
        raise Refused(Reason.BAD_TOKEN) from None
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str) or not kid:
        raise Refused(Reason.BAD_TOKEN)
    return kid


def _reason(error: Exception) -> Reason:
    if isinstance(error, jwt.MissingRequiredClaimError):
        missing = {"iss": Reason.WRONG_ISSUER, "aud": Reason.WRONG_AUDIENCE}
        return missing.get(error.claim, Reason.BAD_TOKEN)
    return next(reason for kind, reason in _reasons if isinstance(error, kind))


def _service_urls(claims: Mapping[str, Any]) -> list[object]:
    urls = [claims[name] for name in ("serviceurl", "serviceUrl") if name in claims]
    return [url if isinstance(url, str) else None for url in urls]


def _epoch(value: Any) -> float:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not abs(value) <= LATEST_EPOCH:  # also true for NaN
        raise Refused(Reason.BAD_TOKEN)
    return float(value)
