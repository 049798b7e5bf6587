"""The press `keep_out_of_channel`: this question is not shown in a channel."""

from matching.sources import Source
from matching.thread import IllegalMove, State, Thread, ThreadId, keep_out
from storage.change import Person
from teams_bot import texts
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed, Told
from teams_bot.services import Services
from teams_bot.threads import own_question


async def keep_out_of_channel(services: Services, me: Person, thread: ThreadId) -> Decision:
    """Post it in no channel, and take it out of the one it stands in; others are asked instead."""
    found = await own_question(services, me, thread)
    said = texts.SAY["kept_out"]
    if found.kept_out:
        return Decision(outcome=Told(sentence=said))
    if found.state not in (State.OPEN, State.TAKEN):
        raise NotAllowed(texts.SAY["keep_out_late"])
    try:
        after = keep_out(found)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["keep_out_late"]) from late
    change = await settle(services, found, after)
    if await _asks_others(services, found, change.threads[0][1]):
        said = f"{said} {texts.SAY['kept_out_then']}"
    return Decision(outcome=Told(sentence=said), change=change)


async def _asks_others(services: Services, before: Thread, after: Thread) -> bool:
    """Whether others were asked in the place of a channel, or will be once their turn comes."""
    if after.state is not State.OPEN:
        return False
    left = (await services.rules()).rules.ladder_of(after.skills)[after.next_place :]
    return after.rung > before.rung or any(each.source is not Source.CROWD for each in left)
