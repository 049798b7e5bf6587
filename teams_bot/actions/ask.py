"""`How do I pivot in Excel?`: a plain message in the personal chat, mostly a question.

A mention in a channel or group chat, and what is written in the dialog on a message, is the same
question; what is for one person alone waits in their personal chat, if they have one.
"""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from matching.skills import words
from matching.thread import State, Thread, ThreadId
from storage.change import Change, Draft, DraftId, Job, Person
from teams_bot import texts
from teams_bot.deep_links import app_link
from teams_bot.giveaways import clues_in, may_be_unnamed
from teams_bot.intents import Say
from teams_bot.intents.reading import unnamed
from teams_bot.off_limits import refuse_suspended, stopped
from teams_bot.offers import begin
from teams_bot.outcomes import (
    AskedElsewhere,
    Decision,
    DraftShown,
    NotAllowed,
    Silent,
    Told,
    WarningShown,
    WhichShown,
)
from teams_bot.places import quoting
from teams_bot.services import Services
from teams_bot.similar import showing, similar
from teams_bot.threads import said_keys

_ASKED: Final = re.compile(r"(?<=[?\uff1f])[!?\uff1f]*[\"'\u201d\u2019)\]]*\s+")
_SENTENCE: Final = re.compile(r"[.!?\u2026\uff1f][\"'\u201d\u2019)\]]*\s+")
_GOES_ON: Final = re.compile(r"(?i)\b(but|how (?:do|can|to)|still|need|can you|could you)\b")
WORDS_OF_A_QUESTION: Final = 4


async def ask(services: Services, me: Person, wish: Say) -> Decision:
    """Open a thread for a question; or ask what is meant, and send nothing meanwhile."""
    if not (wish.text or wish.elsewhere):
        nothing = "anonymous_how" if wish.anonymous else "empty"
        raise NotAllowed(texts.SAY["attachment_only" if wish.attachment else nothing])
    said = replace(wish, text=quoting(wish.text, wish.quote)) if wish.elsewhere else wish
    stop = await stopped(services, me, said)
    if stop is not None:
        return _not_from_here(stop) if wish.elsewhere else stop
    refuse_suspended(services, me)
    return await (_ask_elsewhere if wish.elsewhere else _ask_here)(services, me, wish)


def _not_from_here(stop: Decision) -> Decision:
    """Say where others read along only that it is not passed on, and count it."""
    outcome = Told(sentence=texts.SAY["off_limits_elsewhere"])
    return replace(stop, outcome=outcome, change=Change(stopped=stop.change.stopped))


async def _ask_here(services: Services, me: Person, wish: Say) -> Decision:
    text, attachment = wish.text, wish.attachment
    rules = (await services.rules()).rules
    now = services.now()
    keys = said_keys(me.id, text, now, anonymous=wish.anonymous)
    threads: list[Thread] = []
    if wish.anonymous:
        await may_be_unnamed(services, me, text)
    else:
        fresh_since = now - timedelta(hours=rules.fresh_answer_hours)
        threads = await services.store.in_hand(me.id, fresh_since)
        if not threads and wish.reply_to:
            threads = await _replied_to(services, me, wish.reply_to)
    limit = texts.ANSWER_LIMIT if threads else rules.question_max_chars  # it may be an answer
    if len(text) > limit:
        raise NotAllowed(texts.too_long(len(text), limit))
    if threads:
        draft = _draft(services, me, (text,), wish)
        names = await services.store.names(
            who for each in threads for who in (each.learner, *(one.mentor for one in each.offers))
        )
        shown = WhichShown(draft=draft, threads=tuple(threads), me=me.id, names=names)
        return Decision(outcome=shown, change=Change(drafts=(draft,)), keys=keys)
    if wish.thanks and not attachment and not await _asks_on(services, text):
        return Decision(outcome=Told(sentence=texts.SAY["thanks"]))
    parts = several(text)
    if attachment or len(parts) > 1:
        draft = _draft(services, me, parts, wish)
        hides = rules.anonymous_questions
        shown_draft = DraftShown(draft=draft, attachment=attachment, hides=hides)
        return Decision(outcome=shown_draft, change=Change(drafts=(draft,)), keys=keys)
    shown_before = await similar(
        services, me, text, wish.origin, wish.cleared, anonymous=wish.anonymous
    )
    if shown_before is not None:
        draft = shown_before.draft
        change = Change(drafts=(draft,), jobs=(showing(draft, services.now()),))
        return Decision(outcome=Silent(), change=change, keys=keys)
    if wish.anonymous and (clues := await clues_in(services, me, text)):
        draft = replace(_draft(services, me, (text,), wish), warned=True)
        warning = WarningShown(draft=draft, clues=clues)
        return Decision(outcome=warning, change=Change(drafts=(draft,)), keys=keys)
    begun = await begin(
        services, me, text, wish.origin, cleared=wish.cleared, anonymous=wish.anonymous
    )
    return Decision(outcome=Silent(), change=begun.change(None), keys=keys)


