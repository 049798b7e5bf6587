"""Who is read for a question, a page at a time: the best by recent answers, and by what they say.

A page holds champions (`storage.evidence`) and, of those who declared the skills, the best levels
first. The pages after the first look at every level alike: two hundred experts who are asleep do
not hide the beginners who are awake.

Nothing is sent from here: a page says what it needs, and other reads travel along. In order:
`first`, `begin`; then for each page `turn`, `parts` and `take` until nothing is needed, `page`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matching.model import PersonId
from matching.skills import SkillId
from matching.sources import Source
from storage import codec
from storage.change import Tenant
from storage.driver import Document, Part

LEVELS: Final = (5, 4, 3, 2, 1)
PAGE: Final = 40
PAGES: Final = 5

FIELDS: Final[Document] = {
    "_id": 0,
    **dict.fromkeys(
        (
            *("id", "source", "skill_keys", "languages", "hours", "time_zone", "department"),
            *("manager", "active", "imported", "opted_in", "reachable", "away_until", "load"),
            *("asked_at", "answered_at", "minutes_per_week", "blocked", "record", "verdicts"),
            *("interrupted_at", "lines_at", "joints_at", "silent_offers", "stays_out"),
            *("contract_minutes", "contract_until"),
            *("apart", "suspended_until", "digest"),
        ),
        1,
    ),
}
_DECLARED: Final = "declared"
_NAMED: Final = "named"


@dataclass(slots=True, kw_only=True)
class _Page:
    """The page that is being read."""

    wanted: Sequence[PersonId] = ()  # who is in it, as far as they are known
    absent: Sequence[PersonId] = ()  # of them, those whose entries are still to be read
    room: int = 0  # places beside them
    full: int = 0  # so many have to wait to fill these
    quota: int = 0  # of each range, in the read under way


class Candidates:
    """The reading of one question's candidates; nobody is given twice."""

    def __init__(
        self,
        tenant: Tenant,
        skills: Sequence[SkillId],
        most: int,
        *,
        source: Source = Source.PEER,
        only: PersonId | None = None,
    ) -> None:
        self._tenant, self._most = tenant, most
        self._size = min(most, max(PAGE, -(-most // PAGES)))
        self._ranges = _ranges(tenant, skills, source) if only is None else _one(tenant, only)
        self._open = list(range(len(self._ranges)))  # ranges that may hold more
        self._first: Sequence[int] = ()  # of them, those the first read is of
        self._skipped = Counter[int]()  # how far each range was read
        self._waiting: dict[PersonId, Document] = {}  # read, and not given yet
        self._champions: list[PersonId] = []
        self._named: dict[PersonId, Document] = {}
        self._given: set[PersonId] = set()
        self._page = _Page()

    @property
    def more(self) -> bool:
        """Whether there may be more who declared the skills than were read."""
        return bool(self._open)

    @property
    def read(self) -> int:
        """How many entries of those who declared the skills were read."""
        return self._skipped.total()

    @property
    def size(self) -> int:
        """How many a page holds."""
        return self._size

    def first(self, ranges: int = len(LEVELS)) -> dict[str, Part]:
        """Ask for the first of those who declared the skills, in so many of the best ranges."""
        self._first = self._open[:ranges]
        return {_DECLARED: self._from(self._first, self._size, {"$limit": self._size})}

    def begin(self, found: Mapping[str, list[Document]], champions: Sequence[PersonId]) -> None:
        """Begin with what `first` asked for; champions come first, half of each page."""
        declared = found[_DECLARED]
        self._wait(declared)
        full = len(declared) == self._size
        begin = self._open.index(declared[-1]["range"]) if full else len(self._first)
        self._open = self._open[begin:]
        self._champions = list(champions)

    def turn(self) -> Sequence[PersonId]:
        """Turn to the next page; name who is in it, as far as they are known."""
        size = min(self._size, self._most - len(self._given))
        new = [each for each in self._champions if each not in self._given]
        wanted = list(dict.fromkeys([*new[: size // 2], *self._waiting]))[:size]
        room = size - len(wanted)
        self._page = _Page(
            wanted=wanted,
            absent=[each for each in wanted if each not in self._waiting],
            room=room,
            full=len(self._waiting) + room,
        )
        return wanted

    def parts(self) -> dict[str, Part]:
        """Ask for what the page still needs: nothing, when it is whole.

        Every range is read on alike, until so many were found or there are no more.
        """
        page, parts = self._page, dict[str, Part]()
        if page.absent:
            keys = [codec.key(self._tenant, each) for each in page.absent]
            query = {"_id": {"$in": keys}, "tenant": self._tenant}
            parts[_NAMED] = Part("people", [{"$match": query}, {"$project": FIELDS}])
        missing = page.full - len(self._waiting)
        if self._open and missing > 0:
            page.quota = -(-missing // len(self._open))
            parts[_DECLARED] = self._from(self._open, page.quota)
        return parts

    def take(self, found: Mapping[str, list[Document]]) -> None:
        """Take what `parts` asked for."""
        if _NAMED in found:
            self._named = {each["id"]: each for each in found[_NAMED]}
            self._page.absent = ()
        if _DECLARED in found:
            self._wait(found[_DECLARED])
            got = Counter(each["range"] for each in found[_DECLARED])
            self._open = [each for each in self._open if got[each] == self._page.quota]

    def known(self) -> list[Document]:
        """Give those of the page whose entries are read already."""
        return [self._waiting[each] for each in self._page.wanted if each in self._waiting]

    def page(self) -> list[Document]:
        """Give the whole page; an empty one is the last."""
        here, wanted = self._waiting | self._named, self._page.wanted
        named = set(wanted)
        beside = [each for each in self._waiting if each not in named][: self._page.room]
        given = [each for each in (*wanted, *beside) if each in here]
        self._given |= {*wanted, *given}
        self._waiting = {
            who: each for who, each in self._waiting.items() if who not in self._given
        }
        self._named = {}
        return [here[each] for each in given]

    def _wait(self, found: Sequence[Document]) -> None:
        self._skipped.update(each["range"] for each in found)
        for each in found:
            if each["id"] not in self._given:
                self._waiting.setdefault(each["id"], each)

    def _from(self, ranges: Sequence[int], limit: int, *at_most: Document) -> Part:
        first, *rest = (self._part(each, limit) for each in ranges)
        union = [{"$unionWith": {"coll": "people", "pipeline": each}} for each in rest]
        return Part("people", [*first, *union, *at_most])

    def _part(self, place: int, limit: int) -> list[Document]:
        return [
            *self._ranges[place],
            {"$skip": self._skipped[place]},
            {"$limit": limit},
            {"$project": FIELDS},
            {"$addFields": {"range": {"$literal": place}}},
        ]


def _one(tenant: Tenant, person: PersonId) -> list[list[Document]]:
    """Make the scan that finds one person."""
    return [[{"$match": {"_id": codec.key(tenant, person), "tenant": tenant}}]]


def _ranges(tenant: Tenant, skills: Sequence[SkillId], source: Source) -> list[list[Document]]:
    """Make the scans of an index, the best first; without a skill, who helped last."""
    if not skills:
        return [[{"$match": {"tenant": tenant}}, {"$sort": {"answered_at": -1}}]]
    keys = ([codec.skill_key(each, level, source) for each in skills] for level in LEVELS)
    return [[{"$match": {"tenant": tenant, "skill_keys": {"$in": each}}}] for each in keys]
