"""The press `answer`: straight from the offer, or after `take`."""

from dataclasses import replace

from matching.thread import Answer, AnswerId, IllegalMove, OfferState
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.intents import AnswerIt
from teams_bot.offers import claim_key, rung_key, settle
from teams_bot.outcomes import Decision, Done, NotAllowed
from teams_bot.places import posting
from teams_bot.reports import are_apart
from teams_bot.services import Services
from teams_bot.threads import offer_shown, own_offer, words_of


async def answer(services: Services, me: Person, wish: AnswerIt) -> Decision:
    """Record an answer and send it to the learner; the offers nobody took are withdrawn."""
    found, mine = await own_offer(services, me, wish.thread, wish.offer)
    offer = mine.id
    if mine.state is OfferState.ANSWERED:
        notice = texts.SAY["already_answered"]
        if wish.draft is not None:
            raise NotAllowed(notice)
        return Decision(outcome=await offer_shown(services, me, found, offer, notice=notice))
    if are_apart(me, found.learner):
        raise NotAllowed(texts.SAY["no_more_lines"])
    words = await words_of(services, me, wish.text, wish.draft, empty=texts.SAY["answer_empty"])
    now = services.now()
    given = Answer(id=AnswerId(services.new_id()), offer=offer, mentor=me.id, text=words, at=now)
    try:
        after = found.answer(given, now)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["thread_ended"]) from late
    card = Job(
        key=f"answer:{given.id}",
        kind="answer",
        due=now,
        to=found.learner,
        thread=found.id,
        payload={"answer": given.id},
    )
    done = (claim_key(offer), rung_key(found))
    pressed = me.id if wish.draft is None else None  # else the offer has a card of its own
    told = (card, *posting(found, given, now))
    change = await settle(services, found, after, *told, actor=pressed, cancel=done)
    if wish.draft is None:
        return Decision(outcome=await offer_shown(services, me, after, offer), change=change)
    # the offer's own card is redrawn
    sent = Done(title=texts.TITLES["answer_sent"], sentence=texts.SAY["answer_sent"])
    return Decision(outcome=sent, change=replace(change, spent=(wish.draft,)))
