"""The last look at a message that interrupts, when it is about to leave.

Since it was planned somebody may have paused or changed their hours, or the service was down until
after them. An offer leaves when it is due: its question's clock runs, and others wait for it.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from storage.change import Change, Claimed, Job, Work
from storage.commit import Cause
from teams_bot.interruptions import in_peace, planned
from teams_bot.letters import LETTERS
from teams_bot.messages import MESSAGES
from teams_bot.services import Services
from teams_bot.turn import carry_out

OFFER: Final = "offer"
USEFUL: Final = timedelta(days=14)  # a message of which nobody said how long


def interrupts(kind: str) -> bool:
    """Whether a kind of message asks for attention that nobody offered, by mail or in Teams."""
    row = MESSAGES.get(kind) or LETTERS.get(kind)
    return row is not None and row.interrupts


async def kept_back(services: Services, leased: Claimed) -> bool:
    """Whether a message may not leave now: it is put off then, or ended where that is too late.

    One that was not counted before is counted so, and due at the first moment there is room.
    """
    job = leased.job
    if not interrupts(job.kind) or job.kind == OFFER or job.to is None:
        return False
    person = await services.store.person(job.to)
    if person is None:
        return False  # there is nobody to interrupt
    if job.interruption is not None and not await in_peace(services, person):
        return False

    async def think() -> Change | None:
        later = await _later(services, job)
        return None if later is None else Change(put_off=(later,))

    if not await carry_out(services, think, Cause(timer=leased, again=services.now())):
        await services.store.end(leased, Work.CANCELLED, services.now(), why="kept_back")
    return True


async def _later(services: Services, job: Job) -> Job | None:
    person = None if job.to is None else await services.store.person(job.to)
    known = job.interruption
    until = (known.until if known else None) or job.due + USEFUL
    soon = replace(job, due=services.now())
    return None if person is None else await planned(services, person, soon, until=until)
