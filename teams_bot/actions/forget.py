"""`forget me`: asked once more, then everything a person wrote is erased."""

from dataclasses import replace

from storage.change import Change, Job, Person
from teams_bot import texts
from teams_bot.outcomes import Decision, ForgetAsked, Silent
from teams_bot.services import Services


async def forget(services: Services, me: Person, *, confirmed: bool) -> Decision:
    """Erase a person's own data at once, and their words in threads by a job."""
    if not confirmed:
        return Decision(outcome=ForgetAsked())
    now = services.now()
    erase = Job(
        key=f"forget:{me.id}:{now.isoformat()}",
        kind="forget",
        due=now,
        payload={"person": me.id},
    )
    told = Job(
        key=f"say:forgotten:{me.id}:{now.isoformat()}",
        kind="say",
        due=now,
        address=me.address,
        payload={"sentence": texts.SAY["forgotten"]},
    )
    jobs = (erase, told) if me.address is not None else (erase,)
    return Decision(outcome=Silent(), change=Change(jobs=jobs, forget=me.id), me=forgotten(me))


def forgotten(person: Person) -> Person:
    """Give a person as the organisation's file knows them, without anything of their own."""
    return replace(
        person,
        name=person.name if person.imported else texts.ERASED,
        skills_own=None,
        opted_in=False,
        away_until=None,
        blocked=(),
        address=None,
        reachable=False,
        removed=None,
    )
