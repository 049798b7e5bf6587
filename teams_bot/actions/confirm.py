"""The press `confirm`: the past answer truly was enough."""

from dataclasses import replace

from storage.change import Change, DraftId, Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Done, NotAllowed
from teams_bot.services import Services
from teams_bot.similar import check_key


async def confirm(services: Services, me: Person, draft: DraftId) -> Decision:
    """Keep that it was; the question is thrown away."""
    found = await services.store.draft(draft)
    if found is None or found.person != me.id or found.deflection is None:
        raise NotAllowed(texts.SAY["check_gone"])
    before = await services.store.deflection(found.deflection)
    if before is None:
        raise NotAllowed(texts.SAY["check_gone"])
    change = Change(
        deflections=((before, replace(before, truly=True)),),
        spent=(draft,),
        cancel=(check_key(before.id),),
    )
    return Decision(outcome=Done(sentence=texts.SAY["confirmed"]), change=change)
