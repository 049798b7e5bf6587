"""The presses `allow_manager` and `keep_manager_out`: whether the own manager may be asked.

Asked once, on the card of a question; `my skills` changes it later.
"""

from dataclasses import replace

from matching.thread import ThreadId
from storage.change import Change, Job, Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services
from teams_bot.threads import own_question


async def allow_manager(
    services: Services, me: Person, thread: ThreadId, *, allowed: bool
) -> Decision:
    """Keep what the learner said, and take the question off the card."""
    found = await own_question(services, me, thread)
    redraw = Job(
        key=f"status_update:{found.id}:{found.revision}:manager:{services.new_id()}",
        kind="status_update",
        due=services.now(),
        to=me.id,
        thread=found.id,
    )
    sentence = texts.SAY["manager_allowed" if allowed else "manager_kept_out"]
    after = replace(me, manager_allowed=allowed)
    return Decision(outcome=Told(sentence=sentence), change=Change(jobs=(redraw,)), me=after)
