"""The messages of the outbox, drawn when they leave: always as the thread stands then.

A message whose reason has gone draws nothing, and its job ends without a word.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from matching.model import PersonId
from matching.sources import Source
from matching.thread import AnswerId, OfferId, OfferState, State, Thread
from storage.change import DraftId, Job, Person
from teams_bot import cards, texts
from teams_bot.cards.drawn import Drawn
from teams_bot.cards.elements import named
from teams_bot.nonces import nonce_for
from teams_bot.offers import rung_of, why_nobody
from teams_bot.outcomes import OfferShown, SimilarShown, SolvedShown
from teams_bot.services import Services
from teams_bot.similar import names_of, past_of
from teams_bot.threads import names_in
from teams_bot.topics import topics_of

Draw = Callable[[Services, Job], Awaitable[Drawn | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One kind of message: how it is drawn, and which earlier message it redraws, if any."""

    draw: Draw
    alone: str = ""  # what its sentence ends with where it has to do without its card
    redraws: str = ""  # the key of the job that sent it, with {thread}, {offer} or {answer}


async def _say(_: Services, job: Job) -> Drawn | None:
    return Drawn(card=job.payload.get("card"), summary=job.payload["sentence"])


async def _welcome(services: Services, job: Job) -> Drawn | None:
    me = None if job.to is None else await services.store.person(job.to)
    if me is None:
        return None
    rules = (await services.rules()).rules
    joins = rules.ask_consent and me.imported and me.active and not me.opted_in
    return cards.welcome(me, ask_join=joins, hides=rules.anonymous_questions)


async def _status(services: Services, job: Job) -> Drawn | None:
    thread = await _thread(services, job)
    if thread is None:
        return None
    rules = (await services.rules()).rules
    learner = await services.store.person(thread.learner)
    zone = "" if learner is None else learner.time_zone
    return cards.status(
        thread,
        await names_in(services, thread),
        zone or rules.default_time_zone,
        services.now(),
        why_nobody(thread),
        rung_of(rules, thread).minutes,
        await topics_of(services, thread),
        await _manager_in_question(services, thread, learner),
    )


async def _manager_in_question(services: Services, thread: Thread, learner: Person | None) -> str:
    """Name the learner's manager, where a rung asks managers and the learner has not said."""
    rules = (await services.rules()).rules
    rungs = any(each.source is Source.MANAGER for each in rules.ladder_of(thread.skills))
    if learner is None or learner.manager is None or learner.manager_allowed is not None:
        return ""
    if thread.anonymous:
        return ""
    names = await services.store.names((learner.manager,)) if rungs else {}
    return named(names, learner.manager) if learner.manager in names else ""


async def _offer(services: Services, job: Job) -> Drawn | None:
    """Draw an offer that is still one: no offer leaves after the thread ended."""
    shown = await _shown(services, job)
    if shown is None or shown.offer.state is not OfferState.SENT:
        return None
    return cards.offer(shown)


async def _offer_again(services: Services, job: Job) -> Drawn | None:
    shown = await _shown(services, job)
    return None if shown is None else cards.offer(shown)


async def _answer(services: Services, job: Job) -> Drawn | None:
    thread = await _thread(services, job)
    over = thread is None or thread.state is State.CANCELLED
    return None if over else await _answer_again(services, job)


