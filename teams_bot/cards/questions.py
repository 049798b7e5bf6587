"""The learner's own cards: how a question stands, and the list of the latest ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, assert_never

from microsoft_teams.cards import (
    Action,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    ShowCardAction,
)

from matching.model import PersonId
from matching.sources import Source
from matching.thread import Offer, OfferState, Posting, State, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    folded,
    glimpse,
    heading,
    line,
    name_in,
    named,
    quoted,
    said,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.cards.waits import waits
from teams_bot.outcomes import Names, QuestionsShown, StatusShown, Topics, Wait
from teams_bot.texts import plain
from teams_bot.threads import search_over
from teams_bot.topics import as_value

LISTED_CHARS: Final = 280
INTRODUCED: Final = 3
NO_TOPICS: Final = Topics()
MAY_CANCEL: Final = frozenset({State.OPEN, State.TAKEN})
_Naming = Callable[[Names, PersonId], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
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


def status(  # noqa: PLR0917 - all of it is needed, in this order
    thread: Thread,
    names: Names,
    zone: str,
    now: datetime,
    nobody: Mapping[str, int],
    wait_minutes: int,
    topics: Topics = NO_TOPICS,
    manager: str = "",
    outside: str = "",
    wait: Wait | None = None,
) -> Drawn:
    """Tell a learner how the question stands: who is asked, who has it, what comes next.

    With the name of their `manager` they are asked whether that person may be asked too.
    """
    standing = _Standing(thread=thread, names=names, zone=zone, now=now)
    body: list[CardElement] = [heading(_title(standing, named)), quoted(thread.text)]
    body += [line(words.SAY["anonymous"])] if thread.anonymous else []
    body += _introduced(standing)
    body += waits(wait, standing.when)
    body += [line(each) for each in _told(standing, nobody, wait_minutes)]
    if topics.named and thread.state in MAY_CANCEL:
        labels = [plain(cut(each, texts.LABEL_CHARS)) for each in topics.named.values()]
        body.append(line(words.topics(", ".join(labels)), subtle=True))
    leaving = _leaving(standing) if outside else []
    if leaving:
        read_already = any(each.due <= now for each in leaving)
        body += written(f"“{outside}”", lead=words.SAY["reads" if read_already else "would_read"])
    data = {"thread": thread.id}
    actions: list[Action] = [
        button(words.BUTTON["cancel"], "cancel", data) for _ in MAY_CANCEL & {thread.state}
    ]
    if leaving:
        actions.append(button(words.BUTTON["inside"], "inside", data))
    if topics.offered and thread.state is State.OPEN:
        actions.append(_choose(thread, topics))
    if manager and thread.state in MAY_CANCEL:
        body.append(line(words.manager_question(manager), subtle=True))
        actions += [
            button(words.BUTTON["allow_manager"], "allow_manager", data),
            button(words.BUTTON["keep_manager_out"], "keep_manager_out", data),
        ]
    return drawn(f"{_title(standing, said)}: {glimpse(thread.text)}", body, actions)


def _leaving(standing: _Standing) -> list[Offer]:
    """Give the offers that leave the organisation, or have left it and wait for an answer."""
    return [each for each in standing.offers(OfferState.SENT) if each.outside]


def _choose(thread: Thread, topics: Topics) -> ShowCardAction:
    """Unfold the topics a question may be about, its own ones checked."""
    fields: list[CardElement] = [
        line(words.SAY["topics_how"]),
        ChoiceSetInput(
            id="skills",
            label=words.SAY["topics_label"],
            is_multi_select=True,
            style="filtered",
            value=",".join(map(as_value, topics.named)) or None,
            choices=[
                Choice(title=cut(label, texts.LABEL_CHARS), value=as_value(skill))
                for skill, label in topics.offered.items()
            ],
            wrap=True,
        ),
    ]
    send = button(words.BUTTON["topics_save"], "topics", {"thread": thread.id}, style="positive")
    title = words.BUTTON["topics" if topics.named else "topics_name"]
    return folded(title, fields, send)


def status_after(shown: StatusShown) -> Drawn:
    """Show the question after a press of the learner: nothing of it is planned any more."""
    thread = shown.thread
    now = thread.ended or thread.created
    return status(thread, shown.names, shown.zone, now, {}, 0)


def questions(shown: QuestionsShown) -> Drawn:
    """List the learner's latest questions, each with its state and its newest answer."""
    title = words.SAY["my_questions"]
    if not shown.threads:
        nothing = words.SAY["my_questions_none"]
        return drawn(f"{title}: {nothing}", [heading(title), line(nothing)])
    body: list[CardElement] = [heading(title)]
    body += [_listed(each, shown.names) for each in shown.threads]
    return drawn(f"{title}: {len(shown.threads)}", body)


