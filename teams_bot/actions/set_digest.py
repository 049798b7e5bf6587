"""`digest` and `digest off`: asked once a day, in one message, or one by one."""

from dataclasses import replace

from storage.change import Change, Person
from teams_bot import texts
from teams_bot.digests import may_choose, next_day
from teams_bot.interruptions import left_in_peace, never_opens
from teams_bot.outcomes import Decision, NotAllowed, Told
from teams_bot.services import Services


async def set_digest(services: Services, me: Person, *, on: bool) -> Decision:
    """Keep how somebody wants to be asked; who says so is there, and is asked again."""
    if on and not may_choose(me):
        raise NotAllowed(texts.SAY["digest_not_you"])
    after = replace(me, digest=on, silent_offers=0)
    joined = me.opted_in or not (await services.rules()).rules.ask_consent
    said = await _how(services, after)
    said += [] if joined else [texts.SAY["digest_joined"]]
    peace = (left_in_peace(me, services.now()),) if on and not me.digest else ()
    change = Change(jobs=(*peace, *await next_day(services, after)))
    return Decision(outcome=Told(sentence=" ".join(said)), change=change, me=after)


async def _how(services: Services, me: Person) -> list[str]:
    """Say how somebody is asked from now on, if at all."""
    if not (me.imported and me.active):
        return [texts.SAY["joined_unknown"]]
    if await never_opens(services, me):
        return [texts.SAY["digest_noted"], texts.SAY["hours_never"]]
    return [texts.SAY["digest_on" if me.digest else "digest_off"]]
