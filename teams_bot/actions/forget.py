"""`forget me`: asked once more, then everything a person wrote is erased."""

from dataclasses import replace
from typing import Final

from matching.thread import WAITING
from storage.change import Change, Draft, DraftId, Job, Person
from teams_bot import texts
from teams_bot.closing import reminder_key
from teams_bot.digests import day_of, digest_key
from teams_bot.offers import offer_key
from teams_bot.outcomes import Decision, Done, ForgetAsked
from teams_bot.services import Services

WORDS: Final = "forget me"
OWN_QUESTIONS: Final = 50


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
    jobs = (erase, *await _blanked(services, me))
    change = Change(jobs=jobs, spent=(confirmed,), forget=me.id)
    done = Done(title=texts.TITLES["forgotten"], sentence=texts.SAY["forgotten"])
    return Decision(outcome=done, change=change, me=forgotten(me))


async def _blanked(services: Services, me: Person) -> tuple[Job, ...]:
    """Make the jobs that redraw this person's own cards on which something could still be done.

    They know the message and the conversation themselves: nothing else will, once it is erased.
    """
    store, now = services.store, services.now()
    if me.address is None:
        return ()
    offered = [
        offer_key(each.id)
        for thread in await store.threads_with(me.id)
        for each in thread.live_offers
        if each.mentor == me.id
    ]
    mine = await store.threads_of(me.id, OWN_QUESTIONS)
    asked = [f"status:{each.id}" for each in mine if each.state in WAITING]
    reminded = [reminder_key(each.id) for each in mine if each.unsaid]
    today = digest_key(me, day_of(me, (await services.rules()).rules, now))
    sent = [(key, await store.sent_id(key)) for key in (*offered, *asked, *reminded, today)]
    return tuple(
        Job(
            key=f"blank:{key}:{now.isoformat()}",
            kind="blank",
            due=now,
            address=me.address,
            payload={"sent": message},
        )
        for key, message in sent
        if message is not None
    )


def forgotten(person: Person) -> Person:
    """Give a person as the organisation's file knows them, without anything of their own."""
    return replace(
        person,
        name=person.name if person.imported else texts.ERASED,
        skills_own=None,
        opted_in=False,
        stays_out=False,
        silent_offers=0,
        silent_at=None,
        go_on_asked=None,
        away_until=None,
        digest=False,
        blocked=(),
        address=None,
        reachable=False,
        removed=None,
    )
