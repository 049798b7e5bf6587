"""A message was edited: the question follows, as long as nobody has taken it."""

from dataclasses import replace

from matching.thread import IllegalMove, State
from storage.change import Person
from teams_bot import texts
from teams_bot.offers import settle, wanted_skills
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
        after = replace(found.edit(text), skills=await wanted_skills(services, text))
    except IllegalMove as late:
        worked_on = found.state in (State.TAKEN, State.ANSWERED)
        raise NotAllowed(texts.SAY["edit_late" if worked_on else "not_open"]) from late
    change = await settle(services, found, after)
    return Decision(outcome=Told(sentence=texts.SAY["edited"]), change=change)
