"""What a moderator's decision on a report does. Used by the press `decide` and by the command.

Reads and thinks; writes nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from matching.thread import IllegalMove, Thread
from storage.change import About, Act, Change, Job, Report, Ruling
from teams_bot import texts
from teams_bot.offers import settle
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services

DAYS_MAX: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, by whom, and why."""

    ruling: Ruling
    by: str
    note: str = ""
    days: int | None = None  # of a suspension


def decision_from(ruling: str, by: str, note: str, days: str) -> Decision:
    """Read a decision as it was written; refuse what is none, in one sentence."""
    if ruling not in set(Ruling):
        raise NotAllowed(texts.SAY["ruling_how"])
    wanted = Ruling(ruling)
    if wanted is not Ruling.SUSPEND:
        return Decision(ruling=wanted, by=by, note=note)
    if not days.isdecimal() or not 1 <= int(days) <= DAYS_MAX:
        raise NotAllowed(texts.SAY["days_how"])
    return Decision(ruling=wanted, by=by, note=note, days=int(days))


async def decided(services: Services, report: Report, made: Decision) -> Change:
    """Make the change of a decision. Refuses a report that was decided before."""
    if report.ruling is not None:
        raise NotAllowed(texts.SAY["report_decided"])
    now = services.now()
    kept = (await services.rules()).rules.reports_kept_days
    after = replace(
        report,
        ruling=made.ruling,
        by=made.by,
        note=made.note,
        decided=now,
        kept_until=now + timedelta(days=kept),
    )
    change = await _effect(services, report, made)
    act = Act(who=made.by, what=f"report {made.ruling}", about=report.id, note=made.note)
    return replace(change, reports=((report, after),), acts=(act,))


async def _effect(services: Services, report: Report, made: Decision) -> Change:
    if made.ruling is Ruling.REMOVE:
        thread = await services.store.thread(report.thread)
        return Change() if thread is None else await _removed(services, thread, report)
    if made.ruling is Ruling.WARN:
        return Change(jobs=(_told(report, texts.SAY["warned"], services.now()),))
    if made.ruling is Ruling.SUSPEND and made.days is not None:
        return await _suspended(services, report, made.days)
    return Change()


async def _suspended(services: Services, report: Report, days: int) -> Change:
    """Suspend somebody; an earlier suspension that lasts longer stays."""
    now = services.now()
    before = await services.store.person(report.reported)
    if before is None:
        return Change()
    until = max(now + timedelta(days=days), before.suspended_until or now)
    after = replace(before, suspended_until=until)
    dropped = Job(
        key=f"drop_mentor:{before.id}:{report.id}",
        kind="drop_mentor",
        due=now,
        payload={"person": before.id},
    )
    told = _told(report, texts.suspended(f"{until:%d %B %Y}"), now)
    return Change(people=((before, after),), jobs=(dropped, told))


def _told(report: Report, sentence: str, now: datetime) -> Job:
    return Job(
        key=f"say:moderated:{report.id}",
        kind="say",
        due=now,
        to=report.reported,
        payload={"sentence": sentence, "card": None},
    )


async def _removed(services: Services, thread: Thread, report: Report) -> Change:
    after = _REMOVED[report.about](thread, report.item, services.now())
    return await settle(services, thread, after)


def _without_question(thread: Thread, _: str, now: datetime) -> Thread:
    try:
        ended = thread.cancel(now)
    except IllegalMove:
        ended = replace(thread, revision=thread.revision + 1)
    return replace(ended, text=texts.REMOVED, reported=True)


def _without_answer(thread: Thread, item: str, _: datetime) -> Thread:
    answers = (
        replace(each, text=texts.REMOVED, reported=True) if each.id == item else each
        for each in thread.answers
    )
    return replace(thread, answers=tuple(answers), revision=thread.revision + 1)


def _without_line(thread: Thread, item: str, _: datetime) -> Thread:
    lines = (
        replace(each, text=texts.REMOVED) if each.id == item else each
        for each in thread.follow_ups
    )
    return replace(thread, follow_ups=tuple(lines), revision=thread.revision + 1)


def _without_thanks(thread: Thread, item: str, _: datetime) -> Thread:
    answers = (replace(each, thanks="") if each.id == item else each for each in thread.answers)
    return replace(thread, answers=tuple(answers), revision=thread.revision + 1)


def _without_joint(thread: Thread, _: str, __: datetime) -> Thread:
    joint = thread.joint and replace(thread.joint, text=texts.REMOVED)
    return replace(thread, joint=joint, revision=thread.revision + 1)


def _without_objection(thread: Thread, item: str, _: datetime) -> Thread:
    joint = thread.joint and replace(
        thread.joint,
        objections=tuple(
            replace(each, text=texts.REMOVED) if each.mentor == item else each
            for each in thread.joint.objections
        ),
    )
    return replace(thread, joint=joint, revision=thread.revision + 1)


_REMOVED: Final[Mapping[About, Callable[[Thread, str, datetime], Thread]]] = {
    About.QUESTION: _without_question,
    About.ANSWER: _without_answer,
    About.LINE: _without_line,
    About.THANKS: _without_thanks,
    About.JOINT: _without_joint,
    About.OBJECTION: _without_objection,
}
