"""When a question is answered and nobody says what came of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from matching.rules import Rules
from matching.thread import State, Thread
from storage.change import Change, Claimed
from storage.commit import Cause
from teams_bot import texts
from teams_bot.closing import remind_at, reminder, reminder_key, rest_at
from teams_bot.interruptions import planned
from teams_bot.offers import settle
from teams_bot.services import Services
from teams_bot.timers.steps import thread_of
from teams_bot.turn import carry_out

USEFUL: Final = timedelta(days=7)  # a reminder, where no rule closes the question

When = Callable[[Thread, Rules], datetime | None]


async def remind(services: Services, timer: Claimed) -> None:
    """Plan the one message that asks what came of an answer, in the learner's hours and budget."""
    if await _not_yet(services, timer, remind_at):
        return

    async def think() -> Change:
        thread, rules = await thread_of(services, timer), (await services.rules()).rules
        if thread is None or remind_at(thread, rules) is None or not await _asks(services, thread):
            return Change()
        learner = await services.store.person(thread.learner)
        if learner is None or not learner.reachable:
            return Change()
        now = services.now()
        until = rest_at(thread, rules) or now + USEFUL
        made = await planned(services, learner, reminder(thread, now), until=until)
        return Change() if made is None else Change(jobs=(made,))

    await carry_out(services, think, Cause(timer=timer))


async def rest(services: Services, timer: Claimed) -> None:
    """Close a question of which nobody wrote for long. That is no verdict on any answer."""
    if await _not_yet(services, timer, rest_at):
        return

    async def think() -> Change:
        thread, rules = await thread_of(services, timer), (await services.rules()).rules
        if thread is None or thread.state is not State.ANSWERED or rest_at(thread, rules) is None:
            return Change()
        return await settle(services, thread, thread.presume(services.now()))

    await carry_out(services, think, Cause(timer=timer))


async def _asks(services: Services, thread: Thread) -> bool:
    """Whether there is something to ask, and it was not asked before."""
    if not thread.unsaid or thread.text in texts.GONE:
        return False
    return not await services.store.job_states((reminder_key(thread.id),))


async def _not_yet(services: Services, timer: Claimed, when: When) -> bool:
    """Wait on where somebody wrote since, or the rule gives more time now."""

    async def due() -> datetime | None:
        thread = await thread_of(services, timer)
        if thread is None or thread.state is not State.ANSWERED:
            return None
        return when(thread, (await services.rules()).rules)

    later = await due()
    if later is None or later <= services.now():
        return False

    async def think() -> Change | None:
        return None if await due() is None else Change()

    return await carry_out(services, think, Cause(timer=timer, again=later))
