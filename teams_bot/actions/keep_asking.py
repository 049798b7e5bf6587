"""The press `keep_asking`: somebody who did not react wants to be asked all the same."""

from dataclasses import replace

from storage.change import Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Done
from teams_bot.services import Services


async def keep_asking(_: Services, me: Person) -> Decision:
    """Ask somebody again; it is also a yes to being asked."""
    done = Done(title=texts.TITLES["keep_asking"], sentence=texts.SAY["keep_asking"])
    return Decision(outcome=done, me=replace(me, silent_offers=0, opted_in=True, stays_out=False))
