"""What a link shows now: an offer of a question, an invitation, or one sentence. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from matching.contract import ends_at
from matching.thread import Move, Offer, OfferState, State, Thread
from storage.change import Person
from teams_bot import links, texts
from teams_bot.links import JoinLink, OfferLink
from teams_bot.nonces import nonce_for
from teams_bot.outside_words import CLOSED
from teams_bot.redacting import outside_text
from teams_bot.services import Services
from teams_bot.silence import is_stood_down
from teams_bot.threads import zone_of

OVER: Final = {State.ANSWERED: "answered", State.CANCELLED: "cancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """There is nothing to be done with a link; why, as a name of `outside_words.CLOSED`."""

    why: str

    @property
    def status(self) -> int:
        """The HTTP status."""
        return CLOSED[self.why][0]

    @property
    def sentence(self) -> str:
        """What the person reads."""
        return CLOSED[self.why][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Somebody is asked whether they may be asked, or may still be."""

    me: Person
    stood_down: bool = False  # did not react to the last questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the talk after an answer, as the mentor reads it."""

    mine: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One offer of a question, as its mentor outside may read it."""

    me: Person
    thread: Thread
    offer: Offer
    text: str
    labels: Sequence[str] = ()
    best_before: str = ""
    answer: str = ""  # the mentor's own
    thanks: str = ""
    lines: Sequence[Line] = ()
    paused_until: str = ""
    takes_lines: bool = False
    may_leave: bool = True
    nonce: str


Seen = Invitation | Question | Closed


async def seen(services: Services, link: links.Link) -> Seen:
    """Look at what a link opens, as it stands now."""
    if isinstance(link, JoinLink):
        return await _invitation(services, link)
    return await _question(services, link)


async def _invitation(services: Services, link: JoinLink) -> Seen:
    me = await services.store.person(link.person)
    if me is None or links.digest(me.mail) != link.mail:
        return Closed(why="uninvited")
    if not await _under_contract(services, me):
        return Closed(why="no_contract")
    return Invitation(me=me, stood_down=me.opted_in and await is_stood_down(services, me))


async def _question(services: Services, link: OfferLink) -> Seen:
    thread = await services.store.thread(link.thread)
    offer = None if thread is None else thread.offer_of(link.offer)
    me = None if offer is None else await services.store.person(offer.mentor)
    if thread is None or offer is None or me is None or thread.text in texts.GONE:
        return Closed(why="gone")
    if not await _under_contract(services, me):
        return Closed(why="no_contract")
    over = _over(thread, offer)
    return Closed(why=over) if over else await _told(services, me, thread, offer)


async def _under_contract(services: Services, me: Person) -> bool:
    ends = ends_at(me.contract_until, await zone_of(services, me))
    return me.active and (ends is None or ends > services.now())


def _over(thread: Thread, offer: Offer) -> str:
    """Say why nothing is left to do with an offer; "" where something is."""
    if offer.state is OfferState.ANSWERED:
        return ""
    if not thread.may(Move.ANSWER):
        return OVER.get(thread.state, "closed")
    if offer.state is OfferState.WITHDRAWN or (thread.inside and offer.outside):
        return "withdrawn" if thread.inside else OVER.get(thread.state, "withdrawn")
    return ""


async def _told(services: Services, me: Person, thread: Thread, offer: Offer) -> Question:
    now, zone = services.now(), await zone_of(services, me)
    known = (await services.taxonomy()).skills
    given = next((each for each in thread.answers if each.offer == offer.id), None)
    ends = thread.rung_ends if offer.state is OfferState.SENT else None
    away = me.away_until if me.away_until is not None and me.away_until > now else None
    return Question(
        me=me,
        thread=thread,
        offer=offer,
        text=await outside_text(services, thread, thread.text),
        labels=[known[each].label for each in thread.skills if each in known],
        best_before=f"{texts.when(ends, zone, now)} ({zone})" if ends and ends > now else "",
        answer="" if given is None else given.text,
        thanks="" if given is None else await outside_text(services, thread, given.thanks),
        lines=[
            Line(
                mine=each.sender == me.id,
                text=each.text
                if each.sender == me.id
                else await outside_text(services, thread, each.text),
            )
            for each in thread.follow_ups
            if me.id in (each.sender, each.recipient)
        ],
        paused_until="" if away is None else texts.day(away, zone),
        takes_lines=given is not None and thread.takes_lines,
        may_leave=(await services.rules()).rules.ask_consent,
        nonce=nonce_for(thread, me.id, services.new_id()),
    )
