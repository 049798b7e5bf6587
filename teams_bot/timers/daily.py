"""The day of somebody who is asked once a day."""

from matching.model import PersonId
from storage.change import Change, Claimed
from storage.commit import Cause
from teams_bot.digests import message_of, next_day
from teams_bot.services import Services
from teams_bot.turn import carry_out


async def digest_day(services: Services, timer: Claimed) -> None:
    """Write the digest of the day, if there is anything to tell, and the timer of the next one.

    A day that is gone gets none. Whoever is asked one by one again has no next one.
    """

    async def think() -> Change:
        me = await services.store.person(PersonId(timer.job.payload["person"]))
        if me is None or not me.digest or not me.active:
            return Change()
        message = await message_of(services, me, timer.job.due)
        said = () if message is None else (message,)
        return Change(jobs=(*said, *await next_day(services, me)))

    await carry_out(services, think, Cause(timer=timer))
