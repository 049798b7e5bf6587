"""Several reads as one command: each part gets its own documents, in their order."""

from storage.driver import Part, together
from storage.store import Store
from tests.storage.making import job, know, person, queue


def part(collection: str, match: dict[str, object], *more: dict[str, object]) -> Part:
    return Part(collection, [{"$match": {"tenant": "acme", **match}}, *more])


async def test_every_part_gets_its_own_documents_in_their_order(store: Store) -> None:
    await know(store, *(person(name) for name in ("ana", "ben", "cem")))
    await queue(store, job("say:1"))
    names = {"$project": {"_id": 0, "id": 1}}
    found = await together(
        store.driver,
        {
            "backwards": part("people", {}, {"$sort": {"id": -1}}, {"$limit": 2}, names),
            "jobs": part("jobs", {}, {"$project": {"_id": 0, "key": 1}}),
            "nobody": part("people", {"id": "zoe"}),
            "ana": part("people", {"id": "ana"}, names),
        },
    )
    assert found == {
        "backwards": [{"id": "cem"}, {"id": "ben"}],
        "jobs": [{"key": "say:1"}],
        "nobody": [],
        "ana": [{"id": "ana"}],
    }


async def test_no_part_is_no_command(store: Store) -> None:
    assert await together(store.driver, {}) == {}
