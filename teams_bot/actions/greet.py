"""`Thanks!`, `hello`: a friendly line; after a fresh answer, whether that solved it."""

from datetime import timedelta

from storage.change import Person
from teams_bot import texts
from teams_bot.outcomes import Decision, SolvedAsked, Told
from teams_bot.reports import unseen
from teams_bot.services import Services
from teams_bot.threads import names_in


async def greet(services: Services, me: Person, *, thanks: bool, alone: bool) -> Decision:
    """Reply; who says thanks while an answer is fresh can say in one tap what came of it.

    Not where others read along: `alone` is the personal chat.
    """
    if not thanks:
        return Decision(outcome=Told(sentence=texts.SAY["greeting"]))
    told = Decision(outcome=Told(sentence=texts.SAY["thanks"]))
    if not alone:
        return told
    rules = (await services.rules()).rules
    fresh_since = services.now() - timedelta(hours=rules.fresh_answer_hours)
    threads = await services.store.in_hand(me.id, fresh_since)
    mine = [each for each in threads if each.learner == me.id and each.unsaid]
    mine = [each for each in mine if not unseen(me) & {one.mentor for one in each.latest}]
    if not mine:
        return told
    newest = max(mine, key=lambda each: each.quiet_since)
    return Decision(outcome=SolvedAsked(thread=newest, names=await names_in(services, newest)))
