"""The press `ask`: send the text that waited, as one question or each of its parts."""

from storage.change import Change, DraftId, Person
from teams_bot import texts
from teams_bot.offers import Climbed, begin
from teams_bot.outcomes import Decision, Done, NotAllowed
from teams_bot.services import Services


async def ask_draft(services: Services, me: Person, draft: DraftId, *, each: bool) -> Decision:
    """Open a thread for the draft, or one for each of its questions."""
    found = await services.store.draft(draft)
    if found is None or found.person != me.id:
        raise NotAllowed(texts.SAY["draft_gone"])
    asked = found.parts if each else (found.text,)
    rules = (await services.rules()).rules
    limit, room = rules.question_max_chars, rules.open_questions_max - me.open_questions
    if 0 < room < len(asked):
        raise NotAllowed(texts.too_many_parts(len(asked), room))
    begun: list[Climbed] = []
    for part in asked:
        if len(part) > limit:
            raise NotAllowed(texts.too_long(len(part), limit))
        origin = "" if begun else found.origin
        beside = [other.thread for other in begun]
        begun.append(await begin(services, me, part, origin, beside=beside))
    return Decision(outcome=Done(sentence=texts.SAY["sent"]), change=_together(begun, draft))


def _together(begun: list[Climbed], draft: DraftId) -> Change:
    return Change(
        threads=tuple((None, each.thread) for each in begun),
        jobs=tuple(job for each in begun for job in each.jobs),
        capacity={who: room for each in begun for who, room in each.capacity.items()},
        pace=next((each.pace for each in begun if each.pace), None),
        questions=begun[0].questions,
        spent=(draft,),
    )
