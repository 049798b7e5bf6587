"""Candidates a page at a time: champions first, then every level alike, nobody twice."""

from collections.abc import Sequence

from matching.model import PersonId
from matching.skills import SkillId
from storage.candidates import PAGE, Candidates
from storage.driver import Document, together
from storage.store import Store
from tests.storage.making import know, person

EXCEL, CHARTS = SkillId("excel"), SkillId("charts")


def reading(
    store: Store, skills: Sequence[SkillId] = (EXCEL,), most: int = 5 * PAGE
) -> Candidates:
    """Read for a question."""
    return Candidates(store.tenant, skills, most)


async def pages(store: Store, found: Candidates, *champions: str) -> list[list[str]]:
    """Read all pages there are."""
    await begun(store, found, *champions)
    read = []
    while page := await turned(store, found):
        read.append([each["id"] for each in page])
    return read


async def begun(store: Store, found: Candidates, *champions: str) -> None:
    first = await together(store.driver, found.first())
    found.begin(first, [PersonId(each) for each in champions])


async def turned(store: Store, found: Candidates) -> list[Document]:
    """Read one page."""
    found.turn()
    while parts := found.parts():
        found.take(await together(store.driver, parts))
    return found.page()


def many(name: str, count: int, level: int) -> list[object]:
    return [person(f"{name}{n:03}", skills_given={EXCEL: level}) for n in range(count)]


async def test_half_of_a_page_are_champions(store: Store) -> None:
    await know(store, *many("p", 60, 3), *many("c", 30, 1))  # type: ignore[arg-type]
    champions = [f"c{n:03}" for n in range(30)]
    first, second, *rest = await pages(store, reading(store), *champions)
    assert first[:20] == champions[:20]
    assert first[20:] == [f"p{n:03}" for n in range(20)]
    assert second[:10] == champions[20:]
    assert sorted(each for page in (first, second, *rest) for each in page) == sorted(
        [*champions, *(f"p{n:03}" for n in range(60))]
    )


async def test_later_pages_look_at_every_level_alike(store: Store) -> None:
    await know(
        store,
        *many("e", 120, 5),  # type: ignore[arg-type]
        *many("d", 30, 4),  # type: ignore[arg-type]
        *many("a", 10, 1),  # type: ignore[arg-type]
    )
    first, second, *rest = await pages(store, reading(store))
    assert {each[0] for each in first} == {"e"}
    kinds = [each[0] for each in second]
    assert kinds.count("d") >= 8
    assert kinds.count("a") == 10
    everybody = [each for page in (first, second, *rest) for each in page]
    assert len(everybody) == len(set(everybody)) == 160
    assert all(len(page) <= PAGE for page in (first, second, *rest))


async def test_somebody_at_two_levels_is_given_once(store: Store) -> None:
    await know(
        store,
        *(person(f"p{n:03}", skills_given={EXCEL: 5, CHARTS: 2}) for n in range(90)),
    )
    found = await pages(store, reading(store, (EXCEL, CHARTS)), "p000", "p089")
    everybody = [each for page in found for each in page]
    assert len(everybody) == len(set(everybody)) == 90


async def test_no_more_are_given_than_the_rule_says(store: Store) -> None:
    await know(store, *many("p", 90, 3))  # type: ignore[arg-type]
    assert [len(page) for page in await pages(store, reading(store, most=50))] == [40, 10]
    assert [len(page) for page in await pages(store, reading(store, most=10))] == [10]
    assert [len(page) for page in await pages(store, reading(store, most=1000))] == [90]


async def test_whether_there_are_more_is_known_after_the_first_read(store: Store) -> None:
    await know(store, *many("p", 41, 3))  # type: ignore[arg-type]
    found = reading(store)
    await begun(store, found)
    assert (found.more, found.read) == (True, 40)
    few = reading(store, (CHARTS,))
    await begun(store, few)
    assert (few.more, few.read) == (False, 0)


async def test_without_a_skill_whoever_helped_last_comes_first(store: Store) -> None:
    await know(store, *many("p", 50, 3))  # type: ignore[arg-type]
    found = await pages(store, reading(store, ()), "p049", "gone")
    assert found[0][0] == "p049"
    assert sum(map(len, found)) == 50
