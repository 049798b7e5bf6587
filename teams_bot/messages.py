"""The messages of the outbox, drawn when they leave: always as the thread stands then.

A message whose reason has gone draws nothing, and its job ends without a word.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from matching.model import PersonId
from matching.sources import Source
from matching.thread import (
    AnswerId,
    OfferId,
    OfferState,
    Posting,
    PostingId,
    State,
    Thread,
    together,
)
from storage.change import Door, DraftId, Job, Person, ReportId
from teams_bot import cards, texts
from teams_bot.cards.drawn import Drawn
from teams_bot.cards.elements import named
from teams_bot.crowds import combined_shown, own_shown
from teams_bot.duty import belongs
from teams_bot.keys import LASTS, new_key
from teams_bot.nonces import nonce_for
from teams_bot.offers import rung_of
from teams_bot.outcomes import DraftShown, OfferShown, SimilarShown, SolvedShown
from teams_bot.redacting import outside_text
from teams_bot.reports import are_apart
from teams_bot.services import Services
from teams_bot.similar import names_of, past_of
from teams_bot.threads import names_in, why_nobody
from teams_bot.topics import topics_of
from teams_bot.waiting import before_asking, while_open

Draw = Callable[[Services, Job], Awaitable[Drawn | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One kind of message: how it is drawn, and which earlier message it redraws, if any."""

    draw: Draw
    alone: str = ""  # what its sentence ends with where it has to do without its card
    redraws: str = (
        ""  # the key of the job that sent it, with {thread}, {offer}, {answer} or {posting}
    )


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
        await outside_text(services, thread, thread.text) if _leaves(thread) else "",
        await while_open(services, thread, zone or rules.default_time_zone),
    )


def _leaves(thread: Thread) -> bool:
    """Whether somebody outside the organisation is asked, or will be."""
    return any(each.outside for each in thread.live_offers)


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
    if await _apart(services, job, shown.thread.learner):
        return None
    return cards.offer(shown)


async def _offer_again(services: Services, job: Job) -> Drawn | None:
    shown = await _shown(services, job)
    if shown is None:
        return None
    if await _apart(services, job, shown.thread.learner):  # nothing new of them is shown
        shown = replace(shown, offer=replace(shown.offer, state=OfferState.WITHDRAWN))
    return cards.offer(shown)


async def _answer(services: Services, job: Job) -> Drawn | None:
    thread = await _thread(services, job)
    over = thread is None or thread.state is State.CANCELLED
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if given is not None and await _apart(services, job, given.mentor):
        return None
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
    if line is None or await _apart(services, job, line.sender):
        return None
    return await _follow_up_again(services, job)


async def _follow_up_again(services: Services, job: Job) -> Drawn | None:
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


