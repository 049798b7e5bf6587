"""The press `follow_up`: one more line between learner and mentor."""

import hashlib
from dataclasses import replace

from matching.model import PersonId
from matching.thread import AnswerId, FollowUp, Thread
from storage.change import Job, Person
from teams_bot import texts
from teams_bot.intents import FollowUpIt
from teams_bot.interruptions import in_hours
from teams_bot.nonces import nonce_for, was_issued
from teams_bot.offers import settle
from teams_bot.outcomes import Decision, FollowedUp, NotAllowed
from teams_bot.reports import are_apart, unseen
from teams_bot.services import Services
from teams_bot.threads import any_part, last_word, names_in, words_of


async def follow_up(services: Services, me: Person, wish: FollowUpIt) -> Decision:
    """Send a line to the other side: the learner, or the mentor who answered or took it."""
    found = await any_part(services, me, wish.thread)
    to = _other_side(found, me.id, wish.answer)
    if to is not None and not found.takes_lines:
        raise NotAllowed(texts.SAY["thread_ended" if me.id != found.learner else "not_open"])
    if to is None:
        raise NotAllowed(texts.SAY["follow_up_early"])
    if are_apart(me, to):
        raise NotAllowed(texts.SAY["no_more_lines"])
    words = await words_of(services, me, wish.text, wish.draft, empty=texts.SAY["text_empty"])
    if wish.draft is None and not was_issued(found, me.id, wish.nonce):
        return await _shown(services, me, found, to, unsent=words)
    now = services.now()
    line = FollowUp(
        id=_line_id(me, wish),
        sender=me.id,
        recipient=to,
        text=words,
        at=now,
    )
    sent = next((each for each in found.follow_ups if each.id == line.id), None)
    if sent is not None:  # one line each: other words wait for a press of the new field
        return await _shown(services, me, found, to, unsent="" if sent.text == words else words)
    after = found.follow_up(line)
    card = Job(
        key=f"follow_up:{line.id}",
        kind="follow_up",
        due=now,
        to=to,
        thread=found.id,
        payload={"line": line.id},
    )
    if to != found.learner:
        card = await in_hours(services, card, last_word(found, to))
    change = await settle(services, found, after, card, actor=me.id)
    spent = () if wish.draft is None else (wish.draft,)
    shown = await _shown(services, me, after, to, waits=card.due > now)
    return replace(shown, change=replace(change, spent=spent))


async def _shown(
    services: Services,
    me: Person,
    thread: Thread,
    to: PersonId,
    *,
    unsent: str = "",
    waits: bool = False,
) -> Decision:
    names = await names_in(services, thread)
    nonce = nonce_for(thread, me.id, services.new_id())
    shown = FollowedUp(
        thread=thread,
        names=names,
        me=me.id,
        to=to,
        nonce=nonce,
        unsent=unsent,
        waits=waits,
        hidden=unseen(me),
    )
    return Decision(outcome=shown)


def _line_id(me: Person, wish: FollowUpIt) -> str:
    """Name a line by the drawing it was written on, or its draft, so that it is sent once."""
    named = f"{wish.thread}\n{me.id}\n{wish.draft or wish.nonce}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _other_side(thread: Thread, me: PersonId, answer: AnswerId | None) -> PersonId | None:
    if me != thread.learner:
        spoke = {each.mentor for each in thread.answers}
        claim = thread.claim
        holds = claim is not None and claim.mentor == me
        return thread.learner if me in spoke or holds else None
    given = None if answer is None else thread.answer_of(answer)
    if given is not None:
        return given.mentor
    if thread.answers:
        return thread.answers[-1].mentor
    return None if thread.claim is None else thread.claim.mentor
