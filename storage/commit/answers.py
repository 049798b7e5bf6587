"""Which answers a change adds, and what position each gets. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from matching.thread import Answer, Thread
from storage.change import Change
from storage.evidence import Given

Pair = tuple[Thread | None, Thread]


def new_answers(change: Change) -> list[Given]:
    """Give the answers a change adds, in its order: each counts, as it does in a tally."""
    return [
        Given(person=each.mentor, skills=tuple(after.skills), at=each.at)
        for before, after in change.threads
        for each in _new(before, after)
    ]


def positioned(threads: Sequence[Pair], serial: int) -> tuple[Pair, ...]:
    """Give the threads with the positions of their new answers, the first after `serial`.

    An answer keeps the skills it counted for: a question may be reworded when it is asked again.
    """
    positions = count(serial + 1)
    placed = []
    for before, after in threads:
        new = {each.id: next(positions) for each in _new(before, after)}
        answers = (
            replace(each, position=new[each.id], skills=tuple(after.skills))
            if each.id in new
            else each
            for each in after.answers
        )
        placed.append((before, replace(after, answers=tuple(answers))))
    return tuple(placed)


def reworded(before: Thread | None, after: Thread) -> bool:
    """Whether the text of an answered question, or of an answer, changed or was erased."""
    if before is None or not before.answers:
        return False
    known = {each.id: each.text for each in after.answers}
    words = any(known.get(each.id) != each.text for each in before.answers)
    return words or before.text != after.text


def _new(before: Thread | None, after: Thread) -> list[Answer]:
    known = {each.id for each in before.answers} if before else set()
    return [each for each in after.answers if each.id not in known]
