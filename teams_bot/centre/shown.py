"""What the console shows: the queue, one's own talks, who is on duty. Plain data, no markup."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from matching.model import PersonId
from matching.rules import Rules
from matching.skills import Taxonomy
from matching.sources import Source
from matching.thread import Move, Offer, OfferState, Posting, State, Thread
from storage.change import Person
from teams_bot import texts
from teams_bot.cards.holding import REASON_CHARS
from teams_bot.duty import is_off, on_duty, opening
from teams_bot.nonces import nonce_for
from teams_bot.reports import are_apart
from teams_bot.services import Services

Json = dict[str, Any]

QUEUE_SHOWN: Final = 100
TALKS_READ: Final = 40
TALKS_SHOWN: Final = 20
TALKS_FOR: Final = timedelta(days=7)
SHOWN: Final = frozenset({OfferState.TAKEN, OfferState.ANSWERED, OfferState.EXPIRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What was read for one look."""

    me: Person
    now: datetime
    rules: Rules
    names: Mapping[PersonId, str]
    taxonomy: Taxonomy

    def name(self, person: PersonId) -> str:
        """Give somebody's name."""
        return self.names.get(person) or texts.SOMEBODY

    def name_in(self, thread: Thread, person: PersonId) -> str:
        """Give somebody's name as far as a thread shows it."""
        hidden = thread.anonymous and person == thread.learner
        return texts.SOMEBODY if hidden else self.name(person)

    def labels(self, thread: Thread) -> list[str]:
        """Give what a question is about."""
        known = self.taxonomy.skills
        return sorted(known[each].label for each in thread.skills if each in known)


async def state(services: Services, me: Person) -> Json:
    """Read and tell everything the page shows to one person."""
    store, now = services.store, services.now()
    rules = (await services.rules()).rules
    posted = await store.posted(Source.CALL_CENTRE, QUEUE_SHOWN)
    roster = await store.roster(Source.CALL_CENTRE)
    talks = await _talks(services, me)
    everybody = {
        person
        for each in (*posted, *(thread for thread, _ in talks))
        for person in (each.learner, *each.asked)
    }
    desk = Desk(
        me=me,
        now=now,
        rules=rules,
        names=await store.names(everybody) if everybody else {},
        taxonomy=await services.taxonomy(),
    )
    return {
        "now": _at(now),
        "me": {"name": me.name, "on": not is_off(me, now), "why": _absence(desk, me)},
        "codes": list(rules.codes),
        "limits": {"answer": texts.ANSWER_LIMIT, "note": REASON_CHARS},
        "claim_minutes": rules.claim_minutes,
        "queue": [
            _waiting(desk, each, stands)
            for each in posted
            if each.learner != me.id and not are_apart(me, each.learner)
            for stands in _shown_at(desk, each)
        ],
        "talks": [_talk(desk, thread, offer) for thread, offer in talks],
        "roster": _roster(desk, roster),
    }


def _shown_at(desk: Desk, thread: Thread) -> list[Posting]:
    """Give where a question stands at the desk now, unless this person holds it."""
    if thread.claim is not None and thread.claim.mentor == desk.me.id:
        return []
    return [
        each
        for each in thread.postings
        if each.open and each.source is Source.CALL_CENTRE and each.due <= desk.now
    ]


def _waiting(desk: Desk, thread: Thread, stands: Posting) -> Json:
    claim = thread.claim
    notes = [each for each in thread.offers if each.source is Source.CALL_CENTRE and each.reason]
    return {
        "thread": thread.id,
        "posting": stands.id,
        "question": thread.text,
        "learner": desk.name_in(thread, thread.learner),
        "skills": desk.labels(thread),
        "asked": _at(thread.created),
        "ends": _at(thread.rung_ends),
        "notes": [{"of": desk.name(each.mentor), "text": each.reason} for each in notes],
        "held": None
        if claim is None
        else {"by": desk.name(claim.mentor), "until": _at(thread.claim_ends)},
    }