async def _posted(services: Services, job: Job) -> Drawn | None:
    """Draw the first answer for where it was asked, if it is still there and still wanted."""
    thread = await _thread(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None or thread.place is None or not thread.place.here:
        return None
    over = thread.state is State.CANCELLED or given.reported
    if over or texts.ERASED in (thread.text, given.text):
        return None
    return cards.posted(thread, given, await names_in(services, thread))


async def _draft(services: Services, job: Job) -> Drawn | None:
    """Ask the author of a text alone how it is to be sent."""
    found = await services.store.draft(DraftId(job.payload["draft"]))
    if found is None:
        return None
    return cards.draft(DraftShown(draft=found, attachment=job.payload["attachment"]))


async def _blank(_: Services, __: Job) -> Drawn | None:
    return cards.blank()


async def _thanks(services: Services, job: Job) -> Drawn | None:
    thread = await _thread(services, job)
    if thread is None or await _apart(services, job, thread.learner):
        return None
    return await _thanks_again(services, job)


async def _moderate(services: Services, job: Job) -> Drawn | None:
    """Tell a moderator of a report that still waits."""
    found = await services.store.report(ReportId(job.payload["report"]))
    if found is None or found.ruling is not None:
        return None
    return cards.moderate(found.id, await services.store.reports_waiting())


async def _apart(services: Services, job: Job, other: PersonId) -> bool:
    """Whether whoever gets a message is kept apart from whoever it is from."""
    return job.to is not None and are_apart(await services.store.person(job.to), other)


async def _thanks_again(services: Services, job: Job) -> Drawn | None:
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
    past = await past_of(services, draft.person, draft.similar)
    names = await names_of(services, past)
    me = await services.store.person(draft.person)
    wait = None if me is None else await before_asking(services, me, draft.text)
    hides = (await services.rules()).rules.anonymous_questions and draft.place is None
    return cards.similar(
        SimilarShown(
            draft=draft, past=past, names=names, now=services.now(), wait=wait, hides=hides
        )
    )


async def _check(services: Services, job: Job) -> Drawn | None:
    """Ask whether an answer truly was enough, where that is still open."""
    store, rules = services.store, (await services.rules()).rules
    deflection = await store.deflection(DraftId(job.payload["deflection"]))
    question = None if deflection is None else await store.draft(deflection.question)
    if deflection is None or question is None or not rules.similar_check_hours:
        return None
    past = await past_of(services, question.person, (deflection.entry,))
    if not past:
        return None
    names = await names_of(services, past)
    return cards.check(
        SolvedShown(
            draft=question, past=past[0], names=names, now=services.now(), asked_again=False
        )
    )


async def _console(services: Services, job: Job) -> Drawn | None:
    """Make the link when the message leaves, so that it is written down nowhere."""
    me = None if job.to is None else await services.store.person(job.to)
    if me is None or not belongs(me):
        return None
    token = await new_key(services, me.id, Door.SIGN_IN)
    lasts = texts.minutes(LASTS[Door.SIGN_IN].total_seconds() / 60)
    return cards.console(f"{services.public_url}/centre/#{token}", lasts)


async def _posting(services: Services, job: Job) -> Drawn | None:
    """Draw a question for a channel while it still waits there."""
    thread, posting = await _where(services, job)
    if thread is None or posting is None or not posting.open or thread.state is not State.OPEN:
        return None
    return await _posting_again(services, job)


async def _posting_again(services: Services, job: Job) -> Drawn | None:
    thread, posting = await _where(services, job)
    if thread is None or posting is None:
        return None
    zone = (await services.rules()).rules.default_time_zone
    return cards.in_channel(
        thread, posting, await names_in(services, thread), zone, services.now()
    )


async def _combined(services: Services, job: Job) -> Drawn | None:
    """Draw all answers from a channel for the learner."""
    thread, posting = await _where(services, job)
    if thread is None or posting is None or not together(thread, posting.id):
        return None
    return cards.combined(await combined_shown(services, thread, posting.id))


async def _own(services: Services, job: Job) -> Drawn | None:
    """Draw what somebody who answered may say of the others, while that matters."""
    thread, posting = await _where(services, job)
    me = None if job.to is None else await services.store.person(job.to)
    if thread is None or posting is None or me is None or thread.state is not State.ANSWERED:
        return None
    return cards.own(await own_shown(services, me, thread, posting))


async def _where(services: Services, job: Job) -> tuple[Thread | None, Posting | None]:
    thread = await _thread(services, job)
    posting = PostingId(job.payload["posting"])
    return thread, None if thread is None else thread.posting_of(posting)


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
        thread=job.thread,
        offer=payload.get("offer"),
        answer=payload.get("answer"),
        line=payload.get("line"),
        posting=payload.get("posting"),
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
    "follow_up_update": Message(draw=_follow_up_again, redraws="follow_up:{line}"),
    "thanks_update": Message(draw=_thanks_again, redraws="thanks:{answer}"),
    "moderate": Message(draw=_moderate),
    "posted": Message(draw=_posted),
    "draft": Message(draw=_draft),
    "console": Message(draw=_console),
    "posting": Message(draw=_posting),
    "posting_update": Message(draw=_posting_again, redraws="posting:{posting}"),
    "combined": Message(draw=_combined),
    "combined_update": Message(draw=_combined, redraws="combined:{posting}"),
    "compare": Message(draw=_own),
    "joint_ask": Message(draw=_own),
    "joint_check": Message(draw=_own),
    "joint": Message(draw=_combined),
    "joint_update": Message(draw=_combined, redraws="joint:{thread}"),
    "revealed": Message(draw=_revealed),
}
