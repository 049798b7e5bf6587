"""The steps that several timers share."""

from collections.abc import Awaitable, Callable

from matching.thread import Thread, ThreadId
from storage.change import Change, Claimed
from storage.commit import Cause
from teams_bot.services import Services
from teams_bot.turn import carry_out


async def thread_of(services: Services, timer: Claimed) -> Thread | None:
    """Read the thread of a timer, if it has one."""
    return None if timer.job.thread is None else await services.store.thread(timer.job.thread)


async def on_thread(
    services: Services, identity: ThreadId, move: Callable[[Thread], Awaitable[Change | None]]
) -> None:
    """Move one thread, read anew as often as somebody was faster; None leaves it as it is."""

    async def think() -> Change | None:
        thread = await services.store.thread(identity)
        return None if thread is None else await move(thread)

    await carry_out(services, think, Cause())


async def nothing() -> Change:
    """Change nothing: the timer is over."""
    return Change()
