"""Evidence as documents: what is written is read back, and ranks keep their order for ever."""

from hypothesis import given
from hypothesis import strategies as some

from matching.counters import Counter
from matching.evidence import Evidence, SkillEvidence, Totals
from matching.model import PersonId
from matching.skills import SkillId
from storage.change import Tenant
from storage.evidence.documents import (
    Head,
    evidence_documents,
    evidence_of,
    rank,
    read_head,
    totals_documents,
    totals_of,
)

ACME, ANA = Tenant("acme"), PersonId("ana")
EXCEL = SkillId("excel")
HALF_LIFE = 40.0
positions = some.lists(some.integers(1, 60), min_size=1, max_size=8)


def counter(steps: list[int]) -> Counter:
    """Count events at growing positions."""
    counted, at = Counter(), 0
    for step in steps:
        at += step
        counted = counted.add(at, HALF_LIFE)
    return counted


@given(positions, positions, some.integers(0, 2000))
def test_ranks_are_ordered_as_the_values_decayed_to_any_later_position(
    one: list[int], other: list[int], later: int
) -> None:
    left, right = counter(one), counter(other)
    position = max(left.at, right.at) + later
    values = [each.read(position, HALF_LIFE) for each in (left, right)]
    difference = rank(left, HALF_LIFE) - rank(right, HALF_LIFE)
    assert min(rank(left, HALF_LIFE), rank(right, HALF_LIFE)) > 0
    if abs(difference) > 1e-9:
        assert (difference > 0) == (values[0] > values[1])


def test_evidence_is_read_back_as_it_was_written() -> None:
    hours = (1, *(0,) * 23)
    skills = {EXCEL: SkillEvidence(answers=2, recent=Counter(value=1.5, at=7))}
    whole = Evidence(
        answers=3, last=9, activity=Counter(value=2.5, at=9), skills=skills, hours=hours
    )
    documents = evidence_documents(ACME, 4, ANA, whole, whole.skills)
    assert evidence_of(documents) == {ANA: whole}
    assert {each["_id"] for each in documents} == {"acme:4:ana>", "acme:4:ana>excel"}
    totals = Totals(answers=9, skills={EXCEL: 7}, hours=hours)
    assert totals_of(totals_documents(ACME, 4, totals)) == totals
    assert totals_of(documents) == totals_of([]) == Totals()


def test_an_answer_writes_its_own_skills_and_keeps_the_others_beside_the_totals() -> None:
    one = SkillEvidence(answers=2, recent=Counter(value=1.5, at=7))
    skills = {EXCEL: one, SkillId("asp.net"): one}
    whole = Evidence(activity=Counter(value=1.0, at=1), skills=skills)
    documents = evidence_documents(ACME, 0, ANA, whole, [EXCEL])
    assert [each["skill"] for each in documents] == ["", EXCEL]
    assert evidence_of(documents) == {ANA: whole}
    assert evidence_of(documents[1:]) == {}


def test_without_a_head_nothing_was_counted() -> None:
    assert read_head(None) == Head()
