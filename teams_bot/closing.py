"""Closing the loop: what waits once a question is answered, and what ends that waiting.

Two timers are written with the answer. One reminds the learner once, if they say nothing of it;
the other closes the question, if nobody writes any more. Used by every move on a thread.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matching.rules import Rules
from matching.thread import AnswerId, State, Thread, ThreadId
from storage.change import Job, Policy
from teams_bot.services import Services


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """The timers that begin with a move, and the jobs that have nothing to do any more."""

    jobs: tuple[Job, ...] = ()
    cancel: tuple[str, ...] = ()


async def loop(services: Services, before: Thread, after: Thread) -> Loop:
    """Begin to wait for the learner's word where a question is answered; end it where it came."""
    over: list[str] = []
    if before.unsaid and not after.unsaid:
        over += [remind_key(each.id) for each in before.answers]
        over.append(reminder_key(after.id))
    if before.state is State.ANSWERED and after.state is not State.ANSWERED:
        over += [rest_key(each.id) for each in before.answers]
    if before.state is State.ANSWERED or after.state is not State.ANSWERED:
        return Loop(cancel=tuple(over))
    rules = (await services.rules()).rules
    newest = after.answers[-1].id
    timers = (
        _timer(after, remind_key(newest), "remind", remind_at(after, rules)),
        _timer(after, rest_key(newest), "rest", rest_at(after, rules)),
    )
    return Loop(jobs=tuple(each for each in timers if each is not None), cancel=tuple(over))


def remind_at(thread: Thread, rules: Rules) -> datetime | None:
    """Say when the learner is reminded, if they say nothing until then; None: never."""
    hours = rules.reminder_hours
    return thread.quiet_since + timedelta(hours=hours) if hours else None


def rest_at(thread: Thread, rules: Rules) -> datetime | None:
    """Say when the question is closed, if nobody writes until then; None: never."""
    days = rules.close_after_days
    return thread.quiet_since + timedelta(days=days) if days else None


def reminder(thread: Thread, due: datetime) -> Job:
    """Make the one message that reminds a learner; of two the second is not written."""
    return Job(
        key=reminder_key(thread.id),
        kind="reminder",
        due=due,
        to=thread.learner,
        thread=thread.id,
        policy=Policy.ONCE,
    )


def remind_key(answer: AnswerId) -> str:
    """Name the timer that looks whether a learner has to be reminded."""
    return f"remind:{answer}"


def reminder_key(thread: ThreadId) -> str:
    """Name the message that reminds a learner: one a question."""
    return f"reminder:{thread}"


def rest_key(answer: AnswerId) -> str:
    """Name the timer that closes a question of which nobody writes any more."""
    return f"rest:{answer}"


def _timer(thread: Thread, key: str, kind: str, due: datetime | None) -> Job | None:
    return None if due is None else Job(key=key, kind=kind, due=due, thread=thread.id)
