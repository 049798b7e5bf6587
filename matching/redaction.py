"""Taking names and mail addresses out of a text before it leaves the organisation. Pure.

Which words are names is the organisation's directory's to say. A word that is a name there is
replaced where it is written as one, with a capital, and beside another name however it is written;
so is a word with a capital that follows one.
Words that every sentence is made of ("may", "will", "an") are a name only in the middle of one.
Where that is wrong it takes out too much rather than too little: the learner sees the result.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

SHORTEST: Final = 2  # letters; an initial alone tells nobody apart
_EVERYDAY: Final = """
a about after all also am an and any are art as at be because been before best bill both but by
can case could day dear did do does done each else even every field find first for from get
give go good had has have he hello help hi her here him his hope how i if in into is it its
just keep know last let like long look made make many mark may me mine more most much must my
need new next no not now of off ok old on once one only open or our out over page please read
same say see set she should show since so some still such take thank thanks than that the their
them then there these they this those to too try under up us use very want was way we well were
what when where which while who whom whose why will with work would write yes yet you young
your aber als auf aus bei das dem den der die ein eine er es fur hat ich ihr im ist kann man
mein mit nach nicht noch oder sich sie und vom von wann war wenn wer wie wir wo zu au avec ce
ces comment dans de des du en est et il je la le les mais mon ne nous ou par pas pour quand que
qui sa se si son sur un une vous como con del donde el las lo los mi o para pero por su una y
"""  # in English, German, French and Spanish; without accents
ORDINARY: Final = frozenset(_EVERYDAY.split())
_WORD: Final = re.compile(r"[^\W\d_]+")
_MAIL: Final = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_BESIDE: Final = re.compile(r"(?:\s|[.'\u2019_-]){1,2}|, ?")  # between two words of one name
_SENTENCE_ENDS: Final = re.compile(r"[.!?:…\n]\s*[\"'“”(\[]*\s*$")


def name_words(name: str) -> frozenset[str]:
    """Give the words of a name as they are compared: without case and accents.

    >>> sorted(name_words("Ana-María d'Álvarez"))
    ['alvarez', 'ana', 'maria']
    """
    return frozenset(word for word in map(_folded, _WORD.findall(name)) if len(word) >= SHORTEST)


def words_in(text: str) -> frozenset[str]:
    """Give the words of a text that may be names.

    >>> sorted(words_in("Ask ANA, or 7 x."))
    ['ana', 'ask', 'or']
    """
    return name_words(_MAIL.sub(" ", text))


def redacted(
    text: str,
    *,
    known: AbstractSet[str],
    own: AbstractSet[str],
    spared: AbstractSet[str] = frozenset(),
    name: str,
    address: str,
) -> str:
    """Give a text in which `name` stands for every name and `address` for every mail address.

    `known` are the words of the directory's names, `own` those of the people in the thread, which
    are names in lower case as well; `spared` are words of skills, which are no names here.

    >>> words = {"own": {"lea"}, "known": {"ana", "kovac", "will", "page"}}
    >>> more = {"name": "[name]", "address": "[address]"}
    >>> redacted("Will the page Ana Kovač made show up for lea?", **words, **more)
    'Will the page [name] made show up for [name]?'
    >>> redacted("Is it Will's, ana.kovac's or boss@acme.com's?", **words, **more)
    "Is it [name]'s, [name]'s or [address]'s?"
    """
    pieces = _MAIL.split(text)
    cleaned = [_without_names(each, known, own, spared, name) for each in pieces]
    return address.join(cleaned)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, and whether it is one of a name."""

    start: int
    end: int
    folded: str
    capital: bool
    first: bool  # of its sentence
    titled: bool  # one capital, at the start

    @property
    def ordinary(self) -> bool:
        """Whether every sentence may hold it, and it is not written as a name."""
        return self.folded in ORDINARY and (self.first or not self.capital)


def _without_names(
    text: str, known: AbstractSet[str], own: AbstractSet[str], spared: AbstractSet[str], put: str
) -> str:
    words = [_word(text, found) for found in _WORD.finditer(text)]
    alone = [_alone(each, known, own, spared) for each in words]
    beside = [_one_name(text, left, right, known | own) for left, right in pairwise(words)]
    named = [
        it or (place > 0 and beside[place - 1]) or (place < len(beside) and beside[place])
        for place, it in enumerate(alone)
    ]
    return _replaced(text, words, _with_surnames(text, words, named, spared), put)


def _with_surnames(
    text: str, words: Sequence[_Word], named: Sequence[bool], spared: AbstractSet[str]
) -> list[bool]:
    """Take the word after a name for its second half, where it is written like one."""
    found: list[bool] = []
    for place, word in enumerate(words):
        follows = bool(found) and found[-1] and text[words[place - 1].end : word.start] == " "
        surname = word.titled and not word.ordinary and word.folded not in spared
        found.append(named[place] or (follows and surname))
    return found


def _word(text: str, found: re.Match[str]) -> _Word:
    written, before = found[0], text[: found.start()]
    capital = written[:1].isupper() and not (len(written) > 1 and written.isupper())
    return _Word(
        start=found.start(),
        end=found.end(),
        folded=_folded(written),
        capital=capital or (written.isupper() and _folded(written) not in ORDINARY),
        titled=capital,
        first=not before.strip() or _SENTENCE_ENDS.search(before) is not None,
    )


def _alone(
    word: _Word, known: AbstractSet[str], own: AbstractSet[str], spared: AbstractSet[str]
) -> bool:
    """Whether a word is a name by itself."""
    if word.ordinary or len(word.folded) < SHORTEST:
        return False
    return word.folded in own or (
        word.capital and word.folded in known and word.folded not in spared
    )


def _one_name(text: str, left: _Word, right: _Word, known: AbstractSet[str]) -> bool:
    """Whether two words side by side are a first name and a surname, however they are written."""
    if left.folded not in known or right.folded not in known:
        return False
    alike = left.capital == right.capital and not (left.ordinary or right.ordinary)
    return alike and _BESIDE.fullmatch(text, left.end, right.start) is not None


def _replaced(text: str, words: Sequence[_Word], named: Iterable[bool], put: str) -> str:
    """Put one word of ours in place of each run of words of a name."""
    pieces: list[str] = []
    at = 0
    for word, is_name in zip(words, named, strict=True):
        if not is_name:
            continue
        joined = bool(pieces) and _BESIDE.fullmatch(text, at, word.start) is not None
        if not joined:
            pieces += [text[at : word.start], put]
        at = word.end
    return "".join([*pieces, text[at:]])


def _folded(word: str) -> str:
    spelled = unicodedata.normalize("NFKD", word.casefold())
    return "".join(each for each in spelled if not unicodedata.combining(each))
