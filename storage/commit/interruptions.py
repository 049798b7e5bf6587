"""The daily budget of interruptions, kept where two transactions cannot both spend the last of it.

Offers, reminders and all else count alike: each job that interrupts is counted when it is written,
at the time it is due. Pure.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from matching.interruptions import DAY
from matching.model import PersonId
from storage.change import Change, Job


def new_interruptions(change: Change) -> Mapping[PersonId, Sequence[Job]]:
    """Give, by person, the messages of a change that interrupt them.

    One that is put off counts at its new time too: the budget errs on the side of peace.
    """
    found: defaultdict[PersonId, list[Job]] = defaultdict(list)
    for job in (*change.jobs, *change.put_off):
        if job.interruption is not None and job.to is not None:
            found[job.to].append(job)
    return found


def still_room(jobs: Sequence[Job]) -> list[dict[str, Any]]:
    """Make what holds only of somebody with room for these messages on their days."""
    return [_room(job, jobs) for job in jobs]


def _room(job: Job, beside: Sequence[Job]) -> dict[str, Any]:
    assert job.interruption is not None  # noqa: S101 - only such jobs are counted
    start, end = job.due - DAY, job.due + DAY
    new = sum(start < each.due < end for each in beside)
    within = {"$and": [{"$gt": ["$$this", start]}, {"$lt": ["$$this", end]}]}
    taken = {"$filter": {"input": {"$ifNull": ["$interrupted_at", []]}, "cond": within}}
    return {"$lte": [{"$size": taken}, job.interruption.per_day - new]}
