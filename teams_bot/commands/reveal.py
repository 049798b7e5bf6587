"""`thread reveal ID --who NAME --why TEXT`: who asked an anonymous question, for a role only."""

import argparse
import secrets
from typing import Final

from matching.model import PersonId
from matching.rules import people_named
from matching.thread import ThreadId
from storage.change import Committed
from storage.commit import Cause
from teams_bot import texts
from teams_bot.commands.opened import opened
from teams_bot.commands.rules import login
from teams_bot.commands.trouble import Trouble
from teams_bot.reveals import Request, asked_for
from teams_bot.settings import Settings

WHY_CHARS: Final = 500


async def reveal(settings: Settings, chosen: argparse.Namespace) -> int:
    """Ask the person in Teams whether it is them; the name goes to their chat, never here."""
    who, why = PersonId(texts.clean(chosen.who)), texts.clean(chosen.why)[:WHY_CHARS]
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
        person = await store.person(who)
        if person is None or not person.reachable:
            raise Trouble(f"{who} has no chat with the bot, where they would have to confirm it.")
        request = Request(thread=thread.id, login=login(), why=why)
        change = asked_for(request, who, secrets.token_hex(16), now)
        if not isinstance(await store.commit(change, Cause(), now), Committed):
            raise Trouble(
                "Somebody changed the same thing meanwhile. Nothing was asked; try again."
            )
    print(
        f"Asked {person.name} in Teams. Within a day they confirm there, and are shown it there."
    )
    return 0
