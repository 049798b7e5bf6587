"""The app was installed or removed: who can be reached, and one welcome."""

from dataclasses import replace

from storage.change import Address, Change, Job, Person, Policy
from teams_bot.outcomes import Decision, Silent
from teams_bot.services import Services


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
    return Decision(outcome=Silent(), change=Change(jobs=jobs), me=after)