async def _ask_elsewhere(services: Services, me: Person, wish: Say) -> Decision:
    """Ask from a channel, a group chat or the dialog, and say there in one sentence how it went.

    Who has no personal chat with the bot can be shown nothing alone, so they ask at once.
    """
    if unnamed(wish.text)[1]:  # others read along, or know who saw the message
        raise NotAllowed(texts.SAY["anonymous_elsewhere"])
    rules, now = (await services.rules()).rules, services.now()
    text, quote = (wish.text, wish.quote) if wish.text else (wish.quote, "")
    if not text:
        raise NotAllowed(texts.SAY["dialog_empty" if wish.dialog else "mention_empty"])
    if len(wish.text) > rules.question_max_chars:
        raise NotAllowed(texts.too_long(len(wish.text), rules.question_max_chars))
    if len(wish.quote) > rules.quote_max_chars:
        raise NotAllowed(texts.too_long_quote(len(wish.quote), rules.quote_max_chars))
    if wish.thanks and not wish.dialog and not await _asks_on(services, text):
        return Decision(outcome=Told(sentence=texts.SAY["thanks"]))
    named = rules.post_with_name
    place = None if wish.place is None else replace(wish.place, here=wish.here, named=named)
    whole = quoting(text, quote)
    parts: tuple[str, ...] = (text,)
    if me.reachable:
        parts = tuple(quoting(each, quote) for each in several(text))
    keys = said_keys(me.id, whole, now)
    said = AskedElsewhere(
        how="draft", me=me, bot=wish.bot, dialog=wish.dialog, add=app_link(wish.bot)
    )
    if me.reachable and (wish.attachment or len(parts) > 1):
        draft = replace(
            _draft(services, me, parts, wish), origin="", place=place, quotes=bool(quote)
        )
        change = Change(drafts=(draft,), jobs=(_waiting(draft, now, file=wish.attachment),))
        return Decision(outcome=said, change=change, keys=keys)
    before = await similar(services, me, whole, "") if me.reachable else None
    if before is not None:
        draft = replace(before.draft, place=place, quotes=bool(quote))
        change = Change(drafts=(draft,), jobs=(showing(draft, now),))
        return Decision(outcome=replace(said, how="similar"), change=change, keys=keys)
    begun = await begin(services, me, whole, "", place=place)
    nobody = begun.thread.state is State.UNANSWERED
    how = "nobody" if nobody else "asked"
    outcome = replace(said, how=how, thread=None if nobody else begun.thread)
    return Decision(outcome=outcome, change=begun.change(None), keys=keys)


def several(text: str) -> tuple[str, ...]:
    """Split a text that holds several questions; one question stays whole.

    It is split after a question only, and nothing is lost: what is said before a question goes
    with it, as does a question of very few words; what follows the last one stays there.

    >>> several("I use a Mac. How do I open a.csv in Excel? And what is 3.5 percent of 200?")
    ('I use a Mac. How do I open a.csv in Excel?', 'And what is 3.5 percent of 200?')
    >>> several("I am stuck. Really? How do I pivot in Excel?")
    ('I am stuck. Really? How do I pivot in Excel?',)
    """
    parts: list[str] = []
    start = 0
    for end in (*(found.end() for found in _ASKED.finditer(text)), len(text)):
        part = text[start:end].strip()
        if _asks(part):
            parts.append(part)
            start = end
    rest = text[start:].strip()
    if parts and rest:
        parts[-1] = f"{parts[-1]} {rest}"
    return tuple(parts) if len(parts) > 1 else (text,)


async def _asks_on(services: Services, text: str) -> bool:
    """Whether thanks go on to a new question: a known skill, and words that ask or object."""
    return bool(_GOES_ON.search(text)) and bool((await services.taxonomy()).infer(text))


def _asks(part: str) -> bool:
    """Whether a text ends with a question of enough words to be sent for itself."""
    last = _SENTENCE.split(part)[-1]
    asked = last.rstrip("!\"'\u201d\u2019)]").endswith(("?", "\uff1f"))
    return asked and len(words(last)) >= WORDS_OF_A_QUESTION


def _draft(services: Services, me: Person, parts: tuple[str, ...], wish: Say) -> Draft:
    return Draft(
        id=DraftId(services.new_id()),
        person=me.id,
        parts=parts,
        created=services.now(),
        origin=wish.origin,
        cleared=wish.cleared,
        anonymous=wish.anonymous,
    )


def _waiting(draft: Draft, now: datetime, *, file: bool) -> Job:
    """Make the job that shows a draft to its author alone."""
    return Job(
        key=f"draft:{draft.id}",
        kind="draft",
        due=now,
        to=draft.person,
        payload={"draft": draft.id, "attachment": file},
    )


async def _replied_to(services: Services, me: Person, reply_to: str) -> list[Thread]:
    thread = await services.store.sent_as(me.id, reply_to)
    found = None if thread is None else await services.store.thread(ThreadId(thread))
    return [] if found is None else [found]
