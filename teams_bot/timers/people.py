"""When somebody left, is kept apart from somebody, or is forgotten."""

from functools import partial
from typing import Final

from matching.model import PersonId
from matching.thread import Thread
from storage.change import Change, Claimed
from storage.commit import Cause
from teams_bot import texts
from teams_bot.offers import settle
from teams_bot.services import Services
from teams_bot.timers.erasing import erase
from teams_bot.timers.steps import nothing, on_thread
from teams_bot.turn import carry_out

IN_PEACE: Final = "in_peace"  # why a card was never sent


async def drop_mentor(services: Services, timer: Claimed) -> None:
    """Withdraw every live offer of somebody who left or cannot be reached."""
    person = PersonId(timer.job.payload["person"])
    for thread in await services.store.threads_with(person):
        await on_thread(services, thread.id, lambda found: _dropped(services, found, person))
    await carry_out(services, nothing, Cause(timer=timer))


async def left_in_peace(services: Services, timer: Claimed) -> None:
    """Take back the requests that wait for the hours of somebody who wants peace meanwhile."""
    person = PersonId(timer.job.payload["person"])
    for thread in await services.store.threads_with(person):
        await on_thread(services, thread.id, partial(_not_yet_asked, services, person=person))
    await carry_out(services, nothing, Cause(timer=timer))


async def keep_apart(services: Services, timer: Claimed) -> None:
    """Withdraw every live offer between two people who are not brought together again."""
    one, other = (PersonId(timer.job.payload[each]) for each in ("one", "other"))
    for learner, mentor in ((one, other), (other, one)):
        for thread in await services.store.threads_between(learner, mentor):
            await on_thread(services, thread.id, partial(_dropped_from, services, person=mentor))
    await carry_out(services, nothing, Cause(timer=timer))


async def forget(services: Services, timer: Claimed) -> None:
    """Erase somebody's words from every thread, end their questions, withdraw their offers."""
    person = PersonId(timer.job.payload["person"])
    while threads := await services.store.threads_naming(person, texts.ERASED):
        for thread in threads:
            await on_thread(services, thread.id, lambda found: erase(services, found, person))
    for thread in await services.store.threads_with(person):
        await on_thread(services, thread.id, lambda found: _dropped(services, found, person))
    await services.store.erase_shown()
    await services.store.leave_out_of_snapshots(person)
    await carry_out(services, nothing, Cause(timer=timer))


async def _dropped_from(services: Services, thread: Thread, *, person: PersonId) -> Change | None:
    return await _dropped(services, thread, person)


async def _not_yet_asked(services: Services, thread: Thread, *, person: PersonId) -> Change | None:
    """Withdraw the offers to somebody that are not due yet; who has the card may still answer."""
    now, after = services.now(), thread
    for each in thread.live_offers:
        if each.mentor == person and each.due > now:
            after = after.drop_offer(each.id, now, IN_PEACE)
    return None if after is thread else await settle(services, thread, after)


async def _dropped(services: Services, thread: Thread, person: PersonId) -> Change | None:
    if not any(each.mentor == person for each in thread.live_offers):
        return None
    return await settle(services, thread, thread.drop_mentor(person))
