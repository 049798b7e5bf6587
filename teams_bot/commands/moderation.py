"""`moderation list|show|decide|moderators|log|check`: reported words, and who decides on them."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from matching.model import PersonId
from storage.change import Change, Report, ReportId
from storage.commit import Cause
from storage.store import Store
from teams_bot.commands.opened import opened
from teams_bot.commands.rules import login
from teams_bot.commands.trouble import Trouble
from teams_bot.moderation import decided, decision_from
from teams_bot.outcomes import NotAllowed
from teams_bot.reports import UNNAMED, veiled
from teams_bot.services import Clock, Services
from teams_bot.settings import Settings
from teams_bot.texts import RULED, clean
from teams_bot.turn import carry_out


async def list_reports(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the reports that wait, or all, without anybody's words."""
    async with opened(settings) as (store, _):
        found = await store.reports(chosen.limit, waiting=not chosen.all)
    if chosen.json:
        print(json.dumps([_brief(each) for each in found], indent=2))
        return 0
    if not found:
        print("No report was made yet." if chosen.all else "No report waits for a decision.")
    for each in found:
        print(f"{each.id}  {each.at:%Y-%m-%d %H:%M}  {each.about:<8}  {each.ruling or 'waits'}")
    return 0


async def show(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print one report with the words."""
    async with opened(settings) as (store, _):
        whole = await _report(store, chosen.id)
        found = veiled(whole, await store.thread(whole.thread))
        names = await store.names([found.reporter, found.reported])
    told = _brief(found) | {
        "thread": found.thread,
        "reporter": found.reporter or None,
        "reported": found.reported,
        "words": found.words,
        "by": found.by or None,
        "note": found.note,
        "kept_until": found.kept_until.isoformat(),
    }
    if chosen.json:
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return 0
    print("\n".join(_told(found, names)))
    return 0


async def decide(settings: Settings, chosen: argparse.Namespace) -> int:
    """Decide on a report, and do what follows from it."""
    async with opened(settings) as (store, _):
        services = await _services(store, settings)
        by = clean(chosen.who)[:100] or login()
        note, days = clean(chosen.note)[:500], "" if chosen.days is None else str(chosen.days)
        try:
            made = decision_from(chosen.ruling, by, note, days)

            async def think() -> Change:
                return await decided(services, await _report(store, chosen.id), made)

            await carry_out(services, think, Cause())
        except NotAllowed as no:
            raise Trouble(str(no)) from no
    print(RULED[made.ruling])
    return 0


async def moderators(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print who decides on reports in Teams, or say who does from now on."""
    async with opened(settings) as (store, now):
        if chosen.people or chosen.nobody:
            wanted = [] if chosen.nobody else [PersonId(each) for each in chosen.people]
            known = await store.names(wanted)
            missing = [each for each in wanted if each not in known]
            if missing:
                raise Trouble(f"Nobody here has the id {', '.join(missing)}. Nothing was changed.")
            await store.set_moderators(wanted, clean(chosen.who)[:100] or login(), now)
        found = await store.moderators()
        names = await store.names(found)
    for each in found:
        print(f"{each}  {names.get(each, '')}")
    if not found:
        print("Nobody is a moderator yet: `moderation moderators ID …` names them.")
    return 0


async def log(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print the newest entries of the log of acts, newest first."""
    async with opened(settings) as (store, _):
        found = await store.log_entries(chosen.limit)
    if chosen.json:
        print(json.dumps([_entry(each) for each in found], indent=2, ensure_ascii=False))
        return 0
    for each in found:
        about = f" {each.about}" if each.about else ""
        print(
            f"{each.number}  {each.at:%Y-%m-%d %H:%M}  {each.who}: {each.what}{about}; {each.note}"
        )
    if not found:
        print("The log is empty.")
    return 0


async def check(settings: Settings, chosen: argparse.Namespace) -> int:
    """Say whether the log is as it was written; print what to keep elsewhere."""
    expected = None if chosen.expect is None else chosen.expect
    async with opened(settings) as (store, _):
        wrong = await store.log_broken(expected)
        newest = await store.log_entries(1)
    if wrong:
        raise Trouble(f"Somebody tampered with the log: {wrong}.")
    print("The log is as it was written.")
    for each in newest:
        print(f"Keep this elsewhere, to see a later cut: {each.number}:{each.hash}")
    return 0


def numbered(text: str) -> tuple[int, str]:
    """Read number and hash of an entry, as `check` prints them."""
    number, _, given = text.partition(":")
    if not number.isdecimal() or not given:
        raise argparse.ArgumentTypeError(f"NUMBER:HASH as `check` prints it, not {text!r}")
    return int(number), given


async def _services(store: Store, settings: Settings) -> Services:
    clock = Clock()
    await clock.sync(store)
    return Services(store=store, clock=clock, tenant=settings.tenant)


async def _report(store: Store, identity: str) -> Report:
    found = await store.report(ReportId(identity))
    if found is None:
        raise Trouble(f"There is no report {identity}; `moderation list --all` names them.")
    return found


def _brief(report: Report) -> dict[str, Any]:
    return {
        "id": report.id,
        "at": report.at.isoformat(),
        "about": report.about,
        "ruling": report.ruling,
        "decided": None if report.decided is None else report.decided.isoformat(),
    }


def _entry(entry: Any) -> dict[str, Any]:
    names = ("number", "who", "what", "about", "note", "hash")
    return {"at": entry.at.isoformat(), **{name: getattr(entry, name) for name in names}}


def _told(report: Report, names: dict[PersonId, str]) -> Iterator[str]:
    yield f"{report.about} of {_who(report.reported, names)}, {report.at:%Y-%m-%d %H:%M}"
    yield f"reported by {_who(report.reporter, names)}; thread {report.thread}"
    yield f"  {report.words}"
    if report.decided is None:
        yield "waits: `moderation decide ID keep|remove|warn|suspend`"
    else:
        note = f": {report.note}" if report.note else ""
        yield f"{report.ruling} by {report.by}, {report.decided:%Y-%m-%d %H:%M}{note}"


def _who(person: PersonId, names: dict[PersonId, str]) -> str:
    if person == UNNAMED:
        return person
    return f"{names.get(person, 'somebody')} ({person})" if person else "somebody forgotten"