async def _talks(services: Services, me: Person) -> list[tuple[Thread, Offer]]:
    """Read what somebody holds and what they answered lately: held first, then the newest."""
    since = services.now() - TALKS_FOR
    found = [*await services.store.threads_with(me.id)]
    found += await services.store.threads_offered(me.id, TALKS_READ)
    threads = {each.id: each for each in found}.values()
    talks = [
        (thread, offer)
        for thread in threads
        if not are_apart(me, thread.learner)
        for offer in _own_offers(thread, me.id)
        if offer.live or (offer.reacted is not None and offer.reacted > since)
    ]
    talks.sort(key=lambda each: (each[1].live, each[1].reacted or each[1].due), reverse=True)
    return talks[:TALKS_SHOWN]


def _own_offers(thread: Thread, me: PersonId) -> Iterable[Offer]:
    """Give the newest request of this person, where it was taken at the desk."""
    mine = [
        each
        for each in thread.offers
        if each.mentor == me and each.source is Source.CALL_CENTRE and each.state in SHOWN
    ]
    return [each for each in mine[-1:] if _open_to(thread, each)]


def _open_to(thread: Thread, offer: Offer) -> bool:
    """Whether something is left to see or do: time that ran out counts while nobody answered."""
    late = offer.state is not OfferState.EXPIRED or thread.state in (State.OPEN, State.TAKEN)
    return late and thread.state is not State.CANCELLED


def _talk(desk: Desk, thread: Thread, offer: Offer) -> Json:
    given = next((each for each in thread.answers if each.offer == offer.id), None)
    held = offer.state is OfferState.TAKEN
    speaks = thread.takes_lines and (held or given is not None)
    return {
        "thread": thread.id,
        "offer": offer.id,
        "question": thread.text,
        "learner": desk.name_in(thread, thread.learner),
        "skills": desk.labels(thread),
        "state": offer.state.value,
        "thread_state": texts.state_of(thread),
        "until": _at(thread.claim_ends) if held else None,
        "may_answer": given is None and thread.may(Move.ANSWER),
        "may_hand_back": held,
        "answer": "" if given is None else given.text,
        "rating": "" if given is None or given.rating is None else texts.RATINGS[given.rating],
        "thanks": "" if given is None else given.thanks,
        "lines": [
            {
                "id": each.id,
                "mine": each.sender == desk.me.id,
                "of": desk.name_in(thread, each.sender),
                "text": each.text,
                "at": _at(each.at),
            }
            for each in thread.follow_ups
            if desk.me.id in (each.sender, each.recipient)
        ],
        "nonce": nonce_for(thread, desk.me.id, f"{offer.id}.{thread.revision}") if speaks else "",
        "wrap_up": offer.wrap_up,
    }


def _roster(desk: Desk, people: Sequence[Person]) -> list[Json]:
    """Tell who is there, those on duty first."""
    told = [
        {
            "id": each.id,
            "name": each.name,
            "me": each.id == desk.me.id,
            "on": on_duty(each, desk.rules, desk.now),
            "why": _absence(desk, each),
            "holds": each.load,
        }
        for each in people
    ]
    return sorted(told, key=lambda each: (not each["on"], each["name"]))


def _absence(desk: Desk, person: Person) -> str:
    """Say why somebody is not on duty; empty where they are."""
    if desk.rules.ask_consent and not person.opted_in:
        return texts.OFF_DUTY["not_joined"]
    if is_off(person, desk.now):
        zone = desk.me.time_zone or desk.rules.default_time_zone
        until = person.off_until and texts.when(person.off_until, zone, desk.now)
        return texts.switched_off(until or "")
    if person.away_until is not None and person.away_until > desk.now:
        return texts.OFF_DUTY["away"]
    here = opening(person, desk.rules, desk.now) == desk.now
    return "" if here else texts.OFF_DUTY["hours"]


def _at(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
