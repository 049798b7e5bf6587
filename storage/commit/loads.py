"""What a change adds to mentors' loads and records, to learners' questions and ties. Pure."""

from collections import Counter
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from operator import itemgetter
from typing import Any

from pymongo import UpdateOne

from matching.model import PersonId, Record
from matching.skills import SkillId
from matching.thread import WAITING, Tally, Thread, joints_of, lines_of, tally, verdicts_in
from matching.verdicts import Verdicts
from storage import codec
from storage.change import Change, Silence, Tenant
from storage.commit.interruptions import new_interruptions, still_room
from storage.commit.week import still_minutes


def deltas(change: Change) -> dict[PersonId, Tally]:
    """Sum up, by mentor, what the threads of a change add; nobody for whom nothing changes."""
    total: dict[PersonId, Tally] = {}
    for before, after in change.threads:
        for mentor, delta in _between(before, after).items():
            total[mentor] = _plus(total.get(mentor, Tally()), delta)
    return {
        mentor: each
        for mentor, each in total.items()
        if each != Tally() or verdict_deltas(change, mentor)
    }


def question_deltas(change: Change) -> dict[PersonId, int]:
    """Sum up, by learner, what a change adds to the questions that wait for an answer."""
    total: Counter[PersonId] = Counter()
    for before, after in change.threads:
        waited = before is not None and before.state in WAITING
        total[after.learner] += (after.state in WAITING) - waited
    return {learner: each for learner, each in total.items() if each}


def tie_deltas(change: Change) -> list[tuple[PersonId, PersonId, Record]]:
    """Give learner, mentor and what a change adds to their tie; only where it adds something.

    An anonymous question makes no tie: who looks at ties sees who helps whom.
    """
    found = []
    for before, after in change.threads:
        if after.anonymous:
            continue
        for mentor, delta in sorted(_between(before, after).items()):
            record = delta.record
            if record.answered or record.rated or record.rating_points:
                found.append((after.learner, mentor, record))
    return found


def verdict_deltas(change: Change, mentor: PersonId) -> dict[SkillId, Verdicts]:
    """Sum up, by skill, what a change adds to the ratings of a mentor's answers."""
    total: dict[SkillId, Verdicts] = {}
    for before, after in change.threads:
        old, new = verdicts_in(before, mentor), verdicts_in(after, mentor)
        for skill in sorted(old.keys() | new.keys()):
            more = new.get(skill, Verdicts()) - old.get(skill, Verdicts())
            total[skill] = total.get(skill, Verdicts()) + more
    return {skill: each for skill, each in total.items() if each != Verdicts()}


def writes_of(tenant: Tenant, change: Change, now: datetime) -> list[UpdateOne]:
    """Make the updates of everybody's counters, each under its condition."""
    counted = deltas(change) | {
        each: deltas(change).get(each, Tally()) for each in new_interruptions(change)
    }
    mentors = [
        UpdateOne(condition(tenant, change, mentor, delta, now), addition(change, mentor, delta))
        for mentor, delta in sorted(counted.items())
    ]
    learners = [
        UpdateOne(
            room_for_questions(tenant, change, learner, delta),
            {"$inc": {"open_questions": delta}},
        )
        for learner, delta in sorted(question_deltas(change).items())
    ]
    silent = [
        _one_more_silent(tenant, *each, now)
        for each in sorted(change.silent.items(), key=itemgetter(0))
    ]
    return mentors + learners + silent


def _one_more_silent(
    tenant: Tenant, person: PersonId, silence: Silence, now: datetime
) -> UpdateOne:
    """Count one more offer without a reaction, where there were as many before as was read.

    Two that lapse at once read the same count: the second is read again, with the time beside it.
    """
    known = [silence.before] if silence.before else [0, None]
    where = {"_id": codec.key(tenant, person), "tenant": tenant, "silent_offers": {"$in": known}}
    times = {"silent_at": now} | ({"go_on_asked": now} if silence.asks else {})
    return UpdateOne(where, {"$inc": {"silent_offers": 1}, "$set": times})


def room_for_questions(
    tenant: Tenant, change: Change, learner: PersonId, delta: int
) -> dict[str, Any]:
    """Make the filter that only a learner with room for further questions meets."""
    where: dict[str, Any] = {"_id": codec.key(tenant, learner), "tenant": tenant}
    if delta > 0 and learner in change.questions:
        where["open_questions"] = {"$not": {"$gt": change.questions[learner] - delta}}
    return where


