"""`thread reveal ID --who NAME --why TEXT`: who asked an anonymous question, for a role only."""

import argparse
import secrets
from datetime import datetime, timedelta
from typing import Final

from matching.model import PersonId
from matching.rules import people_named
from matching.thread import Thread, ThreadId
from storage.change import Change, Committed, Job, Reveal
from storage.commit import Cause
from storage.store import Store
from teams_bot import texts
from teams_bot.commands.opened import opened
from teams_bot.commands.rules import login
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import Settings

WHY_CHARS: Final = 500


async def reveal(settings: Settings, chosen: argparse.Namespace) -> int:
    """Keep who is shown it and why, plan that the learner is told; then print the name."""
    who, why = texts.clean(chosen.who), texts.clean(chosen.why)[:WHY_CHARS]
    async with opened(settings) as (store, now):
        thread = await store.thread(ThreadId(chosen.id))
        if thread is None:
            raise Trouble(f"There is no thread {chosen.id}. `thread list` gives the ids.")
        if not thread.anonymous:
            raise Trouble("This question was asked with a name; `thread show` tells it.")
        if who not in people_named((await store.rules()).rules.may_reveal):
            raise Trouble(f"{who or 'Nobody'} is not named by the rule may_reveal.")
        if not why:
            raise Trouble("Say why with --why: the reason is kept.")
        change = await _change(store, thread, (who, why), now)
        if not isinstance(await store.commit(change, Cause(), now), Committed):
            raise Trouble(
                "Somebody changed the same thing meanwhile. Nothing was shown; try again."
            )
        learner = await store.person(thread.learner)
    name = "" if learner is None else learner.name
    print(f"{thread.learner}  {name}".rstrip())
    return 0


async def _change(store: Store, thread: Thread, said: tuple[str, str], now: datetime) -> Change:
    who, why = said
    shown_to = await store.person(PersonId(who))
    made = Reveal(
        id=secrets.token_hex(16),
        thread=thread.id,
        learner=thread.learner,
        who=PersonId(who),
        login=login(),
        why=why,
        at=now,
    )
    later = timedelta(hours=(await store.rules()).rules.reveal_told_hours)
    name = who if shown_to is None else shown_to.name
    told = Job(
        key=f"revealed:{made.id}",
        kind="revealed",
        due=now + later,
        to=thread.learner,
        thread=thread.id,
        payload={"who": name, "day": f"{now.day} {now:%B %Y}"},
    )
    return Change(reveals=(made,), jobs=(told,))
