"""`rules show|set|export|import|revert`: the matching rules, as versions with who, when, why."""

import argparse
import getpass
import json
from collections.abc import Mapping
from typing import Any

from matching.rules import RULES, RuleError, Rules, as_values, rules_from, takes
from storage.change import Faster
from teams_bot.commands.opened import opened
from teams_bot.commands.people import read_bytes
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import Settings
from teams_bot.texts import clean


async def show(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the rules in force, and the versions before them."""
    async with opened(settings) as (store, _):
        version, history = await store.rules(), await store.rules_history()
    if chosen.json:
        values = as_values(version.rules)
        print(json.dumps({"version": version.number, "rules": values}, indent=2))
        return 0
    print(f"Rules, version {version.number}{'' if version.number else ' (the defaults)'}")
    for name, value in as_values(version.rules).items():
        mark = " " if value == RULES[name].default else "*"
        label = RULES[name].metadata["label"]
        print(f" {mark} {name:<26} {_shown(value):<22} {label}; {takes(name)}")
    for each in history:
        print(
            f"version {each.number}: {each.when:%Y-%m-%d %H:%M} by {each.who}: {each.why or '-'}"
        )
    return 0


async def set_one(settings: Settings, chosen: argparse.Namespace) -> int:
    """Set one rule."""
    return await _publish(settings, chosen, {chosen.name: chosen.value})


async def export(settings: Settings, _: argparse.Namespace) -> int:
    """Print the rules as JSON that `rules import` reads."""
    async with opened(settings) as (store, _now):
        version = await store.rules()
    print(json.dumps(as_values(version.rules), indent=2))
    return 0


async def import_file(settings: Settings, chosen: argparse.Namespace) -> int:
    """Set the rules that a JSON file names; the others stay."""
    try:
        values = json.loads(read_bytes(chosen.file))
    except (ValueError, RecursionError) as trouble:
        raise Trouble(f"{chosen.file} is not JSON: {trouble}.") from trouble
    if not isinstance(values, dict):
        raise Trouble(f"{chosen.file} must hold one JSON object of rule names and values.")
    return await _publish(settings, chosen, values)


async def revert(settings: Settings, chosen: argparse.Namespace) -> int:
    """Bring an older version back, as a new version; version 0 is the defaults."""
    async with opened(settings) as (store, _):
        known = {each.number: each.rules for each in await store.rules_history()}
    known[0] = Rules()
    if chosen.version not in known:
        kept = ", ".join(map(str, sorted(known)))
        raise Trouble(f"There is no version {chosen.version} to go back to; there are: {kept}.")
    chosen.why = chosen.why or f"back to version {chosen.version}"
    return await _publish(settings, chosen, as_values(known[chosen.version]))


async def _publish(
    settings: Settings, chosen: argparse.Namespace, values: Mapping[str, Any]
) -> int:
    async with opened(settings) as (store, now):
        base = await store.rules()
        try:
            if rules_from({**as_values(base.rules), **values}) == base.rules:
                print(f"Nothing differs from version {base.number}; it stays.")
                return 0
            note = (clean(chosen.who)[:100] or login(), clean(chosen.why)[:1000])
            done = await store.publish_rules(base, values, note, now)
        except RuleError as trouble:
            told = str(trouble)
            end = "\n" if "\n" in told else " "
            raise Trouble(f"{told}{end}Nothing was changed.") from trouble
    if isinstance(done, Faster):
        raise Trouble("Somebody changed the rules at the same moment. Look at them and try again.")
    before, after = as_values(base.rules), as_values(done.rules)
    for name in after:
        if before[name] != after[name]:
            print(f"{name}: {_shown(before[name])} -> {_shown(after[name])}")
    print(f"Version {done.number}, in force within seconds.")
    return 0


def login() -> str:
    """Name who runs the command."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return "unknown"


def _shown(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)
