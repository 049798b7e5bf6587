"""The presses `agree` and `stand_by`: what somebody who answered says of the other answers."""

from matching.thread import AnswerId, IllegalMove, stand, together
from storage.change import Person
from teams_bot import texts
from teams_bot.crowds import own_shown, taking_part
from teams_bot.intents import Agree
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.services import Services


async def agree(services: Services, me: Person, wish: Agree) -> Decision:
    """Keep that an answer says the same as mine, or that mine stands; the newest counts."""
    found, posting = await taking_part(services, me, wish.thread, wish.posting)
    mine = [each.id for each in together(found, posting.id) if each.mentor == me.id]
    if wish.own and mine:
        chosen = mine[0]
    elif wish.answer:
        chosen = AnswerId(wish.answer)
    else:
        raise NotAllowed(texts.SAY["agree_with_whom"])
    try:
        after = stand(found, me.id, chosen)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["not_open_there"]) from late
    change = await settle(services, found, after, actor=me.id)
    notice = texts.SAY["stance_kept"]
    shown = await own_shown(services, me, after, posting, notice=notice)
    return Decision(outcome=shown, change=change)
