"""How many others might ask the same."""

from matching.giveaway import SMALLEST, Around, Holders
from matching.skills import SkillId
from storage.few import HOLDERS_READ
from storage.store import Store
from tests.storage.making import know, person

FALCON = SkillId("falcon")
PLACE = {"department": "Cash", "location": "Graz"}


def knows(name: str, **changes: object) -> object:
    return person(name, skills_given={FALCON: 3}, **changes)


async def test_who_shares_department_and_site_is_counted_up_to_a_few(store: Store) -> None:
    lea = person("lea", **PLACE, skills_given={})
    here = [person(f"p{number}", **PLACE, skills_given={}) for number in range(2)]
    gone = person("gone", **PLACE, active=False)
    other = person("other", department="Cash", location="Wien")
    await know(store, lea, *here, gone, other)
    assert await store.around_asker(lea, ()) == Around(alike=3)
    await know(store, *(person(f"q{number}", **PLACE) for number in range(9)))
    assert (await store.around_asker(lea, ())).alike == SMALLEST


async def test_who_is_in_no_department_is_one_of_many(store: Store) -> None:
    gus = person("gus", skills_given={})
    await know(store, gus)
    assert await store.around_asker(gus, ()) == Around(alike=SMALLEST)


async def test_who_knows_a_topic_is_counted_here_and_elsewhere(store: Store) -> None:
    lea = knows("lea", **PLACE)
    await know(
        store,
        lea,
        knows("ana", **PLACE),
        knows("ben"),
        knows("left", active=False),
    )
    found = await store.around_asker(lea, (FALCON,))
    assert found.topics == {FALCON: Holders(here=2, elsewhere=1, own=True)}


async def test_a_topic_of_many_is_not_counted(store: Store) -> None:
    await know(store, *(knows(f"p{number}") for number in range(HOLDERS_READ)))
    gus = person("gus", skills_given={})
    assert (await store.around_asker(gus, (FALCON,))).topics == {}
