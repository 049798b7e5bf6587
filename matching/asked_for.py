"""Asked for, and nobody knows: what people want to learn that nobody here has said they can teach.

A question counts under each skill it names that nobody has; under all it names where its search
ended and not one person had been found; and, where no skill was recognised, under one group of
words. Groups of words come from questions of at least three different people, and are one or two
words long, so that nobody's question can be read in them.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Final, TypeVar

from matching.model import PersonId
from matching.skills import SkillId, words

WINDOW: Final = timedelta(days=30)
SKILLS_MAX: Final = 200  # rows; the whole number stands beside them
GROUPS_MAX: Final = 20
LEARNERS_MIN: Final = 3  # different people behind a group of words
COMMON: Final = 0.25  # words in more of all questions say nothing
FEW: Final = 20  # questions of which a share says nothing
LETTERS_MIN: Final = 2

# Words of a question that name no subject, as `matching.skills.words` gives them.
_STOP_WORDS: Final = """
a about after all also am an and any anybody anyone are as at be been before best better but by
can cannot could did do doe doesn don else ever every find for from get give go good got had has
hasn have help here hi hello him how i if in into is isn it its just kind know let like look
made make many may me mean more most much must my need never new no not now of off on one only
open or other our out over people please put question quick right same say see set she should
show so some somebody someone something still such take tell thank than that the their them then
there these they thi those to too try two under until up use used user using very wa want wasn
was way we well were what when where whether which while who whom why will with without won work
would wrong you your
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, as far as this report may know."""

    learner: PersonId
    text: str
    skills: Mapping[SkillId, float] = field(default_factory=dict)
    created: datetime
    answered: datetime | None = None  # the first answer
    over: bool = False  # the search ended and nobody had answered
    found: int = 0  # people who were found and looked at, on any rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One skill, or one group of words, with what came of the questions."""

    what: str
    questions: int
    learners: int
    unanswered: float  # share of the questions without an answer so far
    median_wait: float | None  # minutes to the first answer; None: there was none


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """The report over the questions of the last thirty days, most asked first."""

    questions: int = 0  # all that were looked at
    without_skill: int = 0  # of them, those in which no skill was recognised
    skills: tuple[Wanted, ...] = ()
    skills_total: int = 0
    words: tuple[Wanted, ...] = ()  # each question in one of them at most


def asked_for(questions: Iterable[Asked], known: Collection[SkillId], now: datetime) -> AskedFor:
    """Report on the questions; `known` are the skills that somebody willing has or answered.

    >>> pivot, now = SkillId("pivot"), datetime(2026, 3, 4)
    >>> lea = Asked(learner=PersonId("lea"), text="Pivot?", skills={pivot: 1.0}, created=now)
    >>> [each.what for each in asked_for([lea], {pivot}, now).skills]
    []
    >>> asked_for([lea], set(), now).skills
    (Wanted(what='pivot', questions=1, learners=1, unanswered=1.0, median_wait=None),)
    """
    recent = [each for each in questions if now - each.created <= WINDOW]
    by_skill: defaultdict[SkillId, list[Asked]] = defaultdict(list)
    for each in recent:
        for skill in _missing(each, known):
            by_skill[skill].append(each)
    rows = _rows(by_skill, str)
    vague = [each for each in recent if not each.skills]
    return AskedFor(
        questions=len(recent),
        without_skill=len(vague),
        skills=tuple(rows[:SKILLS_MAX]),
        skills_total=len(rows),
        words=tuple(_rows(_groups(vague, recent), " ".join)),
    )


def _missing(asked: Asked, known: Collection[SkillId]) -> list[SkillId]:
    """Name the skills of a question that nobody has; parents that it only implies do not count."""
    highest = max(asked.skills.values(), default=0.0)
    named = [skill for skill, weight in asked.skills.items() if weight >= highest]
    missing = [each for each in named if each not in known]
    if not missing and asked.over and asked.answered is None and asked.found <= 0:
        return named
    return missing


def _rows(found: Mapping[Key, Sequence[Asked]], name: Callable[[Key], str]) -> list[Wanted]:
    rows = [_wanted(name(key), asked) for key, asked in found.items()]
    return sorted(rows, key=lambda each: (-each.questions, each.what))


def _wanted(what: str, asked: Sequence[Asked]) -> Wanted:
    waits = [
        max(0.0, (each.answered - each.created).total_seconds() / 60)
        for each in asked
        if each.answered is not None
    ]
    return Wanted(
        what=what,
        questions=len(asked),
        learners=len({each.learner for each in asked}),
        unanswered=round(1 - len(waits) / len(asked), 3),
        median_wait=round(median(waits), 1) if waits else None,
    )


Words = tuple[str, ...]


def _groups(vague: Sequence[Asked], everything: Sequence[Asked]) -> dict[Words, list[Asked]]:
    """Put questions into groups by a word or two next to each other, the largest group first.

    Of groups of the same questions the longer counts. A question is in one group at most.
    """
    common = _common(everything)
    holding: defaultdict[Words, set[int]] = defaultdict(set)
    for number, each in enumerate(vague):
        for part in _parts(each.text, common):
            holding[part].add(number)
    found: dict[Words, list[Asked]] = {}
    by_question: defaultdict[int, list[Words]] = defaultdict(list)
    for part, numbers in holding.items():
        for number in numbers:
            by_question[number].append(part)
    while len(found) < GROUPS_MAX:
        enough = [
            part
            for part, numbers in holding.items()
            if len(numbers) >= LEARNERS_MIN
            and len({vague[each].learner for each in numbers}) >= LEARNERS_MIN
        ]
        if not enough:
            break
        best = min(enough, key=lambda each: (-len(holding[each]), -len(each), each))
        taken = sorted(holding[best])
        found[best] = [vague[each] for each in taken]
        for number in taken:
            for part in by_question[number]:
                holding[part].discard(number)
    return found


def _common(everything: Sequence[Asked]) -> frozenset[str]:
    """Give the words of more than a quarter of all questions, where there are enough to say so."""
    if len(everything) < FEW:
        return frozenset()
    counts: defaultdict[str, int] = defaultdict(int)
    for each in everything:
        for word in set(words(each.text)):
            counts[word] += 1
    return frozenset(word for word, count in counts.items() if count > COMMON * len(everything))


def _parts(text: str, common: Collection[str]) -> set[Words]:
    """Give the telling words of a text, and its pairs of neighbours of which both are telling."""
    told = [word if _telling(word, common) else "" for word in words(text)]
    pairs = {(one, other) for one, other in pairwise(told) if one and other}
    return pairs | {(word,) for word in told if word}


def _telling(word: str, common: Collection[str]) -> bool:
    letters = sum(map(str.isalpha, word))
    cjk = len(word) == 1 and ord(word) > 0x2E80  # noqa: PLR2004 - a character is a word there
    return (letters >= LETTERS_MIN or cjk) and word not in STOP_WORDS and word not in common
