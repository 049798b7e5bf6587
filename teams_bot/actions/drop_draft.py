"""The press `drop`: do not send the text that waited."""

from storage.change import Change, DraftId, Person
from teams_bot import texts
from teams_bot.outcomes import Decision, Done, NotAllowed
from teams_bot.services import Services
from teams_bot.threads import said_keys


async def drop_draft(services: Services, me: Person, draft: DraftId) -> Decision:
    """Throw a draft away."""
    found = await services.store.draft(draft)
    if found is None or found.person != me.id:
        raise NotAllowed(texts.SAY["draft_gone"])
    unsaid = said_keys(me.id, found.text, services.now())
    return Decision(
        outcome=Done(sentence=texts.SAY["draft_dropped"]),
        change=Change(spent=(draft,), unsaid=unsaid),
    )
