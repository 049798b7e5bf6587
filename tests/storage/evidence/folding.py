"""The evidence of a history as the pure fold gives it, beside the one that is kept."""

from collections.abc import Iterable

from matching.evidence import Evidence, Totals, answered, counted
from matching.model import PersonId
from matching.thread import Answer, Thread, ThreadId
from storage.codec import plain
from storage.evidence import Head, head_of
from storage.evidence.documents import evidence_of, totals_of
from storage.store import Store
from tests.storage.making import documents

Folded = tuple[Totals, dict[PersonId, Evidence]]


def folded(answers: Iterable[Answer]) -> Folded:
    """Fold answers in their order."""
    totals, people = Totals(), {}
    for each in answers:
        hour = each.at.hour
        totals = counted(totals, each.skills, hour)
        before = people.get(each.mentor, Evidence())
        people[each.mentor] = answered(before, totals, each.skills, hour)
    return totals, people


async def answers_of(store: Store) -> list[Answer]:
    """Give all answers by position."""
    threads: list[Thread | None] = [
        await store.thread(ThreadId(each["id"])) for each in await documents(store, "threads")
    ]
    found = [answer for each in threads if each for answer in each.answers]
    return sorted(found, key=lambda each: each.position or 0)


async def kept(store: Store) -> Folded:
    """Read the evidence that counts."""
    head = await head_of(store.driver, store.tenant)
    found = [
        each
        for each in await documents(store, "evidence")
        if "serial" not in each and each["edition"] == head.edition
    ]
    people = evidence_of(found)
    apart = {(each["person"], each["skill"]): each for each in found if each["person"]}
    beside = {
        (person, skill): {"answers": each.answers, **plain(each.recent)}
        for person, evidence in people.items()
        for skill, each in evidence.skills.items()
    }
    assert {pair for pair in apart if pair[1]} == beside.keys()
    assert all(counter.items() <= apart[pair].items() for pair, counter in beside.items())
    return totals_of(found), people


async def head(store: Store) -> Head:
    """Read where the evidence stands."""
    return await head_of(store.driver, store.tenant)
