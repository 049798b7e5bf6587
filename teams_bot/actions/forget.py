"""`forget me`: asked once more, then everything a person wrote is erased."""

from dataclasses import replace
from typing import Final

from storage.change import Change, Draft, DraftId, Job, Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Done, ForgetAsked
from teams_bot.services import Services

WORDS: Final = "forget me"


async def forget(services: Services, me: Person, confirmed: DraftId | None) -> Decision:
    """Erase a person's own data at once, and their words in threads by a job.

    Each card that asks has a draft of its own: one press of it erases, and only once.
    """
    now = services.now()
    if confirmed is None:
        asked = Draft(id=DraftId(services.new_id()), person=me.id, parts=(WORDS,), created=now)
        return Decision(outcome=ForgetAsked(draft=asked), change=Change(drafts=(asked,)))
    asked_before = await services.store.draft(confirmed)
    if asked_before is None or asked_before.person != me.id:
        return Decision(outcome=Done(sentence=texts.SAY["forget_late"]))
    erase = Job(
        key=f"forget:{me.id}:{now.isoformat()}",
        kind="forget",
        due=now,
        payload={"person": me.id},
    )
    change = Change(jobs=(erase,), spent=(confirmed,), forget=me.id)
    done = Done(sentence=texts.SAY["forgotten"])
    return Decision(outcome=done, change=change, me=forgotten(me))


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
