"""Who is read for a question, a page at a time: the best by recent answers, and by what they say.

A page holds champions (`storage.evidence`) and, of those who declared the skills, the best levels
first. The pages after the first look at every level alike: two hundred experts who are asleep do
not hide the beginners who are awake.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Final

from matching.model import PersonId
from matching.skills import SkillId
from storage import codec
from storage.change import Tenant
from storage.driver import Document, Driver

LEVELS: Final = (5, 4, 3, 2, 1)
PAGE: Final = 40
PAGES: Final = 5

FIELDS: Final[Document] = dict.fromkeys(
    (
        *("id", "source", "skill_keys", "languages", "hours", "time_zone", "department"),
        *("manager", "active", "imported", "opted_in", "reachable", "away_until", "load"),
        *("asked_at", "answered_at", "minutes_per_week", "blocked", "record"),
    ),
    1,
)


class Candidates:
    """The reading of one question's candidates; nobody is given twice."""

    def __init__(
        self, driver: Driver, tenant: Tenant, skills: Sequence[SkillId], most: int
    ) -> None:
        self._driver, self._tenant, self._most = driver, tenant, most
        self._page = min(most, max(PAGE, -(-most // PAGES)))
        self._ranges = _ranges(tenant, skills)
        self._open = list(range(len(self._ranges)))  # ranges that may hold more
        self._skipped = Counter[int]()  # how far each range was read
        self._waiting: list[Document] = []  # read, and not given yet
        self._champions: list[PersonId] = []
        self._given: set[str] = set()

    @property
    def more(self) -> bool:
        """Whether there may be more who declared the skills than were read."""
        return bool(self._open)

    @property
    def read(self) -> int:
        """How many entries of those who declared the skills were read."""
        return self._skipped.total()

    async def declared(self) -> None:
        """Read the first of those who declared the skills."""
        found = await self._from(dict.fromkeys(self._open, self._page), {"$limit": self._page})
        self._open = self._open[self._open.index(found[-1]["range"]) :] if found else []
        if len(found) < self._page:
            self._open = []

    def led_by(self, champions: Sequence[PersonId]) -> None:
        """Let these come first, half of each page."""
        self._champions = list(champions)

    def next(self) -> list[PersonId]:
        """Name who the next page holds, as far as they are known: its champions first."""
        size = min(self._page, self._most - len(self._given))
        waiting = [each["id"] for each in self._waiting]
        new = [each for each in self._champions if each not in self._given]
        return list(dict.fromkeys([*new[: size // 2], *waiting]))[:size]

    async def page(self) -> list[Document]:
        """Read the next page; an empty one is the last."""
        wanted = self.next()
        room = min(self._page, self._most - len(self._given)) - len(wanted)
        here = {each["id"] for each in self._waiting}
        absent = [each for each in wanted if each not in here]
        people, _ = await asyncio.gather(self._people(absent), self._read_on(room))
        found = {each["id"]: each for each in (*self._waiting, *people)}
        page = [found[each] for each in wanted if each in found]
        page += [each for each in self._waiting if each["id"] not in wanted][:room]
        self._given |= {*wanted, *(each["id"] for each in page)}
        self._waiting = [each for each in self._waiting if each["id"] not in self._given]
        return page

    async def _read_on(self, room: int) -> None:
        """Read on in every range alike, until so many were found or there are no more."""
        full = len(self._waiting) + room
        while self._open and len(self._waiting) < full:
            quota = -(-(full - len(self._waiting)) // len(self._open))
            found = await self._from(dict.fromkeys(self._open, quota))
            got = Counter(each["range"] for each in found)
            self._open = [each for each in self._open if got[each] == quota]

    async def _from(self, limits: dict[int, int], *at_most: Document) -> list[Document]:
        first, *rest = (self._part(each, limit) for each, limit in limits.items())
        union = [{"$unionWith": {"coll": "people", "pipeline": each}} for each in rest]
        found = await self._driver.aggregate("people", [*first, *union, *at_most])
        self._skipped.update(each["range"] for each in found)
        known = self._given | {each["id"] for each in self._waiting}
        for each in found:
            if each["id"] not in known:
                known.add(each["id"])
                self._waiting.append(each)
        return found

    def _part(self, place: int, limit: int) -> list[Document]:
        return [
            *self._ranges[place],
            {"$skip": self._skipped[place]},
            {"$limit": limit},
            {"$project": {**FIELDS, "range": {"$literal": place}}},
        ]

    async def _people(self, who: Sequence[PersonId]) -> list[Document]:
        if not who:
            return []
        keys = [codec.key(self._tenant, each) for each in who]
        query = {"_id": {"$in": keys}, "tenant": self._tenant}
        found: list[Document] = (
            await self._driver.collection("people").find(query, FIELDS).to_list(None)
        )
        return found


def _ranges(tenant: Tenant, skills: Sequence[SkillId]) -> list[list[Document]]:
    """Make the scans of an index, the best first; without a skill, who helped last."""
    if not skills:
        return [[{"$match": {"tenant": tenant}}, {"$sort": {"answered_at": -1}}]]
    keys = ([codec.skill_key(each, level) for each in skills] for level in LEVELS)
    return [[{"$match": {"tenant": tenant, "skill_keys": {"$in": each}}}] for each in keys]
