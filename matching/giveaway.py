"""What in the words of an anonymous question would tell who asks, as far as a program can see.

Conservative: a warning too many costs one press. What it cannot see is the style of the words.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

SMALLEST: Final = 5  # people one of whom may have asked; among fewer somebody is known
SHORT: Final = 3  # letters up to which a name counts only as it is written: "IT" is not "it"
NAME_LETTERS: Final = 3
_WORD: Final = re.compile(r"\w+")


class Hint(StrEnum):
    """Why words would tell who asks."""

    NAME = "name"  # the learner's own name, mail or title
    GROUP = "group"  # a department or site of theirs, shared with too few
    GROUP_TOPIC = "group_topic"  # a topic that only such a group knows
    RARE_TOPIC = "rare_topic"  # a topic of the learner's own that too few know


@dataclass(frozen=True, slots=True, kw_only=True)
class Clue:
    """One hint, and the word that gives it."""

    hint: Hint
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """What colleagues may know of the learner."""

    name: str = ""
    mail: str = ""
    title: str = ""
    department: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who knows a topic; both numbers are exact up to `SMALLEST`."""

    here: int = 0  # in the learner's department, at their site; the learner among them
    elsewhere: int = 0
    own: bool = False  # whether the learner is one of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """How many others it could have been."""

    alike: int  # of the learner's department and site, with the learner; exact up to `SMALLEST`
    topics: Mapping[str, Holders] = field(default_factory=dict)  # by label, of the question's own


def clues_in(text: str, asker: Asker, around: Around) -> tuple[Clue, ...]:
    """Give what would tell who asks, each word once.

    >>> asker = Asker(name="Lea Lang", department="Treasury", location="Graz")
    >>> asked = "Where does Treasury keep it?"
    >>> [str(each.hint) for each in clues_in(asked, asker, Around(alike=4))]
    ['group']
    >>> clues_in(asked, asker, Around(alike=5))
    ()
    """
    found = [Clue(hint=Hint.NAME, word=each) for each in _own(asker) if _says(text, each)]
    few = around.alike < SMALLEST
    if few:
        places = filter(None, (asker.department, asker.location))
        found += [Clue(hint=Hint.GROUP, word=each) for each in places if _says(text, each)]
    for label, holders in around.topics.items():
        hint = _of_topic(holders, few=few)
        if hint is not None:
            found.append(Clue(hint=hint, word=label))
    return tuple({each.word.casefold(): each for each in reversed(found)}.values())[::-1]


def _of_topic(holders: Holders, *, few: bool) -> Hint | None:
    if holders.own and holders.here + holders.elsewhere < SMALLEST:
        return Hint.RARE_TOPIC
    return Hint.GROUP_TOPIC if few and holders.here and not holders.elsewhere else None


def _own(asker: Asker) -> list[str]:
    """Give the words that are the learner's own: each part of the name, the mail, the title."""
    parts = [each for each in _WORD.findall(asker.name) if len(each) >= NAME_LETTERS]
    return [*parts, *filter(None, (asker.mail, asker.mail.partition("@")[0], asker.title))]


def _says(text: str, name: str) -> bool:
    """Whether a text holds a name, word by word.

    >>> _says("How do we in Sales-EMEA do it?", "sales emea"), _says("How do I do it?", "IT")
    (True, False)
    """
    said, wanted = _words(text, name), _words(name, name)
    ends = range(len(said) - len(wanted) + 1)
    return bool(wanted) and any(said[at : at + len(wanted)] == wanted for at in ends)


def _words(text: str, name: str) -> Sequence[str]:
    found = _WORD.findall(text)
    return found if len(name) <= SHORT else [each.casefold() for each in found]
