"""The versions of the rules: who set what, when and why. A version never changes."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pymongo.errors import DuplicateKeyError

from matching.rules import (
    RULES,
    RuleError,
    Rules,
    Value,
    as_values,
    checked,
    rules_from,
)
from storage import codec
from storage.change import Faster, Tenant
from storage.driver import Driver

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of the rules; number 0 is the defaults, which nobody set."""

    number: int
    rules: Rules
    who: str = ""
    when: datetime | None = None
    why: str = ""


async def newest(driver: Driver, tenant: Tenant) -> Version:
    """Read the version in force."""
    found = await _versions(driver, tenant, 1)
    return found[0] if found else Version(number=0, rules=Rules())


async def history(driver: Driver, tenant: Tenant, limit: int = 20) -> list[Version]:
    """Read the newest versions, newest first."""
    return await _versions(driver, tenant, limit)


async def publish(  # noqa: PLR0917 - read once, at the command
    driver: Driver,
    tenant: Tenant,
    base: Version,
    values: Mapping[str, object],
    note: tuple[str, str],
    now: datetime,
) -> Version | Faster:
    """Keep a new version: `base` with `values`, and who and why as `note`.

    Raises `RuleError` when a value is not allowed. `Faster` when somebody published since `base`.
    """
    who, why = note
    rules = rules_from({**as_values(base.rules), **values})
    number = base.number + 1
    document = {
        "_id": codec.key(tenant, str(number)),
        "tenant": tenant,
        "version": number,
        "who": who,
        "when": now,
        "why": why,
        "values": _changed(rules),
    }
    try:
        await driver.collection("rules").insert_one(document)
    except DuplicateKeyError:
        return Faster()
    return Version(number=number, rules=rules, who=who, when=now, why=why)


def _changed(rules: Rules) -> dict[str, Value]:
    """Keep only what differs from the defaults, so that a better default reaches everybody."""
    return {
        name: value for name, value in as_values(rules).items() if value != RULES[name].default
    }


async def _versions(driver: Driver, tenant: Tenant, limit: int) -> list[Version]:
    cursor = driver.collection("rules").find({"tenant": tenant}).sort("version", -1).limit(limit)
    return [_version(each) for each in await cursor.to_list(None)]


def _version(document: Mapping[str, Any]) -> Version:
    return Version(
        number=document["version"],
        rules=_rules(document["values"]),
        who=document["who"],
        when=document["when"],
        why=document["why"],
    )


def _rules(values: Mapping[str, object]) -> Rules:
    """Read stored rules: what this program does not know or no longer allows has its default."""
    known = {}
    for name, value in values.items():
        try:
            known[name] = checked(name, value)
        except RuleError as trouble:
            log.warning("a stored rule is ignored: %s", trouble)
    return rules_from(known)