def _title(standing: _Standing, naming: _Naming) -> str:
    thread = standing.thread
    match thread.state:
        case State.OPEN:
            return _title_open(standing, naming)
        case State.TAKEN:
            return _title_taken(standing, naming)
        case State.ANSWERED:
            return words.has_answers(len(thread.answers))
        case State.CLOSED:
            return words.SAY["closed"]
        case State.UNANSWERED:
            return words.SAY[_nobody(thread)]
        case State.CANCELLED:
            return words.SAY["cancelled"]
        case _ as never:
            assert_never(never)


def _nobody(thread: Thread) -> str:
    if not thread.rung:
        return "nobody"
    return "unanswered_else" if thread.answers else "unanswered"


def _title_open(standing: _Standing, naming: _Naming) -> str:
    if standing.asked:
        return words.asked(_people(standing, _mentors(standing.asked), naming))
    if standing.planned:
        return words.planned(_people(standing, _mentors(standing.planned), naming))
    if standing.at(Source.CALL_CENTRE):
        return words.SAY["at_desk"]
    return words.SAY["in_channel" if _posted(standing.thread) else "looking"]


def _title_taken(standing: _Standing, naming: _Naming) -> str:
    claim = standing.thread.claim
    at_desk = claim is not None and claim.source is Source.CALL_CENTRE
    return (words.taken_at_desk if at_desk else words.taken)(_held_by(standing, naming))


def _told(standing: _Standing, nobody: Mapping[str, int], wait_minutes: int) -> list[str]:
    thread = standing.thread
    match thread.state:
        case State.OPEN:
            later, before = _later(standing), _before(standing)
            there = [f"{words.answered_here(*each)}." for each in _posted(thread)]
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
                else texts.nobody(nobody, topic=bool(thread.skills))
            ]
        case State.CANCELLED:
            return [words.SAY["cancelled_then"]]
        case _ as never:
            assert_never(never)


def _introduced(standing: _Standing) -> list[CardElement]:
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


def _posted(thread: Thread) -> list[tuple[int, int]]:
    """Give how many of the answers that are waited for are sealed, where it is posted."""
    return [
        (len(thread.sealed), each.answers)
        for each in thread.postings
        if each.open and each.source is Source.CROWD
    ]


def _later(standing: _Standing) -> list[str]:
    desk = standing.at(Source.CALL_CENTRE)
    shut = desk is not None and desk.due > standing.now
    return [
        (words.written_then if each.outside else words.asked_then)(
            named(standing.names, each.mentor), standing.when(each.due)
        )
        for each in standing.planned
    ] + [words.desk_opens(standing.when(desk.due)) for _ in (1,) if desk is not None and shut]


def _before(standing: _Standing) -> list[str]:
    earlier = standing.offers(OfferState.PASSED, OfferState.EXPIRED, OfferState.ANSWERED)
    now = {each.mentor for each in standing.offers(OfferState.SENT)}
    now |= {each.mentor for each in standing.thread.sealed}  # nobody is told who, before
    people = _people(standing, [each for each in _mentors(earlier) if each not in now], named)
    return [words.asked_before(people)] if people else []


def _then(standing: _Standing, wait_minutes: int) -> list[str]:
    ends = standing.thread.rung_ends
    if ends is not None and ends > standing.now:
        return [words.others_at(standing.when(ends))]
    return [words.others_after(texts.minutes(wait_minutes))] if wait_minutes else []


def _vague(thread: Thread) -> list[str]:
    return [] if thread.skills else [words.SAY["no_topic"]]


def _taken(standing: _Standing) -> list[str]:
    ends = standing.thread.claim_ends
    return [] if ends is None else [words.taken_until(standing.when(ends))]


def _closed(standing: _Standing) -> list[str]:
    people = _people(standing, _answering(standing.thread), named)
    return [words.closed(people)] if people else []


def _held_by(standing: _Standing, naming: _Naming) -> str:
    claim = standing.thread.claim
    return words.SOMEBODY if claim is None else naming(standing.names, claim.mentor)


def _people(standing: _Standing, people: Iterable[PersonId], naming: _Naming) -> str:
    return words.joined([naming(standing.names, each) for each in dict.fromkeys(people)])


def _mentors(offers: Iterable[Offer]) -> list[PersonId]:
    return [each.mentor for each in offers]


def _answering(thread: Thread) -> list[PersonId]:
    return [each.mentor for each in thread.answers]


def _listed(thread: Thread, names: Names) -> Container:
    state = words.state_line(texts.STATES[thread.state], len(thread.answers))
    items = written(_short(thread.text), bold=True)
    items.append(line(state, subtle=True))
    if thread.answers:
        newest = thread.answers[-1]
        lead = f"{name_in(names, newest.mentor)}:"
        items += written(_short(newest.text), lead=lead, spacing="Small")
    return Container(items=items, separator=True, spacing="Large")


def _short(text: str) -> str:
    return cut(texts.clean(text), LISTED_CHARS)
