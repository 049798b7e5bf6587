"""Which skills a text names: the organisation's own taxonomy, its synonyms and parents."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Generic, NewType, TypeVar

SkillId = NewType("SkillId", str)
Meaning = TypeVar("Meaning")
Span = tuple[int, int]  # first word and the one after the last

NAMED_MAX: Final = 5  # skills one text may name; the longest names win
NAMED_WEIGHT: Final = 1.0
ANCESTOR_WEIGHTS: Final = (0.5, 0.25)  # of the parent and the grandparent

# Scripts written without spaces (or, as Hangul, with endings grown on): each character is a word
# of its own, so that a name is found wherever its characters follow one another.
_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x9FFF),  # Han
    (0xAC00, 0xD7AF),  # Hangul
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_WORD: Final = re.compile(r"[^\s+#]+(?:(?:\+\+|#)(?![^\s+#]))?")  # keeps C++ and C# apart from C


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One entry of the taxonomy."""

    id: SkillId
    label: str
    synonyms: tuple[str, ...] = ()
    parent: SkillId | None = None


class Phrases(Generic[Meaning]):
    """Names of one or more words, each with what it means, ready to be found in texts.

    A text is looked up word by word, so the cost follows its length and not the number of names.
    """

    __slots__ = ("_lengths", "_meanings")

    def __init__(self) -> None:
        self._meanings: dict[tuple[str, ...], tuple[Meaning, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}  # first word: lengths of names, in words

    def add(self, name: tuple[str, ...], meaning: Meaning) -> None:
        """Add a name as its words; one without any is never found."""
        if name:
            self._meanings[name] = (*self._meanings.get(name, ()), meaning)
            self._lengths[name[0]] = (*{*self._lengths.get(name[0], ()), len(name)},)

    def spans(self, text: tuple[str, ...]) -> list[Span]:
        """Give where names stand in a text, in its order; they may overlap."""
        return [
            (start, start + length)
            for start, word in enumerate(text)
            for length in self._lengths.get(word, ())
            if text[start : start + length] in self._meanings
        ]

    def meanings(self, name: tuple[str, ...]) -> tuple[Meaning, ...]:
        """Give what a name means."""
        return self._meanings[name]


class Taxonomy:
    """The skills of an organisation, ready to be found in texts."""

    __slots__ = ("_names", "skills")

    skills: Mapping[SkillId, Skill]

    def __init__(self, skills: Iterable[Skill]) -> None:
        """Index the names of all skills; of two entries with one id the last counts."""
        self.skills = MappingProxyType({each.id: each for each in skills})
        self._names = Phrases[SkillId]()
        for skill in self.skills.values():
            for name in {words(text) for text in (skill.label, skill.id, *skill.synonyms)}:
                self._names.add(name, skill.id)

    def infer(self, text: str) -> Mapping[SkillId, float]:
        """Give the skills a text names, each with a weight: named 1, parent .5, grandparent .25.

        A name inside a longer name that was found does not count: of "pivot table" only the
        whole. Nothing known gives an empty mapping.

        >>> excel = Skill(id=SkillId("excel"), label="Excel", synonyms=("spreadsheets",))
        >>> pivot = Skill(id=SkillId("pivot"), label="Pivot tables", parent=excel.id)
        >>> dict(Taxonomy([excel, pivot]).infer("My pivot-table is empty?"))
        {'pivot': 1.0, 'excel': 0.5}
        """
        weights: dict[SkillId, float] = {}
        for skill in self._named(words(text)):
            for each, weight in self._with_ancestors(skill):
                weights[each] = max(weight, weights.get(each, 0.0))
        return dict(sorted(weights.items(), key=lambda each: -each[1]))

    def _named(self, text: tuple[str, ...]) -> list[SkillId]:
        """Find the named skills, longest names first, then in the order of the text."""
        whole = sorted(
            _outermost(self._names.spans(text)), key=lambda span: (span[0] - span[1], span)
        )
        named = (
            skill
            for start, end in whole
            for skill in sorted(self._names.meanings(text[start:end]))
        )
        return list(dict.fromkeys(named))[:NAMED_MAX]

    def _with_ancestors(self, skill: SkillId) -> Iterator[tuple[SkillId, float]]:
        yield skill, NAMED_WEIGHT
        above = self.skills[skill].parent
        for weight in ANCESTOR_WEIGHTS:
            if above is None or above not in self.skills:
                return
            yield above, weight
            above = self.skills[above].parent


def words(text: str) -> tuple[str, ...]:
    """Split a text into words as they are compared.

    NFKC, casefolded, punctuation as spaces, a plural "s" dropped; characters of scripts without
    spaces are words of their own.

    >>> words("Pivot-Tables in C++, 表計算")
    ('pivot', 'table', 'in', 'c++', '表', '計', '算')
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return tuple(_singular(word) for word in _WORD.findall(folded.translate(_SPACING)))


def _outermost(spans: list[Span]) -> Iterator[Span]:
    """Drop spans that lie inside a longer one."""
    reach = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end > reach:
            reach = end
            yield start, end


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] != "s" else word  # noqa: PLR2004


class _Spacing(dict[int, str]):
    """What becomes of each character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = unicodedata.category(character)
        if any(low <= code <= high for low, high in _UNSPACED) and kind[0] in "LMN":
            found = f" {character} "
        elif kind[0] in "LMN" or character in "+#":
            found = character
        else:
            found = "" if kind == "Cf" else " "
        self[code] = found
        return found


_SPACING: Final = _Spacing()
