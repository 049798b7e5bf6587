"""Topics that belong to a proper contact, not to colleagues; and finding them in a text. Pure.

A term is found as whole words, whatever their case and accents. `unless` are phrases that say that
something else is meant: one of them anywhere in the text, and the term does not count.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from matching.skills import Phrases, SkillId, words

TOPICS_MAX: Final = 50
TERMS_MAX: Final = 3000  # of all topics together
CHARS_MAX: Final = 80  # of a term, a label or a line of a contact
SENTENCE_MAX: Final = 400
_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MAIL: Final = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_LINK: Final = re.compile(r"https://[^\s<>\"]+")
_PHONE: Final = re.compile(r"[+\d][\d ()/.-]+")
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_ACCENTS: Final = range(0x300, 0x370)


class TopicError(ValueError):
    """Topics that cannot be; the text says all that is wrong, one mistake a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Who is responsible for a topic, and how to reach them."""

    name: str = ""
    mail: str = ""
    link: str = ""
    phone: str = ""

    def __bool__(self) -> bool:
        """Whether anything is known."""
        return any((self.name, self.mail, self.link, self.phone))


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that name a topic, and phrases that say that they do not."""

    words: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OffLimits:
    """One topic that is not for colleagues."""

    id: str
    label: str
    turn_to: str  # where no contact is set: "your HR department"
    contact: Contact = field(default_factory=Contact)
    sentence: str = ""  # said first, in place of the usual words
    may_object: bool = True  # whether a learner may say that it is not about this
    terms: tuple[Term, ...] = ()
    skills: tuple[SkillId, ...] = ()  # a question that names one of them is about this


class Finder:
    """Finds topics in texts; the first topic of the list wins."""

    __slots__ = ("_phrases", "topics")

    def __init__(self, topics: Iterable[OffLimits]) -> None:
        self.topics = tuple(topics)
        # what each phrase means: topic, term, and whether it speaks for it
        self._phrases = Phrases[tuple[int, int, bool]]()
        for place, topic in enumerate(self.topics):
            for number, term in enumerate(topic.terms):
                for name in _spellings(term.words):
                    self._phrases.add(name, (place, number, True))
                for name in {one for each in term.unless for one in _spellings(each)}:
                    self._phrases.add(name, (place, number, False))

    def find(
        self, text: str, skills: Iterable[SkillId] = (), cleared: Iterable[str] = ()
    ) -> OffLimits | None:
        """Give the topic that a text, or a skill it names, is about; None where it may be asked.

        `cleared` are ids of topics of which the learner said that it is not about them; that
        counts for those that allow it.
        """
        said = words(without_accents(text))
        spans = self._phrases.spans(said)
        found = {each for start, end in spans for each in self._phrases.meanings(said[start:end])}
        named = {
            place for place, term, speaks in found if speaks and (place, term, False) not in found
        }
        known, out = set(skills), set(cleared)
        return next(
            (
                each
                for place, each in enumerate(self.topics)
                if (place in named or not known.isdisjoint(each.skills))
                and not (each.may_object and each.id in out)
            ),
            None,
        )


def without_accents(text: str) -> str:
    """Give a text without accents.

    >>> without_accents("Kündigung, harcèlement")
    'Kundigung, harcelement'
    """
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in apart if ord(c) not in _ACCENTS))


def _spellings(phrase: str) -> set[tuple[str, ...]]:
    """Give the words of a phrase, with umlauts also as two letters each."""
    both = (phrase, unicodedata.normalize("NFC", phrase).translate(_UMLAUTS))
    return {words(without_accents(each)) for each in both}


# ---- as data


def topics_from(data: object) -> tuple[OffLimits, ...]:
    """Read topics from plain data (docs/topics-off-limits.md). Raises `TopicError`."""
    mistakes: list[str] = []
    listed = data.get("topics") if isinstance(data, Mapping) else None
    if not isinstance(listed, list):
        raise TopicError('The file must hold one JSON object with a list "topics".')
    topics = [_topic(each, place, mistakes) for place, each in enumerate(listed, 1)]
    ids = [each.id for each in topics]
    mistakes += [f"{each}: there are two topics with this id." for each in _twice(ids)]
    if len(topics) > TOPICS_MAX:
        mistakes.append(f"These are {len(topics)} topics; {TOPICS_MAX} are the most.")
    number = sum(len(each.terms) for each in topics)
    if number > TERMS_MAX:
        mistakes.append(f"These are {number} terms; {TERMS_MAX} are the most.")
    if mistakes:
        raise TopicError("\n".join(mistakes))
    return tuple(topics)


def as_data(topics: Iterable[OffLimits]) -> dict[str, Any]:
    """Give topics as plain data, which `topics_from` reads."""
    return {"topics": [_plain(each) for each in topics]}


