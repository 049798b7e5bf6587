"""People, questions and threads for tests: say what matters, the rest is ordinary.

Everybody is awake at `NOW` (a Wednesday, 10:00 UTC), around the clock, and knows some Excel.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from matching.hours import parse_hours
from matching.model import (
    Candidate,
    Learner,
    PersonId,
    Question,
    Shortlist,
    Tie,
    View,
)
from matching.skills import SkillId
from matching.thread import (
    Answer,
    AnswerId,
    FollowUp,
    Offer,
    OfferId,
    Rating,
    State,
    Thread,
    ThreadId,
)
from storage.change import Deflection, DraftId, Entry

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
ALWAYS = parse_hours("mon-sun 00:00-24:00")
NEVER = parse_hours("never")
EXCEL = SkillId("excel")
LOCK = timedelta(minutes=30)


def candidate(name: str = "ana", **changes: Any) -> Candidate:
    """Somebody who may be asked, unless the changes say otherwise."""
    usual: dict[str, Any] = {"hours": ALWAYS, "skills": {EXCEL: 4}, "capacity": 3}
    return Candidate(id=PersonId(name), **usual | changes)


def learner(name: str = "lea", **changes: Any) -> Learner:
    """Somebody who asks."""
    return Learner(id=PersonId(name), **changes)


def question(
    text: str = "How do I pivot in Excel?",
    skills: Mapping[SkillId, float] | None = None,
    **changes: Any,
) -> Question:
    """A question about Excel, or about other skills, or with `{}` about none that is known."""
    return Question(text=text, skills={EXCEL: 1.0} if skills is None else skills, **changes)


def view(*candidates: Candidate, asks: Learner | None = None, **changes: Any) -> View:
    """What is read for one question."""
    return View(learner=asks or learner(), candidates=candidates, **changes)


def tie(learner: str = "lea", mentor: str = "ana", answered: int = 1, **changes: Any) -> Tie:
    """Past help, rated good."""
    usual: dict[str, Any] = {"rated": answered, "rating_points": 0.75 * answered}
    return Tie(
        learner=PersonId(learner), mentor=PersonId(mentor), answered=answered, **usual | changes
    )


def shortlist(**changes: Any) -> Shortlist:
    """A choice of nobody."""
    usual: dict[str, Any] = {"picks": (), "reserves": (), "refusals": (), "counts": {}, "seed": 7}
    return Shortlist(**usual | changes)


def deflection(name: str = "draft-1", **changes: Any) -> Deflection:
    """A question of Lea's that an answer of Ana's solved."""
    usual: dict[str, Any] = {
        "person": PersonId("lea"),
        "entry": Entry(thread=ThreadId("thread-1"), answer=AnswerId("answer-ana")),
        "mentor": PersonId("ana"),
        "day": "2026-03-04",
        "question": DraftId(f"{name}-kept"),
    }
    return Deflection(id=DraftId(name), **usual | changes)


def offer(mentor: str = "ana", rung: int = 1, **changes: Any) -> Offer:
    """An offer whose card left at `NOW`; its id is `offer-<rung>-<mentor>`."""
    usual: dict[str, Any] = {"id": OfferId(f"offer-{rung}-{mentor}"), "due": NOW}
    return Offer(mentor=PersonId(mentor), rung=rung, **usual | changes)


def answer(mentor: str = "ana", rung: int = 1, **changes: Any) -> Answer:
    """The answer to that offer; its id is `answer-<rung>-<mentor>`."""
    usual: dict[str, Any] = {
        "id": AnswerId(f"answer-{rung}-{mentor}"),
        "offer": OfferId(f"offer-{rung}-{mentor}"),
        "text": "Insert, PivotTable.",
        "at": NOW,
    }
    return Answer(mentor=PersonId(mentor), **usual | changes)


def follow_up(sender: str = "lea", recipient: str = "ana", text: str = "Which menu?") -> FollowUp:
    """One line from the learner to a mentor."""
    return FollowUp(
        id="line-1",
        sender=PersonId(sender),
        recipient=PersonId(recipient),
        text=text,
        at=NOW,
    )


def thread(
    state: State = State.OPEN, mentors: Iterable[str] = ("ana", "ben"), **changes: Any
) -> Thread:
    """A thread with one rung, brought to `state` by its own moves; the first mentor does it."""
    names = tuple(mentors)
    usual: dict[str, Any] = {
        "id": ThreadId("thread-1"),
        "learner": PersonId("lea"),
        "text": "How do I pivot in Excel?",
        "skills": {EXCEL: 1.0},
        "created": NOW,
        "seed": 7,
    }
    asked = Thread(**usual | changes).offer(
        tuple(offer(name) for name in names), shortlist(), NOW + LOCK
    )
    return _brought(asked, state, names[0])


def _brought(asked: Thread, state: State, first: str) -> Thread:
    match state:
        case State.OPEN:
            return asked
        case State.TAKEN:
            return asked.take(offer(first).id, NOW, LOCK)
        case State.ANSWERED:
            return asked.answer(answer(first), NOW)
        case State.CLOSED:
            return finished(asked.answer(answer(first), NOW), first)
        case State.UNANSWERED:
            return asked.rung_over().exhaust(NOW)
        case State.CANCELLED:
            return asked.cancel(NOW)


def finished(answered: Thread, mentor: str = "ana", rating: Rating = Rating.GOOD) -> Thread:
    """An answered thread, rated and closed."""
    return answered.finish(
        answer(mentor).id, NOW, rating=rating, minutes_saved=10, thanks="", reported=False
    )
