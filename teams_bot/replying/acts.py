"""What the forms of the page do: the same actions as a press, each once, in one transaction."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from matching.thread import OfferState
from storage.change import Change, Faster, Receipt, Unconfirmed
from storage.commit import Cause
from teams_bot import links
from teams_bot.actions.answer import answer
from teams_bot.actions.follow_up import follow_up
from teams_bot.actions.join import join
from teams_bot.actions.leave import leave
from teams_bot.actions.pass_on import pass_on
from teams_bot.actions.pause import pause
from teams_bot.actions.rest_two_weeks import rest_two_weeks
from teams_bot.actions.resume import resume
from teams_bot.intents import AnswerIt, FollowUpIt, PassOn
from teams_bot.nonces import was_issued
from teams_bot.outcomes import Decision, FollowedUp, NotAllowed, Silent
from teams_bot.outside_words import SAY
from teams_bot.replying.seen import Closed, Invitation, Question, seen
from teams_bot.services import Services
from teams_bot.texts import clean
from teams_bot.turn import ATTEMPTS, PAUSE_SECONDS

WITH_NONCE: Final = frozenset({"answer", "pass", "follow_up"})

Form = Mapping[str, str]


class NoSuchFormError(Exception):
    """It is no form of the page."""


async def act(services: Services, link: links.Link, form: Form) -> Closed | None:
    """Do what a form says; None once it is kept, also when it was before.

    Raises `NotAllowed` with what the person reads, `NoSuchFormError`, or `Unconfirmed`.
    """
    first = await seen(services, link)
    if isinstance(first, Closed):
        return first
    async with services.alone(first.me.id):
        for attempt in range(ATTEMPTS):
            async with services.room:
                done = await _once(services, link, form)
            if not isinstance(done, Faster):
                services.wake()
                return done
            await asyncio.sleep(PAUSE_SECONDS * attempt)
    raise Unconfirmed("too many others changed the same thing")


async def _once(services: Services, link: links.Link, form: Form) -> Closed | Faster | None:
    now_seen = await seen(services, link)
    if isinstance(now_seen, Closed):
        return now_seen
    me = now_seen.me
    decision = await _decide(services, now_seen, form)
    if decision.change == Change() and decision.me in (None, me):
        return None  # nothing to write
    change = replace(decision.change, people=((me, decision.me or me), *decision.change.people))
    receipt = None
    if form.get("do") in WITH_NONCE:
        receipt = Receipt(person=me.id, keys=(_key(link, form), *decision.keys))
    written = await services.store.commit(change, Cause(receipt=receipt), services.now())
    return written if isinstance(written, Faster) else None


async def _decide(  # noqa: PLR0911 - one line a form
    services: Services, now_seen: Invitation | Question, form: Form
) -> Decision:
    me, do = now_seen.me, form.get("do", "")
    if do == "join":
        return _reachable(await join(services, me))
    if isinstance(now_seen, Invitation):
        return await _go_on(services, now_seen, do)
    match do:
        case "answer":
            return await _answer(services, now_seen, form)
        case "pass":
            return await _pass_on(services, now_seen, form)
        case "follow_up":
            return await _follow_up(services, now_seen, form)
        case "pause":
            if not form.get("until"):
                raise NotAllowed(SAY["no_day"])
            return await pause(services, me, clean(form["until"])[:40])
        case "resume":
            return await resume(services, me)
        case "leave" if now_seen.may_leave:
            return await leave(services, me)
    raise NoSuchFormError


async def _go_on(services: Services, now_seen: Invitation, do: str) -> Decision:
    """Do what somebody says who is asked whether to go on; a plain invitation takes a yes only."""
    if now_seen.stood_down and do == "rest":
        return await rest_two_weeks(services, now_seen.me)
    if now_seen.stood_down and do == "leave":
        return await leave(services, now_seen.me)
    raise NoSuchFormError


def _reachable(decision: Decision) -> Decision:
    """Who opened a link that came by mail can be reached by mail."""
    assert decision.me is not None  # noqa: S101 - `join` gives the person
    return replace(decision, me=replace(decision.me, reachable=True))


async def _answer(services: Services, now_seen: Question, form: Form) -> Decision:
    words = clean(form.get("answer", ""), lines=True)
    if now_seen.offer.state is OfferState.ANSWERED:
        if words == now_seen.answer:  # the form was sent twice
            return Decision(outcome=Silent())
        raise NotAllowed(SAY["answered_already"])
    _check_nonce(now_seen, form)
    wish = AnswerIt(thread=now_seen.thread.id, offer=now_seen.offer.id, text=words)
    return await answer(services, now_seen.me, wish)


async def _pass_on(services: Services, now_seen: Question, form: Form) -> Decision:
    _check_nonce(now_seen, form)
    wish = PassOn(
        thread=now_seen.thread.id,
        offer=now_seen.offer.id,
        suggest=clean(form.get("suggest", ""))[:200],
        reason=clean(form.get("reason", ""))[:500],
    )
    return await pass_on(services, now_seen.me, wish)


async def _follow_up(services: Services, now_seen: Question, form: Form) -> Decision:
    if not now_seen.takes_lines:
        raise NoSuchFormError
    _check_nonce(now_seen, form)
    wish = FollowUpIt(
        thread=now_seen.thread.id,
        text=clean(form.get("text", ""), lines=True),
        nonce=form.get("nonce", ""),
    )
    decision = await follow_up(services, now_seen.me, wish)
    if isinstance(decision.outcome, FollowedUp) and decision.outcome.unsent:
        raise NotAllowed(SAY["stale"])  # this page has sent another line already
    return decision


def _check_nonce(now_seen: Question, form: Form) -> None:
    if not was_issued(now_seen.thread, now_seen.me.id, form.get("nonce", "")[:200]):
        raise NotAllowed(SAY["stale"])


def _key(link: links.Link, form: Form) -> str:
    named = f"{link}\n{form.get('do')}\n{form.get('nonce')}"
    return f"reply:{hashlib.sha256(named.encode()).hexdigest()[:40]}"