def _plain(topic: OffLimits) -> dict[str, Any]:
    contact = {name: getattr(topic.contact, name) for name in Contact.__dataclass_fields__}
    return {
        "id": topic.id,
        "label": topic.label,
        "turn_to": topic.turn_to,
        "sentence": topic.sentence,
        "contact": contact,
        "may_object": topic.may_object,
        "skills": list(topic.skills),
        "terms": [
            {"words": each.words, "unless": list(each.unless)} if each.unless else each.words
            for each in topic.terms
        ],
    }


@dataclass(frozen=True, slots=True)
class _Fields:
    """The fields of one object of the file; what is wrong with them is noted."""

    where: str
    data: Mapping[str, Any]
    mistakes: list[str]

    def wrong(self, says: str) -> None:
        self.mistakes.append(f"{self.where}: {says}")

    def known(self, names: Iterable[str]) -> None:
        """Note fields nobody reads: a misspelt one must not be passed over."""
        for each in sorted(set(map(str, self.data)) - set(names)):
            self.wrong(f"there is no field {each[:CHARS_MAX]!r}.")

    def text(
        self,
        name: str,
        most: int = CHARS_MAX,
        check: Callable[[str], object] = lambda _: True,
        *,
        needed: bool = False,
    ) -> str:
        """Give a short text on one line, or "" where it is none."""
        found = self.data.get(name, "")
        if not isinstance(found, str) or (needed and not found.strip()):
            self.wrong(f"{name} must be a text.")
            return ""
        short = " ".join(found.split())
        if len(short) > most:
            self.wrong(f"{name} has {len(short)} characters; {most} are the most.")
        if short and not check(short):
            self.wrong(f"{name} cannot be {short[:CHARS_MAX]!r}.")
        return short

    def switch(self, name: str, usual: bool) -> bool:  # noqa: FBT001 - the value of a field
        found = self.data.get(name, usual)
        if not isinstance(found, bool):
            self.wrong(f"{name} must be true or false.")
            return usual
        return found

    def several(self, name: str) -> list[Any]:
        found = self.data.get(name, [])
        if not isinstance(found, list):
            self.wrong(f"{name} must be a list.")
            return []
        return found


def _topic(data: object, place: int, mistakes: list[str]) -> OffLimits:
    where = f"topic {place}"
    if not isinstance(data, Mapping):
        mistakes.append(f"{where} must be an object.")
        return OffLimits(id=where, label="", turn_to="")
    read = _Fields(where, data, mistakes)
    read.known(OffLimits.__dataclass_fields__)
    identity = read.text("id", check=_ID.fullmatch, needed=True)
    read = _Fields(identity or where, data, mistakes)
    skills = [each for each in read.several("skills") if isinstance(each, str)]
    if len(skills) != len(read.several("skills")):
        read.wrong("skills must be ids of skills.")
    topic = OffLimits(
        id=identity or where,
        label=read.text("label", needed=True),
        turn_to=read.text("turn_to", needed=True),
        contact=_contact(data.get("contact", {}), read),
        sentence=read.text("sentence", SENTENCE_MAX),
        may_object=read.switch("may_object", usual=True),
        terms=tuple(_term(each, read) for each in read.several("terms")),
        skills=tuple(map(SkillId, skills)),
    )
    if not topic.terms and not topic.skills:
        read.wrong("it needs terms or skills.")
    for each in _twice([one.words.casefold() for one in topic.terms if one.words]):
        read.wrong(f"{each!r} is there twice.")
    return topic


def _contact(data: object, topic: _Fields) -> Contact:
    if not isinstance(data, Mapping):
        topic.wrong("contact must be an object.")
        return Contact()
    read = _Fields(f"{topic.where}, contact", data, topic.mistakes)
    read.known(Contact.__dataclass_fields__)
    return Contact(
        name=read.text("name"),
        mail=read.text("mail", check=_MAIL.fullmatch),
        link=read.text("link", SENTENCE_MAX, _LINK.fullmatch),
        phone=read.text("phone", check=_PHONE.fullmatch),
    )


def _term(data: object, topic: _Fields) -> Term:
    whole = data if isinstance(data, Mapping) else {"words": data}
    said = whole.get("words")
    name = said[:CHARS_MAX] if isinstance(said, str) else "a term"
    read = _Fields(f"{topic.where}, {name!r}", whole, topic.mistakes)
    read.known(Term.__dataclass_fields__)
    term = read.text("words", needed=True)
    unless = read.several("unless")
    if any(not isinstance(each, str) or not words(each) for each in unless):
        read.wrong("unless must be phrases.")
        unless = []
    found = words(without_accents(term))
    if term and (not found or (len(found) == 1 and len(found[0]) == 1 and found[0].isascii())):
        read.wrong("a term needs a word of at least two letters.")
    return Term(words=term, unless=tuple(unless))


def _twice(names: list[str]) -> list[str]:
    return sorted({each for each in names if names.count(each) > 1})
