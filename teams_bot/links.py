"""The links in mails: signed, expiring, each for one thing. Whoever holds one may use it.

A link is `{PUBLIC_URL}/reply/{token}`; the token is what it is for, and an HMAC-SHA256 of that
under the tenant's key. Nothing of it is stored.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from matching.model import PersonId
from matching.thread import OfferId, ThreadId

LONGEST: Final = 900  # characters of a token
PATH: Final = "/reply/"
_FOR: Final = b"nanomentor link 1\n"


class Gate(StrEnum):
    """What a link opens."""

    OFFER = "offer"
    JOIN = "join"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLink:
    """Opens one offer of one question."""

    thread: ThreadId
    offer: OfferId


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinLink:
    """Opens the invitation of one person at one mail address."""

    person: PersonId
    mail: str  # a digest: another address needs another link


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A token that was not made here, or not for this tenant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """A token of ours whose time is over."""


Link = OfferLink | JoinLink


def token(key: str, tenant: str, link: Link, expires: datetime) -> str:
    """Sign a link."""
    named = (
        [Gate.OFFER, link.thread, link.offer]
        if isinstance(link, OfferLink)
        else [Gate.JOIN, link.person, link.mail]
    )
    said = json.dumps([tenant, int(expires.timestamp()), *named], separators=(",", ":"))
    body = _text(said.encode())
    return f"{body}.{_mark(key, body)}"


def read(key: str, tenant: str, given: str, now: datetime) -> Link | Forged | Expired:
    """Read a token; nothing of one that is not ours is looked at.

    >>> at = datetime(2026, 11, 22, tzinfo=UTC)
    >>> made = token("k", "acme", OfferLink(thread=ThreadId("t"), offer=OfferId("o")), at)
    >>> read("k", "acme", made, at.replace(hour=1)), read("k", "other", made, at)
    (Expired(), Forged())
    """
    body, dot, mark = given.partition(".")
    if not dot or len(given) > LONGEST or not given.isascii():
        return Forged()
    if not hmac.compare_digest(mark, _mark(key, body)):
        return Forged()
    theirs, expires, gate, first, second = json.loads(_bytes(body))
    if theirs != tenant:
        return Forged()
    if now >= datetime.fromtimestamp(expires, UTC):
        return Expired()
    if gate == Gate.OFFER:
        return OfferLink(thread=ThreadId(first), offer=OfferId(second))
    return JoinLink(person=PersonId(first), mail=second)


def digest(text: str) -> str:
    """Give a short digest of a text, such as an address or a token."""
    return hashlib.sha256(text.casefold().encode()).hexdigest()[:16]


def _mark(key: str, body: str) -> str:
    return _text(hmac.new(key.encode(), _FOR + body.encode(), hashlib.sha256).digest())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
