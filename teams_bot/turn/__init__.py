"""One turn: decide, draw, commit, tell; again when somebody was faster.

Everything that arrives goes through `turn`; timers go through `carry_out`. Actions read and think,
this is where their decision is written, once, and where its reply is kept for a re-sent press.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from storage.change import Change, Committed, Duplicate, Faster, Job, Person, Receipt, Unconfirmed
from storage.commit import Cause
from teams_bot import cards, intents, texts
from teams_bot.actions.open_dialog import open_dialog, refused
from teams_bot.cards.drawn import Drawn
from teams_bot.intents import Arrival, Intent
from teams_bot.outcomes import Decision, NotAllowed
from teams_bot.postings import has_room
from teams_bot.services import Services, within
from teams_bot.silence import heard
from teams_bot.turn.deciding import decide

ATTEMPTS: Final = 20
PAUSE_SECONDS: Final = 0.01
PRESSED_AGAIN: Final = timedelta(seconds=30)  # Teams re-sends a press within 5 to 15 s
CARD: Final = "application/vnd.microsoft.card.adaptive"
MESSAGE: Final = "application/vnd.microsoft.activity.message"

log = logging.getLogger(__name__)


async def turn(services: Services, raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Handle one admitted activity; give the body of the reply to an invoke.

    The same activity, or the same press re-sent under a new id, gives the reply it got first; the
    same press later on is a press, and gives the card as it stands then.
    Raises `Unconfirmed` when the database did not say that it is kept.
    """
    arrival, intent = intents.arrival(raw), intents.read(raw)
    if isinstance(intent, intents.Ignore):
        return None
    if isinstance(intent, intents.OpenDialog):  # changes nothing: there is nothing to keep
        return _body(cards.reply(await open_dialog(services, intent)), arrival)
    keys = _keys(raw, arrival, services.now())
    async with services.alone(arrival.person), _in_turn(services, intent):
        for attempt in range(ATTEMPTS):
            async with services.room:
                written = await _once(services, arrival, intent, keys)
            if not isinstance(written, Faster):
                services.wake()
                return written.reply
            await asyncio.sleep(PAUSE_SECONDS * attempt)
    raise Unconfirmed("too many others changed the same thing")


@asynccontextmanager
async def _in_turn(services: Services, intent: Intent) -> AsyncIterator[None]:
    """Let a whole channel that presses at once go one after the other: one thread, forty people.

    They would undo each other's transactions until their time is up (measured). Who comes when
    there are enough answers changes nothing, and waits for nobody.
    """
    if not isinstance(intent, intents.Cast):
        yield
        return
    async with services.alone(f"cast:{intent.thread}"):
        if await has_room(services, intent.thread, intent.posting):
            yield
            return
    yield


async def carry_out(
    services: Services, think: Callable[[], Awaitable[Change | None]], cause: Cause
) -> bool:
    """Write what a timer's thinking comes to; False when it was done before or is moot."""
    for attempt in range(ATTEMPTS):
        async with services.room:
            change = await think()
            if change is None:
                return False
            written = await services.store.commit(change, cause, services.now())
        if not isinstance(written, Faster):
            services.wake()
            return isinstance(written, Committed)
        await asyncio.sleep(PAUSE_SECONDS * attempt)
    raise Unconfirmed("too many others changed the same thing")


@dataclass(frozen=True, slots=True)
class _Written:
    reply: Mapping[str, Any] | None


async def _once(
    services: Services, arrival: Arrival, intent: Intent, keys: tuple[str, ...]
) -> _Written | Faster:
    stored = await services.store.person(arrival.person)
    me = await heard(services, _refreshed(stored, arrival))
    try:
        decision = await decide(services, me, arrival, intent)
    except NotAllowed as no:
        decision = Decision(outcome=await refused(services, intent, str(no)))
    drawn = cards.reply(decision.outcome)
    body = _body(drawn, arrival) if arrival.invoke else None
    private = decision.private
    said = None if drawn is None else _say(services, arrival, drawn, keys[0], private=private)
    spoken = () if arrival.invoke or said is None else (said,)
    whoever = isinstance(intent, intents.RoomSeen | intents.RoomLeft)  # it says nothing of them
    mine = () if whoever else ((stored, decision.me or me),)
    change = replace(
        decision.change,
        people=(*mine, *decision.change.people),
        jobs=(*spoken, *decision.change.jobs),
    )
    receipt = Receipt(person=me.id, keys=(*keys, *decision.keys), reply=None if private else body)
    match await services.store.commit(change, Cause(receipt=receipt), services.now()):
        case Committed():
            return _Written(body)
        case Duplicate(reply=reply):
            log.info("handled before: %s", arrival.kind)
            return _Written(body if reply is None else reply)  # erased: as it stands now
        case Faster() as faster:
            return faster
        case never:
            assert_never(never)


def _refreshed(stored: Person | None, arrival: Arrival) -> Person:
    """Give the person as known, with the address this activity came from."""
    known = stored or Person(id=arrival.person, name=arrival.name)
    if not known.name or known.name == texts.ERASED:
        known = replace(known, name=arrival.name)
    if not arrival.personal:
        return known
    return replace(known, address=arrival.address, reachable=True)


def _keys(raw: Mapping[str, Any], arrival: Arrival, now: datetime) -> tuple[str, ...]:
    """Name the activity, and the effect of a press, so that each is handled once."""
    named: list[Any] = [arrival.address.conversation, arrival.activity, arrival.kind]
    if arrival.kind == "messageUpdate":  # the id is the message's own: each edit is another
        named += [raw.get("text"), raw.get("timestamp")]
    if not arrival.activity:
        named += [raw.get("action"), raw.get("timestamp")]
    effect = intents.effect(raw)
    name = f"effect:{_digest([arrival.person, effect])}"
    again = () if effect is None else within(name, now, PRESSED_AGAIN)
    return (f"arrived:{_digest(named)}", *again)


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:40]


def _say(services: Services, arrival: Arrival, drawn: Drawn, key: str, *, private: bool) -> Job:
    return Job(
        key=f"say:{key}",
        kind="say",
        due=services.now(),
        to=arrival.person if arrival.personal else None,
        address=None if arrival.personal else arrival.address,
        payload={"sentence": drawn.summary, "card": drawn.card}
        | ({"private": True} if private else {}),
    )


def _body(drawn: Drawn | None, arrival: Arrival) -> Mapping[str, Any]:
    """Make the body of an invoke's reply: a card in place of the pressed one, or a sentence."""
    if arrival.dialog:
        return _dialog(drawn)
    if drawn is None:
        return {"statusCode": 200, "type": MESSAGE, "value": ""}
    if drawn.card is None:
        return {"statusCode": 200, "type": MESSAGE, "value": drawn.summary}
    return {"statusCode": 200, "type": CARD, "value": drawn.card}


def _dialog(drawn: Drawn | None) -> Mapping[str, Any]:
    """Make the body of a reply in the dialog: it goes on with a card, or ends with a sentence."""
    if drawn is None or drawn.card is None:
        sentence = "" if drawn is None else drawn.summary
        return {"task": {"type": "message", "value": sentence}}
    attached = {"contentType": CARD, "content": drawn.card}
    shown = {"title": drawn.summary, "width": "medium", "height": "large", "card": attached}
    return {"task": {"type": "continue", "value": shown}}
