"""A message was edited: the question follows, as long as nobody has taken it.

Where the new words name another skill, the offers nobody reacted to lapse, and people who have it
are asked. If there is none of them, whoever was asked stays asked. Topics the learner chose stay.
"""

from dataclasses import replace

from matching.thread import IllegalMove, State
from storage.change import Change, Person
from teams_bot import texts
from teams_bot.giveaways import clues_in
from teams_bot.off_limits import kept_back
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed, Silent, Told
from teams_bot.services import Services
from teams_bot.topics import wanted_skills


async def edit(  # noqa: C901 - one refusal after the other
    services: Services, me: Person, origin: str, text: str, *, anonymous: bool = False
) -> Decision:
    """Reword a question that nobody has taken; cards and people asked follow.

    A name that was shown cannot be taken away, and one that was not is never added.
    """
    found = await services.store.thread_from(me.id, origin)
    if found is None:
        return Decision(outcome=Silent())
    if anonymous and not found.anonymous:
        raise NotAllowed(texts.SAY["anonymous_late"])
    if found.text == text:
        return Decision(outcome=Silent())
    stop = await kept_back(services, text, found.cleared)
    if stop is not None:
        return stop
    limit = (await services.rules()).rules.question_max_chars
    if not text:
        raise NotAllowed(texts.SAY["empty"])
    if len(text) > limit:
        raise NotAllowed(texts.too_long(len(text), limit))
    if found.anonymous:
        await _tells_no_more(services, me, found.text, text)
    try:
        named = await wanted_skills(services, text)
        after = replace(found.edit(text), skills=found.skills if found.skills_chosen else named)
    except IllegalMove as late:
        worked_on = found.state in (State.TAKEN, State.ANSWERED)
        raise NotAllowed(texts.SAY["edit_late" if worked_on else "not_open"]) from late
    said = "edited"
    if set(after.skills) - set(found.skills):
        change = await settle(services, found, after.search_anew(services.now()))
        if _somebody_is_asked(change):
            return Decision(outcome=Told(sentence=texts.SAY["edited_anew"]), change=change)
        said = "edited_nobody"
    change = await settle(services, found, after)
    return Decision(outcome=Told(sentence=texts.SAY[said]), change=change)


async def _tells_no_more(services: Services, me: Person, before: str, after: str) -> None:
    """Refuse new words that would tell who asks, where the old ones did not."""
    known = await clues_in(services, me, before)
    more = [each for each in await clues_in(services, me, after) if each not in known]
    if more:
        raise NotAllowed(texts.not_reworded(more))


def _somebody_is_asked(change: Change) -> bool:
    return any(after.waits for _, after in change.threads)
