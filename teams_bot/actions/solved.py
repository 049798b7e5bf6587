"""The press `solved`: an answer that was shown is enough, and nobody is asked."""

from datetime import datetime, timedelta
from typing import Final

from matching.model import PersonId
from matching.thread import AnswerId
from storage.change import Change, Deflection, Draft, DraftId, Entry, Job, Person
from teams_bot import texts
from teams_bot.interruptions import planned
from teams_bot.outcomes import Decision, NotAllowed, SolvedShown
from teams_bot.services import Services
from teams_bot.similar import DAY, check_key, names_of, past_of
from teams_bot.threads import said_keys

USEFUL: Final = timedelta(days=14)  # so long the second look may be put off: pauses are that long


async def solved(services: Services, me: Person, draft: DraftId, entry: AnswerId) -> Decision:
    """Keep that a past answer was enough; the question waits on, should it not be after all."""
    found = await services.store.draft(draft)
    if found is None or found.person != me.id:
        before = await services.store.deflection(draft)
        done = before is not None and before.person == me.id
        raise NotAllowed(texts.SAY["solved_already" if done else "draft_gone"])
    shown = next((each for each in found.similar if each.answer == entry), None)
    if shown is None:
        raise NotAllowed(texts.SAY["entry_unknown"])
    (past, *_) = await past_of(services, me.id, (shown,)) or (None,)
    if past is None:
        raise NotAllowed(texts.SAY["entry_gone"])
    now = services.now()
    check = await _second_look(services, me, found.id, now)
    question = Draft(
        id=DraftId(services.new_id()),
        person=me.id,
        parts=found.parts,
        created=now if check is None else check.due,  # it is kept for days from then on
        origin=found.origin,
        cleared=found.cleared,
        deflection=found.id,
        place=found.place,
        quotes=found.quotes,
        anonymous=found.anonymous,
        warned=found.warned,
    )
    deflection = _deflection(found, shown, past.answer.mentor, now, question.id)
    change = Change(
        drafts=(question,),
        spent=(draft,),
        deflections=((None, deflection),),
        jobs=() if check is None else (check,),
        unsaid=said_keys(me.id, found.text, now, anonymous=found.anonymous),
    )
    names = await names_of(services, (past,))
    outcome = SolvedShown(
        draft=question, past=past, names=names, now=now, asked_again=check is not None
    )
    return Decision(outcome=outcome, change=change)


async def _second_look(
    services: Services, me: Person, draft: DraftId, now: datetime
) -> Job | None:
    """Plan to ask the learner again; None where the rules do not, or there is no room for it."""
    hours = (await services.rules()).rules.similar_check_hours
    if not hours:
        return None
    later = now + timedelta(hours=hours)
    job = Job(
        key=check_key(draft),
        kind="check",
        due=later,
        to=me.id,
        payload={"deflection": draft},
    )
    return await planned(services, me, job, until=later + USEFUL)


def _deflection(
    draft: Draft, entry: Entry, mentor: PersonId, now: datetime, question: DraftId
) -> Deflection:
    return Deflection(
        id=draft.id,
        person=draft.person,
        entry=entry,
        mentor=mentor,
        day=now.strftime(DAY),
        question=question,
    )
