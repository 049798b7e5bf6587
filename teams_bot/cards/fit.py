"""Keeping cards small: text is cut where a reader sees a boundary, and only where it must be."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

CARD_BYTES: Final = 26 * 1024  # Teams refuses a card at 28 KB
SHORTEST: Final = 4
ELLIPSIS: Final = "…"
_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS: Final = range(0x1F1E6, 0x1F200)
_TAGS: Final = range(0xE0020, 0xE0080)


def cut(text: str, limit: int) -> str:
    r"""Shorten a text to at most `limit` code points, never inside what a reader sees as one.

    >>> cut("How do I pivot?", 9), cut("pivot", 9)
    ('How do I…', 'pivot')
    >>> cut("ab👩‍💻cd", 5), cut("cafe\u0301s", 5)
    ('ab…', 'caf…')
    """
    if len(text) <= limit:
        return text
    end = max(limit - 1, 0)
    while end > 0 and not _boundary(text, end):
        end -= 1
    return text[:end].rstrip() + ELLIPSIS


def fitted(card: dict[str, Any]) -> dict[str, Any]:
    """Give a card that is small enough: the longest texts of people are cut, bit by bit.

    What frames a line takes room too: where that is not enough, lines of the longest texts share
    a block, as `elements.written` has those beyond its last.
    """
    runs = list(_runs(card))
    most = max((len(run["text"]) for run in runs), default=0)
    while _size(card) > CARD_BYTES and most > SHORTEST:
        most = most * 4 // 5
        for run in runs:
            run["text"] = cut(run["text"], most)
    while _size(card) > CARD_BYTES:
        longest = max(list(_texts(card)), key=attrgetter("lines"), default=None)
        if longest is None or longest.lines == 1:
            break
        longest.halve()
    return card


def _size(card: dict[str, Any]) -> int:
    return len(
        json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
    )


def _runs(part: Any) -> Iterator[dict[str, Any]]:
    """Give every text run of a card: nothing else holds a long text of people."""
    if isinstance(part, list):
        for each in part:
            yield from _runs(each)
    elif isinstance(part, dict):
        if part.get("type") == "TextRun":
            yield part
        else:
            yield from _runs(list(part.values()))


@dataclass(slots=True)
class _Text:
    """The blocks of one text of a person: a line each, in the list they stand in."""

    around: list[dict[str, Any]]
    start: int
    end: int

    @property
    def lines(self) -> int:
        return self.end - self.start

    def halve(self) -> None:
        """Let the later half of the lines share the block of the first of them."""
        first = self.start + max(self.lines // 2, 1) - 1
        shared = self.around[first : self.end]
        shared[0]["inlines"][-1]["text"] = " ".join(each["inlines"][-1]["text"] for each in shared)
        del self.around[first + 1 : self.end]


def _texts(part: Any) -> Iterator[_Text]:
    """Give every text of a card; a word of ours in front of a line begins another."""
    if isinstance(part, dict):
        part = list(part.values())
    if not isinstance(part, list):
        return
    text: _Text | None = None
    for place, each in enumerate(part):
        if not (isinstance(each, dict) and each.get("type") == "RichTextBlock"):
            text = None
            yield from _texts(each)
        elif text is None or len(each["inlines"]) > 1:
            text = _Text(part, place, place + 1)
            yield text
        else:
            text.end = place + 1


def _boundary(text: str, at: int) -> bool:
    """Whether a reader sees two things, one before and one after this place."""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return False
    code = ord(after)
    if code in _SKIN_TONES or code in _TAGS:
        return False
    return code not in _FLAG_LETTERS or _flag_letters_before(text, at) % 2 == 0


def _flag_letters_before(text: str, at: int) -> int:
    count = 0
    while count < at and ord(text[at - 1 - count]) in _FLAG_LETTERS:
        count += 1
    return count
