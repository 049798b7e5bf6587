"""What an answer of the Bot Connector, or its absence, says about a message. Pure tables.

The codes are Microsoft's ("Status codes from bot conversational APIs"); which of them may be
repeated follows from one fact: `POST .../activities` has no idempotency key, so what may have been
carried out is ambiguous. Replacing and deleting are idempotent, there the same doubt means again.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any, Final

import aiohttp


class Fate(StrEnum):
    """What became of a message, as far as anybody can know."""

    SENT = "sent"
    AGAIN = "again"
    UNSENT = "unsent"
    AMBIGUOUS = "ambiguous"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What became of one message. `why` is a code for logs and metrics, never text or a token."""

    fate: Fate
    sent_id: str | None = None
    wait: float = 0.0  # seconds the conversation must rest before anything else is said in it
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A row of the tables: the fate, and how long to rest (seconds)."""

    fate: Fate
    wait: float = 0.0  # unless Retry-After says otherwise
    least: float = 0.0  # whatever Retry-After says


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: the status, the start of the body, and the two headers about time."""

    status: int
    body: bytes = b""
    retry_after: str = ""
    date: str = ""


LONGEST_WAIT: Final = 900.0
TOO_BIG: Final = "MessageSizeTooBig"
BLOCKED: Final = "MessageWritesBlocked"
BLOCKED_NUMBER: Final = 209
OK: Final = range(200, 300)

ACCEPTED: Final = Verdict(fate=Fate.SENT)
GONE: Final = Verdict(fate=Fate.UNREACHABLE)
NEVER: Final = Verdict(fate=Fate.REFUSED)
BEFORE_ANY_BYTE: Final = Verdict(fate=Fate.UNSENT, wait=2.0, least=2.0)
NOBODY_KNOWS: Final = Verdict(fate=Fate.AMBIGUOUS, wait=30.0, least=30.0)

BY_CODE: Final[Mapping[tuple[int, str], Verdict]] = {
    (403, "BotDisabledByAdmin"): GONE,
    (403, "BotNotInConversationRoster"): GONE,
    (403, "ConversationBlockedByUser"): GONE,
    (403, "ForbiddenOperationException"): GONE,
    (403, "InvalidBotApiHost"): GONE,
    (403, BLOCKED): GONE,
    (403, "NotEnoughPermissions"): GONE,
    (404, "ConversationNotFound"): GONE,
}
BY_STATUS: Final[Mapping[int, Verdict]] = {
    401: Verdict(fate=Fate.AGAIN, wait=1.0, least=1.0),  # with another token
    408: NOBODY_KNOWS,
    412: Verdict(fate=Fate.AGAIN, wait=1.0, least=1.0),  # two at once in one conversation
    429: Verdict(fate=Fate.AGAIN, wait=5.0, least=1.0),
    500: NOBODY_KNOWS,
    502: NOBODY_KNOWS,
    503: NOBODY_KNOWS,
    504: NOBODY_KNOWS,
}  # any other status outside 200 to 299: NEVER
BY_ERROR: Final[tuple[tuple[type[Exception], Verdict], ...]] = (
    (aiohttp.ClientConnectorError, BEFORE_ANY_BYTE),  # refused, DNS, TLS, certificate
    (aiohttp.ConnectionTimeoutError, BEFORE_ANY_BYTE),  # no connection in time
    (aiohttp.InvalidURL, NEVER),
    (Exception, NOBODY_KNOWS),  # reset, closed, silent, or an answer that is not HTTP
)

_unnamed: Final[Mapping[int, str]] = {413: TOO_BIG}
_seconds: Final = re.compile(r"[0-9]+(?:\.[0-9]*)?")
_name: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")


def judge_answer(answer: Answer, *, repeatable: bool, now: datetime | None = None) -> Delivery:
    """Give the fate of a message that was answered.

    `now` is what an HTTP-date in Retry-After is measured from; without it the answer's own Date.

    >>> judge_answer(Answer(status=201, body=b'{"id": "1:a"}'), repeatable=False).sent_id
    '1:a'
    >>> slow = Answer(status=429, retry_after="17")
    >>> judge_answer(slow, repeatable=False)
    Delivery(fate=<Fate.AGAIN: 'again'>, sent_id=None, wait=17.0, why='429')
    """
    body = _parsed(answer.body)
    if answer.status in OK:
        return Delivery(fate=Fate.SENT, sent_id=_id_of(body))
    code = _code_of(body)
    verdict = BY_CODE.get((answer.status, code)) or BY_STATUS.get(answer.status, NEVER)
    asked = retry_after(answer.retry_after, now or _date(answer.date))
    why = _unnamed.get(answer.status) or code or str(answer.status)
    return _delivery(verdict, why, asked=asked, repeatable=repeatable)


def judge_error(error: Exception, *, repeatable: bool) -> Delivery:
    """Give the fate of a message that was not answered.

    >>> judge_error(TimeoutError(), repeatable=False).fate
    <Fate.AMBIGUOUS: 'ambiguous'>
    >>> judge_error(TimeoutError(), repeatable=True).fate
    <Fate.AGAIN: 'again'>
    """
    verdict = next(verdict for kind, verdict in BY_ERROR if isinstance(error, kind))
    return _delivery(verdict, type(error).__name__, repeatable=repeatable)


def retry_after(text: str, now: datetime | None) -> float | None:
    """Give the seconds a Retry-After header asks for; None where it says nothing readable.

    >>> retry_after("7", None), retry_after("soon", None)
    (7.0, None)
    >>> retry_after("Sun, 22 Nov 2026 03:00:20 GMT", datetime(2026, 11, 22, 3, tzinfo=UTC))
    20.0
    """
    if _seconds.fullmatch(text):
        return float(text)
    date = _date(text)
    return (date - now).total_seconds() if date and now else None


def _delivery(
    verdict: Verdict, why: str, *, repeatable: bool, asked: float | None = None
) -> Delivery:
    doubtful = verdict.fate is Fate.AMBIGUOUS
    fate = Fate.AGAIN if doubtful and repeatable else verdict.fate
    wait = verdict.wait if asked is None else max(asked, verdict.least)
    may_try = fate in (Fate.AGAIN, Fate.UNSENT, Fate.AMBIGUOUS)
    return Delivery(fate=fate, wait=min(wait, LONGEST_WAIT) if may_try else 0.0, why=why)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _id_of(body: Any) -> str | None:
    found = body.get("id") if isinstance(body, dict) else None
    return found if isinstance(found, str) and found else None


def _code_of(body: Any) -> str:
    """Give the code that says most: one the tables know, else the innermost; "" for none."""
    known = {code for _, code in BY_CODE}
    found = list(_codes(body))
    return next((code for code in found if code in known), found[0] if found else "")


def _codes(body: Any, depth: int = 3) -> Iterator[str]:
    """Every code of an error body, the innermost first.

    Teams writes `{"error": {"code": ...}}`, and `{"errorCode": 209, "message": "..."}` with
    another object, that holds a `subCode`, as the text of the message.
    """
    if not isinstance(body, dict) or not depth:
        return
    message = body.get("message")
    yield from _codes(body.get("error"), depth - 1)
    if isinstance(message, str):
        yield from _codes(_parsed(message.encode("utf-8", "replace")), depth - 1)
    numbered = BLOCKED if body.get("errorCode") == BLOCKED_NUMBER else None
    for value in (body.get("subCode"), body.get("code"), numbered):
        name = re.sub(r"\s", "", value) if isinstance(value, str) else ""  # "Bad Argument"
        if _name.fullmatch(name):
            yield name


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