async def _answer_again(services: Services, job: Job) -> Drawn | None:
    thread = await _thread(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None:
        return None
    nonce = nonce_for(thread, thread.learner, services.new_id())
    return cards.answer(thread, given, await names_in(services, thread), nonce)


async def _follow_up(services: Services, job: Job) -> Drawn | None:
    thread = await _thread(services, job)
    lines = () if thread is None else thread.follow_ups
    line = next((each for each in lines if each.id == job.payload["line"]), None)
    if thread is None or line is None:
        return None
    mentor = line.sender if line.recipient == thread.learner else line.recipient
    given = next((each.id for each in thread.answers if each.mentor == mentor), None)
    names = await names_in(services, thread)
    nonce = nonce_for(thread, line.recipient, services.new_id())
    return cards.follow_up(thread, line, names, nonce, given)


async def _blank(_: Services, __: Job) -> Drawn | None:
    return cards.blank()


async def _thanks(services: Services, job: Job) -> Drawn | None:
    thread = await _thread(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None:
        return None
    return cards.thanks(thread, given, await names_in(services, thread))


async def _revealed(services: Services, job: Job) -> Drawn | None:
    """Tell a learner that somebody was shown who asked."""
    thread = await _thread(services, job)
    if thread is None:
        return None
    sentence = texts.revealed(thread.text, job.payload["who"], job.payload["day"])
    return Drawn(card=None, summary=sentence)


async def _similar(services: Services, job: Job) -> Drawn | None:
    """Draw what answers a question, and the way to people; what was erased is left out."""
    draft = await services.store.draft(DraftId(job.payload["draft"]))
    if draft is None:
        return None
    past = await past_of(services, draft.similar)
    names = await names_of(services, past)
    hides = (await services.rules()).rules.anonymous_questions
    return cards.similar(
        SimilarShown(draft=draft, past=past, names=names, now=services.now(), hides=hides)
    )


async def _check(services: Services, job: Job) -> Drawn | None:
    """Ask whether an answer truly was enough, where that is still open."""
    store, rules = services.store, (await services.rules()).rules
    deflection = await store.deflection(DraftId(job.payload["deflection"]))
    question = None if deflection is None else await store.draft(deflection.question)
    if deflection is None or question is None or not rules.similar_check_hours:
        return None
    past = await past_of(services, (deflection.entry,))
    if not past:
        return None
    names = await names_of(services, past)
    return cards.check(
        SolvedShown(
            draft=question, past=past[0], names=names, now=services.now(), asked_again=False
        )
    )


async def _thread(services: Services, job: Job) -> Thread | None:
    return None if job.thread is None else await services.store.thread(job.thread)


async def _shown(services: Services, job: Job) -> OfferShown | None:
    thread = await _thread(services, job)
    offer = None if thread is None else thread.offer_of(OfferId(job.payload["offer"]))
    if thread is None or offer is None:
        return None
    return OfferShown(
        thread=thread,
        offer=offer,
        names=await names_in(services, thread),
        zone=await _zone(services, offer.mentor),
    )


async def _zone(services: Services, person: PersonId) -> str:
    found = await services.store.person(person)
    own = "" if found is None else found.time_zone
    return own or (await services.rules()).rules.default_time_zone


async def earlier(services: Services, job: Job) -> str | None:
    """Give the id of the message that is redrawn: the job knows it, or which job sent it."""
    known: str | None = job.payload.get("sent")
    return known or await services.store.sent_id(redrawn(MESSAGES[job.kind], job))


def redrawn(message: Message, job: Job) -> str:
    """Name the job whose message is redrawn."""
    payload: Mapping[str, Any] = job.payload
    return message.redraws.format(
        thread=job.thread, offer=payload.get("offer"), answer=payload.get("answer")
    )


MESSAGES: Final[Mapping[str, Message]] = {
    "say": Message(draw=_say),
    "welcome": Message(draw=_welcome),
    "status": Message(draw=_status),
    "status_update": Message(draw=_status, redraws="status:{thread}"),
    "offer": Message(draw=_offer, alone=texts.SAY["reply_to_answer"]),
    "offer_update": Message(draw=_offer_again, redraws="offer:{offer}"),
    "answer": Message(draw=_answer),
    "answer_update": Message(draw=_answer_again, redraws="answer:{answer}"),
    "blank": Message(draw=_blank, redraws="blank"),
    "follow_up": Message(draw=_follow_up),
    "thanks": Message(draw=_thanks),
    "similar": Message(draw=_similar),
    "check": Message(draw=_check),
    "revealed": Message(draw=_revealed),
}
