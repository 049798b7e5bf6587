"""How each source of helpers is reached: one row a source.

A source finds nobody (None), or a shortlist: whoever it picks is offered the question.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from matching.ladder import Rung
from matching.model import Shortlist
from matching.sources import Source
from matching.thread import Thread
from storage.change import Person
from teams_bot.choosing import choose
from teams_bot.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a source came to for one rung; nobody is asked where its shortlist has no picks."""

    shortlist: Shortlist
    ends: datetime  # when the time of everybody who is asked is up


Reach = Callable[[Services, Thread, Person, Rung, Sequence[Thread]], Awaitable[Found | None]]


async def colleagues(
    services: Services, thread: Thread, learner: Person, rung: Rung, beside: Sequence[Thread]
) -> Found | None:
    """Choose among everybody who knows the topic."""
    return await _chosen(services, thread, learner, rung, beside)


async def own_manager(
    services: Services, thread: Thread, learner: Person, rung: Rung, beside: Sequence[Thread]
) -> Found | None:
    """Ask the learner's manager, where the learner allowed it and asks with their name."""
    if thread.anonymous or learner.manager is None or not learner.manager_allowed:
        return None
    return await _chosen(services, thread, learner, rung, beside)


async def contractors(
    services: Services, thread: Thread, learner: Person, rung: Rung, beside: Sequence[Thread]
) -> Found | None:
    """Choose among contract mentors, who are paid: not for a question whose topic nobody knows."""
    return await _chosen(services, thread, learner, rung, beside) if thread.skills else None


async def _chosen(
    services: Services, thread: Thread, learner: Person, rung: Rung, beside: Sequence[Thread]
) -> Found:
    shortlist, hours = await choose(services, thread, learner, rung, beside)
    now = services.now()
    ends = (rung.ends(each.opens_at or now, hours[each.mentor]) for each in shortlist.picks)
    return Found(shortlist=shortlist, ends=max(ends, default=now))


SOURCES: Final[Mapping[Source, Reach]] = {
    Source.PEER: colleagues,
    Source.MANAGER: own_manager,
    Source.CONTRACT: contractors,
}
