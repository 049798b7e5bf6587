"""How a thread stands for its learner, in sentences."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from microsoft_teams.cards import CardElement

from matching.model import PersonId
from matching.sources import Source
from matching.thread import Offer, OfferState, Posting, State, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.elements import name_in, named, written
from teams_bot.cards.fit import cut
from teams_bot.outcomes import InChannel, Names
from teams_bot.threads import search_over

INTRODUCED: Final = 3

_Naming = Callable[[Names, PersonId], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A thread as its learner sees it now."""

    thread: Thread
    names: Names
    zone: str
    now: datetime

    def when(self, at: datetime) -> str:
        """Say a time as the learner reads it."""
        return texts.when(at, self.zone, self.now)

    def offers(self, *states: OfferState) -> list[Offer]:
        """Give the offers in these states."""
        return [each for each in self.thread.offers if each.state in states]

    @property
    def asked(self) -> list[Offer]:
        """The offers whose card has left."""
        return [each for each in self.offers(OfferState.SENT) if each.due <= self.now]

    @property
    def planned(self) -> list[Offer]:
        """The offers that wait for an opening."""
        return [each for each in self.offers(OfferState.SENT) if each.due > self.now]

    def at(self, source: Source) -> Posting | None:
        """Give where the question stands at a place of this source."""
        open_still = (each for each in self.thread.postings if each.open)
        return next((each for each in open_still if each.source is source), None)

    @property
    def digest(self) -> Posting | None:
        """Where the question stands in the digests of peers."""
        return next((each for each in self.thread.postings if each.open and each.in_digests), None)


def title_of(standing: Standing, naming: _Naming) -> str:
    """Say in one line how the question stands, with names as `naming` says them."""
    thread = standing.thread
    match thread.state:
        case State.OPEN:
            return _title_open(standing, naming)
        case State.TAKEN:
            return _title_taken(standing, naming)
        case State.ANSWERED:
            return words.has_answers(len(thread.answers))
        case State.CLOSED:
            return words.SAY["rests" if thread.inferred else "closed"]
        case State.UNANSWERED:
            return words.SAY[_nobody(thread)]
        case State.CANCELLED:
            return words.SAY["cancelled"]
        case _ as never:
            assert_never(never)


def told_of(
    standing: Standing,
    nobody: Mapping[str, int],
    wait_minutes: int,
    ladder: Collection[Source] = texts.LISTED,
) -> list[str]:
    """Say what is going on and what comes next."""
    thread = standing.thread
    match thread.state:
        case State.OPEN:
            later, before = _later(standing), _before(standing)
            there = [f"{words.answered_here(*each)}." for each in _posted(standing)]
            return [*later, *there, *before, *_then(standing, wait_minutes), *_vague(thread)]
        case State.TAKEN:
            return _taken(standing)
        case State.ANSWERED:
            return [words.answer_there(_people(standing, _answering(thread), named))]
        case State.CLOSED:
            return _closed(standing)
        case State.UNANSWERED:
            return [
                search_over(thread)
                if thread.rung
                else texts.nobody(nobody, topic=bool(thread.skills), ladder=ladder)
            ]
        case State.CANCELLED:
            return [words.SAY["cancelled_then"]]
        case _ as never:
            assert_never(never)


def shown_in(standing: Standing, channel: InChannel) -> list[str]:
    """Say in which channel the question is shown, or will be, and whether with a name.

    While somebody has it, it is posted nowhere new.
    """
    ahead = channel.due is None or channel.due > standing.now
    if ahead and standing.thread.state is State.TAKEN:
        return []
    unnamed = standing.thread.anonymous
    name = texts.plain(cut(channel.name, texts.LABEL_CHARS))
    if channel.due is None:
        return [words.channel_ahead(name, unnamed=unnamed)]
    if channel.due > standing.now:
        return [words.channel_soon(name, standing.when(channel.due), unnamed=unnamed)]
    return [words.channel_now(name, unnamed=unnamed)]


