"""The log of what administrators and moderators did: appended to, and chained by hashes.

Each entry holds the hash of the one before, so that an entry that was edited, or taken from the
middle, breaks the chain. Whoever wants to see a cut at the end keeps number and hash of the newest
entry elsewhere, and has them looked for.
"""

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from storage import codec
from storage.change import Act, Tenant
from storage.driver import READ_AT_ONCE, Document, Driver

START: Final = ""  # what stands before the first entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One entry of the log."""

    number: int
    at: datetime
    who: str
    what: str
    about: str
    note: str
    before: str  # the hash of the entry before
    hash: str


def chained(tenant: Tenant, last: Logged | None, act: Act, at: datetime) -> Logged:
    """Make the entry that follows the last."""
    number = 1 if last is None else last.number + 1
    before = START if last is None else last.hash
    entry = Logged(
        number=number,
        at=at,
        who=act.who,
        what=act.what,
        about=act.about,
        note=act.note,
        before=before,
        hash="",
    )
    return Logged(**{**_fields(entry), "hash": digest(tenant, entry)})


def digest(tenant: Tenant, entry: Logged) -> str:
    """Give the SHA-256 of an entry without its own hash."""
    parts = _fields(entry) | {"at": round(entry.at.timestamp() * 1000), "tenant": tenant}
    del parts["hash"]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def document(tenant: Tenant, entry: Logged) -> Document:
    """Make the document of an entry."""
    return {"_id": codec.key(tenant, str(entry.number)), "tenant": tenant, **_fields(entry)}


async def last(driver: Driver, tenant: Tenant, session: Any = None) -> Logged | None:
    """Read the newest entry."""
    cursor = driver.collection("audit").find({"tenant": tenant}, session=session)
    found = await cursor.sort("number", -1).limit(1).to_list(None)
    return codec.read(Logged, found[0]) if found else None


async def entries(driver: Driver, tenant: Tenant, limit: int = 100) -> list[Logged]:
    """Read the newest entries, newest first."""
    cursor = driver.collection("audit").find({"tenant": tenant}).sort("number", -1).limit(limit)
    return [codec.read(Logged, each) for each in await cursor.to_list(None)]


async def broken(driver: Driver, tenant: Tenant, expected: tuple[int, str] | None = None) -> str:
    """Say in one sentence where the log was tampered with; "" where it is whole.

    `expected` is number and hash of an entry that was the newest once.
    """
    number, before = 0, START
    async for each in _all(driver, tenant):
        if each.number != number + 1:
            return f"entry {number + 1} of the log is missing"
        if each.before != before or each.hash != digest(tenant, each):
            return f"entry {each.number} of the log is not as it was written"
        number, before = each.number, each.hash
        if expected is not None and expected[0] == number and expected[1] != before:
            return f"entry {number} of the log is another one than it was"
    if expected is not None and expected[0] > number:
        return f"the log ends with entry {number}; entry {expected[0]} was there once"
    return ""


async def _all(driver: Driver, tenant: Tenant) -> AsyncIterator[Logged]:
    cursor = driver.collection("audit").find({"tenant": tenant}).sort("number", 1)
    async for each in cursor.batch_size(READ_AT_ONCE):
        yield codec.read(Logged, each)


def _fields(entry: Logged) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Logged.__dataclass_fields__}
