"""The app was installed or removed: who can be reached, and one welcome."""

from dataclasses import replace
from typing import Final

from storage.change import Address, Change, Job, Person, Policy
from teams_bot.outcomes import Decision, Silent
from teams_bot.services import Services

QUESTIONS: Final = 10  # the newest, of which cards may have been missed


async def install(services: Services, me: Person, address: Address) -> Decision:
    """Remember how to reach a person, and welcome them once per installation."""
    after = replace(me, address=address, reachable=True, welcomed=True)
    since = "first" if me.removed is None else me.removed.isoformat()
    welcome = Job(
        key=f"welcome:{me.id}:{since}",
        kind="welcome",
        due=services.now(),
        to=me.id,
        policy=Policy.ONCE,
    )
    jobs = () if me.welcomed else (welcome,)
    revive = () if me.welcomed else await _missed(services, me)
    return Decision(outcome=Silent(), change=Change(jobs=jobs, revive=revive), me=after)


async def _missed(services: Services, me: Person) -> tuple[str, ...]:
    """Name the cards of questions asked elsewhere that could not be brought before."""
    asked = await services.store.threads_of(me.id, QUESTIONS)
    return tuple(
        key
        for each in asked
        for key in (f"status:{each.id}", *(f"answer:{given.id}" for given in each.answers))
    )