def introduced(standing: Standing) -> list[CardElement]:
    """Say of the people who are asked now why they were chosen."""
    if standing.thread.state is not State.OPEN or not standing.thread.shortlists:
        return []
    why = {each.mentor: each.introduction for each in standing.thread.shortlists[-1].picks}
    asked = [each for each in _mentors(standing.asked) if why.get(each)]
    return [
        element
        for each in asked[:INTRODUCED]
        for element in written(f"{why[each]}.", lead=name_in(standing.names, each))
    ]


def _nobody(thread: Thread) -> str:
    if not thread.rung:
        return "nobody"
    return "unanswered_else" if thread.answers else "unanswered"


def _title_open(standing: Standing, naming: _Naming) -> str:
    if standing.asked:
        return words.asked(_people(standing, _mentors(standing.asked), naming))
    if standing.planned:
        return words.planned(_people(standing, _mentors(standing.planned), naming))
    if standing.at(Source.CALL_CENTRE):
        return words.SAY["at_desk"]
    if standing.at(Source.CROWD):
        return words.SAY["in_channel" if _posted(standing) else "in_channel_soon"]
    return words.SAY["in_digest" if standing.digest else "looking"]


def _title_taken(standing: Standing, naming: _Naming) -> str:
    claim = standing.thread.claim
    at_desk = claim is not None and claim.source is Source.CALL_CENTRE
    return (words.taken_at_desk if at_desk else words.taken)(_held_by(standing, naming))


def _posted(standing: Standing) -> list[tuple[int, int]]:
    """Give how many of the answers that are waited for are sealed, where it is posted."""
    thread = standing.thread
    return [
        (len(thread.sealed), each.answers)
        for each in thread.postings
        if each.open and each.source is Source.CROWD and each.due <= standing.now
    ]


def _later(standing: Standing) -> list[str]:
    desk = standing.at(Source.CALL_CENTRE)
    shut = desk is not None and desk.due > standing.now
    return [
        (words.written_then if each.outside else words.asked_then)(
            named(standing.names, each.mentor), standing.when(each.due)
        )
        for each in standing.planned
    ] + [words.desk_opens(standing.when(desk.due)) for _ in (1,) if desk is not None and shut]


def _before(standing: Standing) -> list[str]:
    earlier = standing.offers(OfferState.PASSED, OfferState.EXPIRED, OfferState.ANSWERED)
    now = {each.mentor for each in standing.offers(OfferState.SENT)}
    now |= {each.mentor for each in standing.thread.sealed}  # nobody is told who, before
    people = _people(standing, [each for each in _mentors(earlier) if each not in now], named)
    return [words.asked_before(people)] if people else []


def _then(standing: Standing, wait_minutes: int) -> list[str]:
    ends, digest = standing.thread.rung_ends, standing.digest
    if digest is not None and ends is not None:
        return [words.read_at(standing.when(digest.due), standing.when(ends))]
    if ends is not None and ends > standing.now:
        return [words.others_at(standing.when(ends))]
    return [words.others_after(texts.minutes(wait_minutes))] if wait_minutes else []


def _vague(thread: Thread) -> list[str]:
    return [] if thread.skills else [words.SAY["no_topic"]]


def _taken(standing: Standing) -> list[str]:
    ends = standing.thread.claim_ends
    return [] if ends is None else [words.taken_until(standing.when(ends))]


def _closed(standing: Standing) -> list[str]:
    people = _people(standing, _answering(standing.thread), named)
    rests = [words.SAY["rests_then"]] if standing.thread.inferred else []
    return [*rests, *([words.closed(people)] if people else [])]


def _held_by(standing: Standing, naming: _Naming) -> str:
    claim = standing.thread.claim
    return words.SOMEBODY if claim is None else naming(standing.names, claim.mentor)


def _people(standing: Standing, people: Iterable[PersonId], naming: _Naming) -> str:
    return words.joined([naming(standing.names, each) for each in dict.fromkeys(people)])


def _mentors(offers: Iterable[Offer]) -> list[PersonId]:
    return [each.mentor for each in offers]


def _answering(thread: Thread) -> list[PersonId]:
    return [each.mentor for each in thread.answers]
