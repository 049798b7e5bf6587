"""The press `cast`: somebody answers a question that was posted to their channel."""

from matching.choice import strengths_of
from matching.crowd import standing_of
from matching.thread import (
    Answer,
    AnswerId,
    IllegalMove,
    Offer,
    OfferId,
    Posting,
    State,
    Thread,
    cast,
    full,
    spoken,
    unseal,
)
from storage.change import Person
from teams_bot import texts
from teams_bot.crowds import own_shown, posted
from teams_bot.intents import Cast
from teams_bot.off_limits import several_read
from teams_bot.offers import rung_key, settle
from teams_bot.outcomes import Decision, NotAllowed, Unsent
from teams_bot.postings import takes_answers
from teams_bot.reports import are_apart
from teams_bot.services import Services
from teams_bot.threads import words_of


async def cast_answer(services: Services, me: Person, wish: Cast) -> Decision:
    """Seal an answer until enough are in; the one that makes it enough opens them all.

    Whoever comes by may answer, once: pressing is the consent for this question.
    """
    found, posting = await posted(services, wish.thread, wish.posting)
    if me.id in spoken(found):
        notice = texts.SAY["already_answered_there"]
        return Decision(outcome=await own_shown(services, me, found, posting, notice=notice))
    await _may(services, me, found, posting)
    words = await words_of(services, me, wish.text, None, empty=texts.SAY["answer_empty"])
    unsent = Unsent(
        verb="cast",
        data={"thread": found.id, "posting": posting.id},
        name="answer",
        text=words,
        most=texts.ANSWER_LIMIT,
    )
    stop = await several_read(services, unsent, (*found.cleared, *wish.cleared))
    if stop is not None:
        return stop
    now = services.now()
    offer = OfferId(services.new_id())
    held = Offer(id=offer, mentor=me.id, rung=posting.rung, due=now)
    answer = Answer(
        id=AnswerId(services.new_id()),
        offer=offer,
        mentor=me.id,
        text=words,
        at=now,
        standing=await _standing(services, me, found),
    )
    try:
        after = cast(found, posting.id, held, answer, now)
    except IllegalMove as late:
        raise NotAllowed(texts.SAY["thread_ended"]) from late
    if posting.open and full(after):
        after = unseal(after, now)
    over = () if after.sealed else (rung_key(found),)
    change = await settle(services, found, after, cancel=over, actor=me.id)
    return Decision(outcome=await own_shown(services, me, after, posting), change=change)


async def _may(services: Services, me: Person, thread: Thread, posting: Posting) -> None:
    learner = await services.store.person(thread.learner)
    if me.id == thread.learner:
        raise NotAllowed(texts.SAY["cast_own"])
    if are_apart(me, thread.learner) or are_apart(learner, me.id):
        raise NotAllowed(texts.SAY["cast_not_you"])
    if any(each.mentor == me.id for each in thread.live_offers):
        raise NotAllowed(texts.SAY["cast_asked"])
    if thread.state is State.TAKEN:
        raise NotAllowed(texts.SAY["cast_held"])
    if not takes_answers(thread, posting):
        ended = posting.open or len(thread.answers) < posting.answers
        raise NotAllowed(texts.SAY["thread_ended" if ended else "cast_enough"])


async def _standing(services: Services, me: Person, thread: Thread) -> float:
    rules = (await services.rules()).rules
    verdicts = await services.store.verdicts(me.id)
    return standing_of(thread.skills, verdicts, services.now(), strengths_of(rules))
