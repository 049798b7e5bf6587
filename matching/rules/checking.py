"""Values of rules: what one takes, and a whole version of them."""

import math
from collections.abc import Callable, Mapping
from dataclasses import Field, asdict
from typing import Any

from matching.rules.fields import RULES, Rules
from matching.rules.kinds import Value


class RuleError(ValueError):
    """A rule was given a name or a value it cannot have; the text says what to do."""


def takes(name: str) -> str:
    """Say what a rule takes.

    >>> takes("claim_minutes"), takes("ask_consent")
    ('a whole number from 1 to 480', 'yes or no')
    """
    rule = RULES[name]
    if "takes" in rule.metadata:
        return str(rule.metadata["takes"])
    if isinstance(rule.default, bool):
        return "yes or no"
    low, high = rule.metadata["bounds"]
    kind = "a whole number" if isinstance(rule.default, int) else "a number"
    return f"{kind} from {low} to {high}"


def checked(name: str, value: object) -> Value:
    """Give the value of one rule as its type, or say in one sentence what it takes.

    >>> checked("claim_minutes", "45"), checked("ask_consent", "no")
    (45, False)
    >>> checked("claim_minutes", 0)
    Traceback (most recent call last):
    matching.rules.checking.RuleError: claim_minutes takes a whole number from 1 to 480, not 0.
    """
    if name not in RULES:
        raise RuleError(f"There is no rule {name!r}. The rules are: {', '.join(RULES)}.")
    rule = RULES[name]
    found = _read(rule, value)
    if found is None:
        given = str(value)[:80]
        raise RuleError(
            f"{name} takes {takes(name)}, not {given if given.strip() else repr(given)}."
            f"{_why_not(rule, value)}"
        )
    return found


def rules_from(values: Mapping[str, object]) -> Rules:
    """Build a version from names and values; what is not named has its default.

    Raises `RuleError` with all that is wrong, one mistake a line.
    """
    found: dict[str, Value] = {}
    mistakes = []
    for name, value in values.items():
        try:
            found[name] = checked(name, value)
        except RuleError as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise RuleError("\n".join(mistakes))
    return Rules(**found)  # type: ignore[arg-type]


def as_values(rules: Rules) -> dict[str, Value]:
    """Give a version as names and values, in the order of the table."""
    return asdict(rules)


def _read(rule: Field[Any], value: object) -> Value | None:
    if "check" in rule.metadata:
        return _text(rule.metadata["check"], value)
    if isinstance(rule.default, bool):
        words = {"yes": True, "true": True, "no": False, "false": False}
        return words.get(str(value).strip().casefold())
    low, high = rule.metadata["bounds"]
    found = _number(value)
    if found is None or not low <= found <= high:
        return None
    if isinstance(rule.default, float):
        return found
    return int(found) if found.is_integer() else None


def _why_not(rule: Field[Any], value: object) -> str:
    """Give what a check says of a text it refuses, where that helps."""
    if not rule.metadata.get("explains") or not isinstance(value, str):
        return ""
    why = ""
    try:
        rule.metadata["check"](value.strip())
    except ValueError as found:
        why = f" {found}"
    return why


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _text(check: Callable[[str], object], value: object) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        check(value.strip())
    except (ValueError, KeyError, OSError):
        return None
    return value.strip()
