"""Evidence and totals as documents: one small document a counter, and one head a tenant.

=============  =========  ========================================================================
person         skill      what the document holds
=============  =========  ========================================================================
``""``         ``""``     the organisation: answers, hours
``""``         a skill    answers in that skill
a person       ``""``     answers, last, hours, the activity counter and its rank; beside them
                          `skills`, what the person's other documents hold
a person       a skill    answers, the counter of that skill and its rank
=============  =========  ========================================================================

So what is known of a candidate is one document, and whoever is best in a skill is found by the
index of ranks.

All of them belong to an edition; the head names the one that counts. A rebuild writes the next
edition beside it and moves the head, so that nobody ever reads half of two.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from matching.counters import Counter
from matching.evidence import (
    ACTIVITY_HALF_LIFE,
    NO_HOURS,
    SKILL_HALF_LIFE,
    Evidence,
    SkillEvidence,
    Totals,
)
from matching.model import PersonId
from matching.skills import SkillId
from storage import codec
from storage.change import Tenant
from storage.driver import Document, Driver

COLLECTION: Final = "evidence"
FIELDS: Final = ("person", "skill", "answers", "last", "hours", "value", "at")
EVERYBODY: Final = PersonId("")
WHATEVER: Final = SkillId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where a tenant's evidence stands."""

    edition: int = 0  # the set of counters that counts
    serial: int = 0  # the position of the newest answer
    first: int = (
        1  # the position of the oldest; answers kept before there was evidence are below 1
    )
    reworded: int = 0  # how often the text of an answered question changed or was erased

    def outdates(self, seen: "Head") -> bool:
        """Whether what was read at `seen` may no longer be so.

        A smaller serial is a restored backup.

        >>> Head(serial=3).outdates(Head(serial=2)), Head(serial=3).outdates(Head(serial=4))
        (False, True)
        """
        same = (seen.edition, seen.reworded) == (self.edition, self.reworded)
        return not same or self.serial < seen.serial


def head_key(tenant: Tenant) -> str:
    """Make the id of a tenant's head."""
    return codec.key(tenant, "head")


def document_key(tenant: Tenant, edition: int, person: PersonId, skill: SkillId) -> str:
    """Make the id of one counter's document."""
    return codec.key(tenant, f"{edition}:{person}>{skill}")


async def head_of(driver: Driver, tenant: Tenant) -> Head:
    """Read where a tenant's evidence stands."""
    query = {"_id": head_key(tenant), "tenant": tenant}
    return read_head(await driver.collection(COLLECTION).find_one(query))


def read_head(document: Document | None) -> Head:
    """Read a head; without one, nothing was counted yet."""
    return Head() if document is None else codec.read(Head, document)


def new_head(*, without: str = "") -> Document:
    """Make what the head of a new tenant holds, but for the field that is being changed."""
    whole = {"person": EVERYBODY, "skill": WHATEVER, "editions": 0, **codec.plain(Head())}
    return {name: value for name, value in whole.items() if name != without}


def rank(counter: Counter, half_life: float) -> float:
    """Give log2(value) + at / half-life: its order is that of the decayed values, at any position.

    value · 2^(-(position - at) / half-life) grows with log2(value) - (position - at) / half-life,
    of which position / half-life is the same for all. So an index on it needs no rewriting.

    >>> early, late = Counter(value=4.0, at=10), Counter(value=2.5, at=70)
    >>> early.read(100, 60) < late.read(100, 60), rank(early, 60) < rank(late, 60)
    (True, True)
    """
    return math.log2(counter.value) + counter.at / half_life


def totals_of(documents: Iterable[Document]) -> Totals:
    """Read the totals from their documents."""
    found = {SkillId(each["skill"]): each for each in documents if not each["person"]}
    whole = found.pop(WHATEVER, {"answers": 0, "hours": NO_HOURS})
    return Totals(
        answers=whole["answers"],
        hours=tuple(whole["hours"]),
        skills={skill: each["answers"] for skill, each in found.items()},
    )


def fields_in(skills: Iterable[SkillId]) -> Document:
    """Name the fields that the evidence of a person in a few skills is read from."""
    known = (f"skills.{codec.field_of(each)}" for each in skills)
    return {"_id": 0, **dict.fromkeys((*FIELDS, *known), 1)}


def evidence_of(documents: Iterable[Document]) -> dict[PersonId, Evidence]:
    """Read the evidence of everybody whose document is here, in the skills that were read."""
    return {
        each["person"]: _evidence(each)
        for each in documents
        if each["person"] and not each["skill"]
    }


def _evidence(whole: Mapping[str, Any]) -> Evidence:
    return Evidence(
        answers=whole["answers"],
        last=whole["last"],
        activity=Counter(value=whole["value"], at=whole["at"]),
        skills={
            codec.skill_of(name): SkillEvidence(
                answers=answers, recent=Counter(value=value, at=at)
            )
            for name, (answers, value, at) in whole.get("skills", {}).items()
        },
        hours=tuple(whole["hours"]),
    )


def totals_documents(tenant: Tenant, edition: int, totals: Totals) -> list[Document]:
    """Make the documents of totals."""
    whole = {"answers": totals.answers, "hours": list(totals.hours)}
    return [
        _document(tenant, edition, EVERYBODY, WHATEVER, whole),
        *(
            _document(tenant, edition, EVERYBODY, skill, {"answers": answers})
            for skill, answers in totals.skills.items()
        ),
    ]


def evidence_documents(
    tenant: Tenant,
    edition: int,
    person: PersonId,
    evidence: Evidence,
    skills: Iterable[SkillId],
) -> list[Document]:
    """Make the documents of one person's evidence that an answer in these skills changes."""
    whole = {
        "answers": evidence.answers,
        "last": evidence.last,
        "hours": list(evidence.hours),
        **_counted(evidence.activity, ACTIVITY_HALF_LIFE),
        "skills": {
            codec.field_of(skill): [each.answers, each.recent.value, each.recent.at]
            for skill, each in evidence.skills.items()
        },
    }
    changed = ((skill, evidence.skills[skill]) for skill in skills)
    return [
        _document(tenant, edition, person, WHATEVER, whole),
        *(
            _document(
                tenant,
                edition,
                person,
                skill,
                {"answers": each.answers, **_counted(each.recent, SKILL_HALF_LIFE)},
            )
            for skill, each in changed
        ),
    ]


def _counted(counter: Counter, half_life: float) -> Document:
    return {"value": counter.value, "at": counter.at, "rank": rank(counter, half_life)}


def _document(
    tenant: Tenant, edition: int, person: PersonId, skill: SkillId, holds: Document
) -> Document:
    return {
        "_id": document_key(tenant, edition, person, skill),
        "tenant": tenant,
        "edition": edition,
        "person": person,
        "skill": skill,
        **holds,
    }
