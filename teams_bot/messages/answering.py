"""Answers and what follows them: lines between two people, and thanks."""

from dataclasses import replace
from typing import Final

from matching.model import PersonId
from matching.thread import SOLVED, Answer, AnswerId, State
from storage.change import Job
from teams_bot import cards, texts
from teams_bot.cards.drawn import Drawn
from teams_bot.messages.reading import is_apart, thread_of
from teams_bot.nonces import nonce_for
from teams_bot.outcomes import Done
from teams_bot.reports import unseen
from teams_bot.services import Services
from teams_bot.threads import names_in
from teams_bot.verdicts import NEWS, words_key

# instead of words that their reader has reported or blocked; the other side is not to notice it
_BLOCKED: Final = cards.reply(Done(title=texts.TITLES["blocked"], sentence=texts.SAY["blocked"]))


async def answer(services: Services, job: Job) -> Drawn | None:
    """Draw an answer for the learner, unless the question was cancelled."""
    thread = await thread_of(services, job)
    over = thread is None or thread.state is State.CANCELLED
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if given is not None and await is_apart(services, job, given.mentor):
        return None
    return None if over else await answer_again(services, job)


async def answer_again(services: Services, job: Job) -> Drawn | None:
    """Draw an answer as it stands, whatever became of the question; as `follow_up_again`."""
    thread = await thread_of(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None:
        return None
    if given.reported and given.text not in texts.GONE:
        return _BLOCKED
    nonce = nonce_for(thread, thread.learner, services.new_id())
    return cards.answer(thread, given, await names_in(services, thread), nonce)


async def follow_up(services: Services, job: Job) -> Drawn | None:
    """Draw a line for the other side, unless the two are kept apart."""
    thread = await thread_of(services, job)
    lines = () if thread is None else thread.follow_ups
    line = next((each for each in lines if each.id == job.payload["line"]), None)
    if line is None or line.text in texts.GONE or await is_apart(services, job, line.sender):
        return None
    return await follow_up_again(services, job)


async def follow_up_again(services: Services, job: Job) -> Drawn | None:
    """Draw a line as it stands; what its reader reported or blocked does not come back."""
    thread = await thread_of(services, job)
    lines = () if thread is None else thread.follow_ups
    line = next((each for each in lines if each.id == job.payload["line"]), None)
    if thread is None or line is None:
        return None
    if line.text not in texts.GONE and await _unwanted(services, job, line.sender):
        return _BLOCKED
    mentor = line.sender if line.recipient == thread.learner else line.recipient
    given = next((each.id for each in thread.answers if each.mentor == mentor), None)
    names = await names_in(services, thread)
    nonce = nonce_for(thread, line.recipient, services.new_id())
    return cards.follow_up(thread, line, names, nonce, given)


async def posted(services: Services, job: Job) -> Drawn | None:
    """Draw the first answer for where it was asked, if it is still there and still wanted."""
    thread = await thread_of(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None or thread.place is None or not thread.place.here:
        return None
    over = thread.state is State.CANCELLED or given.reported
    if over or texts.GONE.intersection((thread.text, given.text)):
        return None
    return cards.posted(
        thread, given, await names_in(services, thread), by_name=thread.place.named
    )


async def posted_again(services: Services, job: Job) -> Drawn | None:
    """Draw the same as it stands, whatever became of the question and of its place.

    Where the answer's words are gone, nobody stands there by name any more.
    """
    thread = await thread_of(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None:
        return None
    by_name = job.payload["named"] and given.text not in texts.GONE
    return cards.posted(thread, given, await names_in(services, thread), by_name=by_name)


async def thanks(services: Services, job: Job) -> Drawn | None:
    """Draw the learner's thanks for the mentor, unless the two are kept apart.

    Good news that follows words of thanks comes without them, unless it is no longer so.
    """
    thread = await thread_of(services, job)
    if thread is None or await is_apart(services, job, thread.learner):
        return None
    given = thread.answer_of(AnswerId(job.payload["answer"]))
    if given is None or given.reported or thread.text in texts.GONE:
        return None
    if given.thanks and not (job.payload.get(NEWS) or await _apart(services, job, given)):
        return await thanks_again(services, job)
    if given.rating not in SOLVED:  # changed, or the words were taken back, while it waited
        return None
    return await news_again(services, job)


async def _unwanted(services: Services, job: Job, author: PersonId) -> bool:
    """Whether the reader of a message has reported or blocked who wrote it."""
    reader = None if job.to is None else await services.store.person(job.to)
    return reader is not None and author in unseen(reader)


async def _apart(services: Services, job: Job, given: Answer) -> bool:
    """Whether a message is good news alone, as the words of thanks followed in another one."""
    words = words_key(given.id)
    return job.key != words and words in await services.store.job_states((words,))


async def first_again(services: Services, job: Job) -> Drawn | None:
    """Draw the first thanks as they stand: with their words, unless these followed."""
    thread = await thread_of(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if given is not None and await _apart(services, job, given):
        return await news_again(services, job)
    return await thanks_again(services, job)


async def thanks_again(services: Services, job: Job) -> Drawn | None:
    """Draw the learner's thanks as they stand; as `follow_up_again`."""
    thread = await thread_of(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None:
        return None
    if given.thanks and await _unwanted(services, job, thread.learner):
        return _BLOCKED
    return cards.thanks(thread, given, await names_in(services, thread))


async def news_again(services: Services, job: Job) -> Drawn | None:
    """Draw good news as it stands, without the words of thanks that were told before."""
    thread = await thread_of(services, job)
    given = None if thread is None else thread.answer_of(AnswerId(job.payload["answer"]))
    if thread is None or given is None:
        return None
    return cards.thanks(thread, replace(given, thanks=""), await names_in(services, thread))
