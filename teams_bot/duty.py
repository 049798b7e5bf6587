"""Who is on duty at the call centre: hours kept on our side, a pause, and their own switch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from matching.hours import WorkingHours, parse_hours
from matching.ladder import Rung
from matching.model import Refusal, RefusalReason, Shortlist
from matching.rules import Rules
from matching.sources import Source
from matching.thread import Thread
from storage.change import Person
from teams_bot.reports import are_apart
from teams_bot.services import Services

DESK: Final = "desk"  # the place of a posting
SHIFT_MAX: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """When a question may be shown at the desk, and when its time there is up."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Nobody:
    """Nobody is on duty; the shortlist says why of each who was `read`."""

    shortlist: Shortlist
    read: int


async def shift(services: Services, thread: Thread, learner: Person, rung: Rung) -> Shift | Nobody:
    """Find who is on duty within the rung's time, and who is not and why.

    Whoever has answered a question is not asked it again: others are, or nobody is left.
    """
    version, now = await services.rules(), services.now()
    roster = await services.store.roster(Source.CALL_CENTRE)
    refusals: list[Refusal] = []
    shifts: list[Shift] = []
    answered = {each.mentor for each in thread.answers}
    for each in roster:
        before = RefusalReason.ALREADY_ASKED if each.id in answered else None
        why = refusal(each, learner, version.rules) or before
        opens = None if why else opening(each, version.rules, now)
        if opens is None:
            reason = why or RefusalReason.NEVER_OPEN
            refusals.append(Refusal(mentor=each.id, reason=reason))
            continue
        hours = hours_of(each, version.rules)
        found = Shift(begins=opens, ends=rung.ends(opens if rung.in_hours else now, hours))
        if found.begins < found.ends:
            shifts.append(found)
        else:
            refusals.append(Refusal(mentor=each.id, reason=RefusalReason.OFF_DUTY))
    if shifts:
        return Shift(
            begins=min(each.begins for each in shifts), ends=max(each.ends for each in shifts)
        )
    return Nobody(shortlist=_told(refusals, thread, version.number), read=len(roster))


def refusal(person: Person, learner: Person, rules: Rules) -> RefusalReason | None:
    """Say why somebody of the desk may not take a learner's question, whatever the time."""
    if person.id == learner.id:
        return RefusalReason.OWN_QUESTION
    if not belongs(person):
        return RefusalReason.LEFT
    if rules.ask_consent and not person.opted_in:
        return RefusalReason.NOT_OPTED_IN
    if are_apart(person, learner.id) or are_apart(learner, person.id):
        return RefusalReason.BLOCKED_PAIR
    return RefusalReason.OFF_DUTY if person.off_duty and person.off_until is None else None


def belongs(person: Person | None) -> bool:
    """Whether somebody works at the desk, as the organisation's file has it."""
    return (
        person is not None
        and person.active
        and person.imported
        and person.source is Source.CALL_CENTRE
    )


def opening(person: Person, rules: Rules, now: datetime) -> datetime | None:
    """Give when somebody is there next, by hours, pause and switch; None: not in two weeks."""
    off_until = person.off_until if person.off_duty else None
    start = max(now, person.away_until or now, off_until or now)
    return hours_of(person, rules).next_opening(start)


def is_off(person: Person, now: datetime) -> bool:
    """Whether somebody's own switch keeps them off duty."""
    return person.off_duty and (person.off_until is None or now < person.off_until)


def next_shift(person: Person, rules: Rules, now: datetime) -> datetime:
    """Give when somebody's next shift begins; a shift that goes on ends within a day here."""
    hours, day = hours_of(person, rules), now + SHIFT_MAX
    if not hours.is_open(now):
        return hours.next_opening(now) or day
    closing = hours.next_closing(now)
    if closing is None or closing >= day:
        return day
    return hours.next_opening(closing) or day


def on_duty(person: Person, rules: Rules, now: datetime) -> bool:
    """Whether somebody is there now."""
    agreed = person.opted_in or not rules.ask_consent
    here = belongs(person) and agreed and not is_off(person, now)
    return here and opening(person, rules, now) == now


def hours_of(person: Person, rules: Rules) -> WorkingHours:
    """Give somebody's hours, or the rules' defaults."""
    return parse_hours(
        person.hours or rules.default_hours, person.time_zone or rules.default_time_zone
    )


def _told(refusals: Sequence[Refusal], thread: Thread, rules_version: int) -> Shortlist:
    return Shortlist(
        picks=(),
        reserves=(),
        refusals=tuple(refusals),
        counts={"read": len(refusals), "refused": len(refusals)},
        seed=thread.seed,
        source=Source.CALL_CENTRE,
        rules_version=rules_version,
    )
