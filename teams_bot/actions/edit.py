"""A message was edited: the question follows, as long as nobody has taken it."""

from dataclasses import replace

from matching.thread import IllegalMove, OfferState
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.offers import refresh_status, settle
from teams_bot.outcomes import Decision, NotAllowed, Silent, Told
from teams_bot.services import Services


async def edit(services: Services, me: Person, origin: str, text: str) -> Decision:
    """Reword a question that nobody has taken; the cards follow."""
    found = await services.store.thread_from(me.id, origin)
    if found is None or found.text == text:
        return Decision(outcome=Silent())
    limit = (await services.rules()).rules.question_max_chars
    if not text:
        raise NotAllowed(texts.SAY["empty"])
    if len(text) > limit:
        raise NotAllowed(texts.too_long(len(text), limit))
    try:
        after = replace(found.edit(text), skills=(await services.taxonomy()).infer(text))
    except IllegalMove:
        return Decision(outcome=Told(sentence=texts.SAY["edit_late"]))
    now = services.now()
    redraws = tuple(
        Job(
            key=f"offer_update:{each.id}:{after.revision}",
            kind="offer_update",
            due=now,
            to=each.mentor,
            thread=after.id,
            payload={"offer": each.id},
        )
        for each in after.offers
        if each.state is OfferState.SENT
    )
    status = refresh_status(after, now)
    change = await settle(services, found, after, *redraws, status, actor=me.id)
    return Decision(outcome=Told(sentence=texts.SAY["edited"]), change=change)
