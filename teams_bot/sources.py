"""How each source of helpers is reached: one row a source.

A source finds nobody (None), a shortlist, of which whoever it picks is offered the question, or a
place: the question is posted there, and whoever comes by may answer or take it.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from matching.hours import WorkingHours, parse_hours
from matching.ladder import Rung
from matching.model import PersonId, Pick, Shortlist
from matching.sources import Source
from matching.thread import Posting, PostingId, Thread
from storage.change import Job, Person
from teams_bot.choosing import choose
from teams_bot.duty import DESK, Nobody, shift
from teams_bot.postings import card_there, room_for, said_to_learner
from teams_bot.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a source came to for one rung; nobody is asked where its shortlist has no picks."""

    shortlist: Shortlist
    soonest: datetime  # before which nobody is asked
    ends: datetime  # when the time of everybody who is asked is up
    outside: frozenset[PersonId] = frozenset()  # who of those picked is asked by mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What a source came to that shows the question where people look."""

    posting: Posting
    ends: datetime  # when others are looked for
    jobs: tuple[Job, ...] = ()  # that show it there, where a place has to be told


Come = Found | Posted | None
Reach = Callable[[Services, Thread, Person, Rung, Sequence[Thread]], Awaitable[Come]]


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
    """Choose among contract mentors, who are paid: not for a question whose topic nobody knows.

    Before anything of a question first leaves, the learner has time to read what would.
    """
    if not thread.skills:
        return None
    told = any(each.outside for each in thread.offers)
    minutes = 0 if told else (await services.rules()).rules.outside_notice_minutes
    notice = timedelta(minutes=minutes)
    found = await _chosen(services, thread, learner, rung, beside, notice)
    outside = await services.store.outside(each.mentor for each in found.shortlist.picks)
    return replace(found, outside=outside)


async def call_centre(
    services: Services, thread: Thread, learner: Person, rung: Rung, _: Sequence[Thread]
) -> Found | Posted | None:
    """Show it at the desk, where somebody is on duty within the rung's time."""
    found = await shift(services, thread, learner, rung)
    if isinstance(found, Nobody):
        now = services.now()
        return Found(shortlist=found.shortlist, soonest=now, ends=now) if found.read else None
    posting = Posting(
        id=PostingId(services.new_id()),
        source=rung.source,
        place=DESK,
        rung=thread.rung + 1,
        due=found.begins,
    )
    return Posted(posting=posting, ends=found.ends)


async def crowd(
    services: Services, thread: Thread, _: Person, rung: Rung, __: Sequence[Thread]
) -> Posted | None:
    """Post the question to a channel that was set up for its topic, or for all.

    Before a name is first shown there, the learner has time to keep the question out.
    """
    if thread.kept_out:
        return None
    used = await services.store.rooms_used()
    room = room_for(used, thread)
    if room is None:
        return None
    rules, now = (await services.rules()).rules, services.now()
    hours = parse_hours(rules.default_hours, rules.default_time_zone)
    told = thread.anonymous or any(each.source is Source.CROWD for each in thread.postings)
    soonest = now + timedelta(minutes=0 if told else rules.channel_notice_minutes)
    due = (hours.next_opening(soonest) if rung.in_hours else None) or soonest
    posting = Posting(
        id=PostingId(services.new_id()),
        source=Source.CROWD,
        place=room.id,
        rung=thread.rung + 1,
        due=due,
        answers=rung.people,
    )
    jobs = [card_there(thread.id, posting, room)]
    if due > now:
        jobs.append(said_to_learner(thread, posting))
    return Posted(posting=posting, ends=rung.ends(due, hours), jobs=tuple(jobs))


async def _chosen(  # noqa: PLR0917 - what a source is given, and for how long it holds back
    services: Services,
    thread: Thread,
    learner: Person,
    rung: Rung,
    beside: Sequence[Thread],
    notice: timedelta = timedelta(),
) -> Found:
    shortlist, hours = await choose(services, thread, learner, rung, beside)
    soonest = services.now() + notice
    picks = tuple(_once_open(each, soonest, hours[each.mentor]) for each in shortlist.picks)
    ends = (rung.ends(each.opens_at or soonest, hours[each.mentor]) for each in picks)
    return Found(
        shortlist=replace(shortlist, picks=picks),
        soonest=soonest,
        ends=max(ends, default=soonest),
    )


def _once_open(pick: Pick, soonest: datetime, hours: WorkingHours) -> Pick:
    """Let somebody be asked in their hours, also where these end while a question is held back."""
    due = max(pick.opens_at or soonest, soonest)
    opens = hours.next_opening(due) or due
    return pick if opens == soonest else replace(pick, opens_at=opens)


SOURCES: Final[Mapping[Source, Reach]] = {
    Source.PEER: colleagues,
    Source.MANAGER: own_manager,
    Source.CONTRACT: contractors,
    Source.CALL_CENTRE: call_centre,
    Source.CROWD: crowd,
}
