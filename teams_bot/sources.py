"""How each source of helpers is reached: one row a source.

A source finds nobody (None), or a shortlist: whoever it picks is offered the question. Or it finds
a place: the question is posted there, and whoever comes by may answer.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from matching.hours import parse_hours
from matching.ladder import Rung
from matching.model import Shortlist
from matching.sources import Source
from matching.thread import Posting, PostingId, Thread
from storage.change import Job, Person
from teams_bot.choosing import choose
from teams_bot.postings import card_there, channel_for
from teams_bot.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a source came to for one rung; nobody is asked where its shortlist has no picks."""

    shortlist: Shortlist
    ends: datetime  # when the time of everybody who is asked is up


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The question is shown in a place, where somebody may volunteer."""

    posting: Posting
    ends: datetime  # when others are looked for
    jobs: tuple[Job, ...] = ()  # that show it there

    def on(self, thread: Thread, place: int, passed_over: tuple[Shortlist, ...]) -> Thread:
        """Give the thread as it stands there, after the rungs on which nobody could be asked."""
        return thread.post(self.posting, self.ends, place=place, passed_over=passed_over)


Where = Found | Posted | None
Reach = Callable[[Services, Thread, Person, Rung, Sequence[Thread]], Awaitable[Where]]


async def colleagues(
    services: Services, thread: Thread, learner: Person, rung: Rung, beside: Sequence[Thread]
) -> Found | None:
    """Choose among everybody who knows the topic."""
    return await _chosen(services, thread, learner, rung, beside)


async def own_manager(
    services: Services, thread: Thread, learner: Person, rung: Rung, beside: Sequence[Thread]
) -> Found | None:
    """Ask the learner's manager, where the learner allowed it."""
    if learner.manager is None or not learner.manager_allowed:
        return None
    return await _chosen(services, thread, learner, rung, beside)


async def contractors(
    services: Services, thread: Thread, learner: Person, rung: Rung, beside: Sequence[Thread]
) -> Found | None:
    """Choose among contract mentors, who are paid: not for a question whose topic nobody knows."""
    return await _chosen(services, thread, learner, rung, beside) if thread.skills else None


async def crowd(
    services: Services, thread: Thread, _: Person, rung: Rung, __: Sequence[Thread]
) -> Posted | None:
    """Post the question to a channel that was set up for its topic, or for all."""
    used = await services.store.channels(used=True)
    channel = channel_for(used, thread)
    if channel is None:
        return None
    rules, now = (await services.rules()).rules, services.now()
    hours = parse_hours(rules.default_hours, rules.default_time_zone)
    due = (hours.next_opening(now) if rung.in_hours else None) or now
    posting = Posting(
        id=PostingId(services.new_id()),
        source=Source.CROWD,
        place=channel.id,
        rung=thread.rung + 1,
        due=due,
        answers=rung.people,
    )
    card = card_there(thread.id, posting, channel)
    return Posted(posting=posting, ends=rung.ends(due, hours), jobs=(card,))


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
    Source.CROWD: crowd,
}
