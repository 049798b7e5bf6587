"""What somebody of the desk may do, by the last part of its address; written as a turn is.

Each press carries an id of the page's own: sent twice, it is done once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from matching.thread import OfferId, PostingId, ThreadId
from storage.change import Faster, Person, Receipt, Unconfirmed
from storage.commit import Cause
from teams_bot import texts
from teams_bot.actions.answer import answer
from teams_bot.actions.claim import claim
from teams_bot.actions.duty import switch_duty
from teams_bot.actions.follow_up import follow_up
from teams_bot.actions.pass_on import pass_on
from teams_bot.actions.wrap_up import wrap_up
from teams_bot.cards.holding import REASON_CHARS
from teams_bot.intents import AnswerIt, FollowUpIt, PassOn
from teams_bot.off_limits import refuse_suspended
from teams_bot.outcomes import Decision, FollowedUp, NotAllowed
from teams_bot.services import Services
from teams_bot.turn import ATTEMPTS, PAUSE_SECONDS

LONGEST_ID: Final = 200


class Unreadable(ValueError):  # noqa: N818 - the name of the thing, not of an error
    """The page sent something that none of its forms sends."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What the page sent: texts and switches, whatever came."""

    data: Mapping[str, Any]

    def id(self, name: str) -> str:
        """Give an id that must be there; `Unreadable` where it is none."""
        found = self.data.get(name)
        if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID:
            raise Unreadable(name)
        return found

    def text(self, name: str, *, lines: bool = False) -> str:
        """Give a text, cleaned; empty where there is none."""
        found = self.data.get(name)
        return texts.clean(found, lines=lines) if isinstance(found, str) else ""

    def switch(self, name: str) -> bool:
        """Give a switch that must be there; `Unreadable` where it is none."""
        found = self.data.get(name)
        if not isinstance(found, bool):
            raise Unreadable(name)
        return found


Deed = Callable[[Services, Person, Fields], Awaitable[Decision]]


async def done(services: Services, me: Person, deed: Deed, fields: Fields) -> None:
    """Do what was pressed, once; `NotAllowed` says in one sentence why not."""
    key = f"desk:{me.id}:{fields.id('press')}"
    async with services.alone(me.id):
        for attempt in range(ATTEMPTS):
            async with services.room:
                if not await _once(services, me, deed, fields, key):
                    services.wake()
                    return
            await asyncio.sleep(PAUSE_SECONDS * attempt)
    raise Unconfirmed("too many others changed the same thing")


async def _once(services: Services, who: Person, deed: Deed, fields: Fields, key: str) -> bool:
    """Read, think and write once; True when somebody was faster."""
    me = await services.store.person(who.id) or who
    decision = await deed(services, me, fields)
    if isinstance(decision.outcome, FollowedUp) and decision.outcome.unsent:
        raise NotAllowed(texts.SAY["desk_line"])
    people = ((me, decision.me or me), *decision.change.people)
    receipt = Receipt(person=me.id, keys=(key, *decision.keys))
    written = await services.store.commit(
        replace(decision.change, people=people), Cause(receipt=receipt), services.now()
    )
    return isinstance(written, Faster)


async def _claim(services: Services, me: Person, fields: Fields) -> Decision:
    refuse_suspended(services, me)
    thread, posting = ThreadId(fields.id("thread")), PostingId(fields.id("posting"))
    return await claim(services, me, thread, posting)


async def _answer(services: Services, me: Person, fields: Fields) -> Decision:
    refuse_suspended(services, me)
    thread, offer = _ids(fields)
    text = fields.text("text", lines=True)
    return await answer(services, me, AnswerIt(thread=thread, offer=offer, text=text))


async def _hand_back(services: Services, me: Person, fields: Fields) -> Decision:
    thread, offer = _ids(fields)
    note = fields.text("note")[:REASON_CHARS]
    return await pass_on(services, me, PassOn(thread=thread, offer=offer, reason=note))


async def _wrap_up(services: Services, me: Person, fields: Fields) -> Decision:
    return await wrap_up(services, me, *_ids(fields), fields.text("code"))


async def _say(services: Services, me: Person, fields: Fields) -> Decision:
    refuse_suspended(services, me)
    wish = FollowUpIt(
        thread=ThreadId(fields.id("thread")),
        text=fields.text("text", lines=True),
        nonce=fields.id("nonce"),
    )
    return await follow_up(services, me, wish)


async def _duty(services: Services, me: Person, fields: Fields) -> Decision:
    return await switch_duty(services, me, on=fields.switch("on"))


def _ids(fields: Fields) -> tuple[ThreadId, OfferId]:
    return ThreadId(fields.id("thread")), OfferId(fields.id("offer"))


DEEDS: Final[Mapping[str, Deed]] = {
    "claim": _claim,
    "answer": _answer,
    "hand_back": _hand_back,
    "wrap_up": _wrap_up,
    "say": _say,
    "duty": _duty,
}
