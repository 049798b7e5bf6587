"""The press `keep_asking`: somebody who did not react wants to be asked all the same."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from storage.change import Person
from teams_bot import texts
from teams_bot.digests import may_choose
from teams_bot.interruptions import never_opens
from teams_bot.outcomes import Decision, Done
from teams_bot.services import Services
from teams_bot.threads import zone_of


async def keep_asking(services: Services, me: Person) -> Decision:
    """Ask somebody again; it is also a yes to being asked. A pause goes on until it ends."""
    done = Done(title=texts.TITLES["keep_asking"], sentence=await _then(services, me))
    return Decision(outcome=done, me=replace(me, silent_offers=0, opted_in=True, stays_out=False))


async def _then(services: Services, me: Person) -> str:
    """Say how somebody is asked from now on, if at all."""
    if not (me.imported and me.active):
        return texts.SAY["joined_unknown"]
    if await never_opens(services, me):
        return texts.SAY["hours_never"]
    if me.away_until is not None and me.away_until > services.now():
        day = me.away_until.astimezone(ZoneInfo(await zone_of(services, me)))
        return texts.asked_after(f"{day:%A, %d %B %Y}")
    return texts.SAY["keep_digest" if me.digest and may_choose(me) else "keep_asking"]
