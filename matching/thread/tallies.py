"""What a thread means for each mentor: the live load, the record, and the ratings by skill."""

from dataclasses import dataclass, field
from datetime import datetime

from matching.model import PersonId, Record
from matching.skills import SkillId
from matching.thread.parts import Offer
from matching.thread.states import RATING_POINTS
from matching.thread.whole import Thread
from matching.verdicts import Verdicts, weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one thread means for one mentor: live load, and the record."""

    load: int = 0
    record: Record = field(default_factory=Record)


def tally(thread: Thread | None) -> dict[PersonId, Tally]:
    """Count what a thread means for each mentor who has an offer of it.

    Records and loads are kept as sums of this over all threads, changed in the transaction that
    saves the thread, so that they always equal the count.
    """
    if thread is None:
        return {}
    return {mentor: _tally_of(thread, mentor) for mentor in sorted(thread.asked)}


def verdicts_in(thread: Thread | None, mentor: PersonId) -> dict[SkillId, Verdicts]:
    """Sum up, by skill, the ratings of a mentor's answers in one thread; kept as `tally` is."""
    total: dict[SkillId, Verdicts] = {}
    if thread is None:
        return total
    for each in thread.answers:
        if each.mentor == mentor and each.rating is not None:
            worth = weight(each.at)
            verdict = Verdicts(rated=worth, points=worth * RATING_POINTS[each.rating])
            for skill in thread.skills if each.position is None else each.skills:
                total[skill] = total.get(skill, Verdicts()) + verdict
    return total


def _tally_of(thread: Thread, mentor: PersonId) -> Tally:
    offers = [each for each in thread.offers if each.mentor == mentor]
    answers = [each for each in thread.answers if each.mentor == mentor]
    rated = [each.rating for each in answers if each.rating is not None]
    return Tally(
        load=sum(each.live for each in offers),
        record=Record(
            asked=sum(each.was_asked for each in offers),
            reacted=sum(each.reacted is not None for each in offers),
            reaction_minutes=sum(_minutes_to_react(each) for each in offers),
            answered=len(answers),
            rated=len(rated),
            rating_points=sum(RATING_POINTS[each] for each in rated),
            lines=len(lines_of(thread, mentor)),
            joints=len(joints_of(thread, mentor)),
        ),
    )


def lines_of(thread: Thread, mentor: PersonId) -> tuple[datetime, ...]:
    """Give when a mentor wrote to the learner beside the answer."""
    return tuple(each.at for each in thread.follow_ups if each.sender == mentor)


def joints_of(thread: Thread, mentor: PersonId) -> tuple[datetime, ...]:
    """Give when a mentor wrote the joint answer, if that was theirs and is written."""
    joint = thread.joint
    if joint is None or joint.writer != mentor or joint.at is None:
        return ()
    return (joint.at,)


def _minutes_to_react(offer: Offer) -> float:
    if offer.reacted is None:
        return 0.0
    return max(0.0, (offer.reacted - offer.due).total_seconds() / 60)