def condition(
    tenant: Tenant, change: Change, mentor: PersonId, delta: Tally, now: datetime
) -> dict[str, Any]:
    """Make the filter that only somebody with room for the delta, and at rest, meets."""
    where: dict[str, Any] = {"_id": codec.key(tenant, mentor), "tenant": tenant}
    rooms = still_room(new_interruptions(change).get(mentor, ()))
    if delta.load > 0:
        where["load"] = {"$lte": change.capacity[mentor] - delta.load}
        asking = {after.learner for _, after in change.threads if mentor in after.asked}
        where["apart"] = {"$nin": sorted(asking)}
    newly_asked = _new_times(change, mentor, "offers", "due")
    if change.pace is not None and newly_asked:
        if change.pace.rest:
            where["asked_at"] = {"$not": {"$gt": now - change.pace.rest}}
        if change.pace.week is not None:
            rooms += still_minutes(change.pace.week, delta.load, now)
    return where | ({"$expr": {"$and": rooms}} if rooms else {})


def addition(change: Change, mentor: PersonId, delta: Tally) -> dict[str, Any]:
    """Make the update of a mentor's counters, and of the newest times of offers and answers."""
    counts: dict[str, float] = {"load": delta.load} | {
        f"record.{each.name}": getattr(delta.record, each.name) for each in fields(Record)
    }
    for skill, verdicts in verdict_deltas(change, mentor).items():
        field = f"verdicts.{codec.field_of(skill)}"
        counts |= {f"{field}.rated": verdicts.rated, f"{field}.points": verdicts.points}
    whole = {name for name in counts if name.startswith("verdicts.")}  # both fields, or neither
    more = {name: value for name, value in counts.items() if value or name in whole}
    update: dict[str, Any] = {"$inc": more} if more else {}
    pushes = {
        "asked_at": (_new_times(change, mentor, "offers", "due"), codec.ASKED_KEPT),
        "answered_at": (_new_times(change, mentor, "answers", "at"), codec.ANSWERED_KEPT),
        "lines_at": (_new_of(change, mentor, lines_of), codec.LINES_KEPT),
        "joints_at": (_new_of(change, mentor, joints_of), codec.JOINTS_KEPT),
        "interrupted_at": (
            [each.due for each in new_interruptions(change).get(mentor, ())],
            codec.INTERRUPTED_KEPT,
        ),
    }
    push = {
        name: {"$each": times, "$slice": -kept} for name, (times, kept) in pushes.items() if times
    }
    if _reacted(delta.record):
        update["$set"] = {"silent_offers": 0}
    return update | ({"$push": push} if push else {})


def _reacted(more: Record) -> bool:
    """Whether the mentor did anything themselves: took, passed, answered or wrote on."""
    return max(more.reacted, more.answered, more.lines, more.joints) > 0


def _between(before: Thread | None, after: Thread) -> dict[PersonId, Tally]:
    old, new = tally(before), tally(after)
    return {
        mentor: _minus(new.get(mentor, Tally()), old.get(mentor, Tally()))
        for mentor in old.keys() | new.keys()
    }


def _minus(left: Tally, right: Tally) -> Tally:
    return _combined(left, right, -1)


def _plus(left: Tally, right: Tally) -> Tally:
    return _combined(left, right, 1)


def _combined(left: Tally, right: Tally, sign: int) -> Tally:
    sums = {
        each.name: getattr(left.record, each.name) + sign * getattr(right.record, each.name)
        for each in fields(Record)
    }
    return Tally(load=left.load + sign * right.load, record=Record(**sums))


def _new_times(change: Change, mentor: PersonId, what: str, when: str) -> list[datetime]:
    return [
        getattr(each, when)
        for before, after in change.threads
        for each in getattr(after, what)
        if each.mentor == mentor
        and each.id not in {old.id for old in (getattr(before, what) if before else ())}
    ]


def _new_of(
    change: Change, mentor: PersonId, when: Callable[[Thread, PersonId], tuple[datetime, ...]]
) -> list[datetime]:
    """Give the times that a change adds behind those there were."""
    return [
        at
        for before, after in change.threads
        for at in when(after, mentor)[len(when(before, mentor)) if before else 0 :]
    ]
