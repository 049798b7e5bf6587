"""The rebuilt evidence equals the live one, whatever happened, and takes over at one moment."""

import asyncio
from dataclasses import replace

import pytest

from matching.model import PersonId
from matching.thread import ThreadId
from storage.evidence import Beaten, Rebuilt, rebuilding
from storage.store import Store
from tests.storage.commit.test_loads import MENTORS
from tests.storage.evidence.folding import answers_of, folded, head, kept
from tests.storage.evidence.test_counting import Skilled, answered
from tests.storage.making import commit, documents, know, minutes, person, thread
from tests.support import builders


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches so small that every history has several."""
    monkeypatch.setattr(rebuilding, "FOLDED_AT_ONCE", 3)
    monkeypatch.setattr(rebuilding, "NUMBERED_AT_ONCE", 4)
    monkeypatch.setattr(rebuilding, "WRITTEN_AT_ONCE", 3)
    monkeypatch.setattr(rebuilding, "GRACE_SECONDS", 0.0)


async def rebuilt(store: Store, said: list[str] | None = None) -> Rebuilt | Beaten:
    """Rebuild, without waiting for reads under way."""
    return await store.rebuild_evidence([].append if said is None else said.append)


async def lived(store: Store, seed: int, steps: int = 25) -> Skilled:
    """A random life of threads."""
    await know(store, person("lea"), *(person(each) for each in MENTORS))
    story = Skilled(store, seed)
    for _ in range(steps):
        await asyncio.gather(*(story.step() for _ in range(5)))
    return story


async def forget_positions(store: Store, *threads: str) -> None:
    """Let answers be as they were kept before there was evidence."""
    query = {"id": {"$in": list(threads)}} if threads else {}
    await store.driver.collection("threads").update_many(
        query, {"$unset": {"answers.$[].position": "", "answers.$[].skills": ""}}
    )


@pytest.mark.parametrize("seed", [6, 7])
async def test_after_any_moves_the_rebuilt_evidence_equals_the_live(
    store: Store, seed: int
) -> None:
    await lived(store, seed)
    live, answers = await kept(store), await answers_of(store)
    before = await head(store)
    said: list[str] = []
    done = await rebuilt(store, said)
    assert done == Rebuilt(answers=len(answers), numbered=0, edition=1), f"seed {seed}"
    assert await kept(store) == live, f"seed {seed}"
    assert await head(store) == replace(before, edition=1)
    editions = {each["edition"] for each in await documents(store, "evidence")}
    assert editions == {1}
    assert said[0] == f"answers folded: up to 3 of {len(answers)}"


async def test_answers_go_on_being_counted_while_it_is_rebuilt(store: Store) -> None:
    story = await lived(store, 8)

    async def live() -> None:
        for _ in range(15):
            await asyncio.gather(*(story.step() for _ in range(3)))

    done, _ = await asyncio.gather(rebuilt(store), live())
    assert isinstance(done, Rebuilt)
    answers = await answers_of(store)
    assert (await head(store)).serial == len(answers)
    assert await kept(store) == folded(answers)


async def test_an_answer_between_the_fold_and_the_moment_is_folded_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await know(store, person(), person("ben"))
    await answered(store)
    fold, folds = rebuilding._fold, 0

    async def then_answered(*arguments: object) -> int:
        nonlocal folds
        folds += 1
        done = await fold(*arguments)
        if folds == 1:
            await answered(store, "late", "ben")
        return done

    monkeypatch.setattr(rebuilding, "_fold", then_answered)
    assert await rebuilt(store) == Rebuilt(answers=2, numbered=0, edition=1)
    assert folds == 2
    assert await kept(store) == folded(await answers_of(store))


async def test_answers_from_before_there_was_evidence_come_first_by_their_time(
    store: Store,
) -> None:
    await know(store, person("lea"), *(person(each) for each in MENTORS))
    for number, mentor in enumerate(("ana", "ben", "cem", "dia", "ana", "ben")):
        at = builders.NOW - minutes(100 * number)  # kept in the other order
        asked = thread(f"old-{number}", (mentor,))
        given = asked.answer(builders.answer(mentor, at=at), at)
        await commit(store, threads=((None, given),))
    await forget_positions(store)
    await store.driver.collection("evidence").delete_many({})
    await answered(store, "new", "cem")
    said: list[str] = []
    assert await rebuilt(store, said) == Rebuilt(answers=7, numbered=6, edition=1)
    answers = await answers_of(store)
    assert [each.position for each in answers] == [-5, -4, -3, -2, -1, 0, 1]
    assert [each.at for each in answers] == sorted(each.at for each in answers)
    assert answers[-1].mentor == "cem"
    assert all(each.skills == (builders.EXCEL,) for each in answers)
    assert await kept(store) == folded(answers)
    found = await head(store)
    assert (found.first, found.serial) == (-5, 1)
    assert said[:2] == ["answers numbered: 4", "answers numbered: 6"]
    await answered(store, "newer", "dia")
    assert await kept(store) == folded(await answers_of(store))
    assert (await head(store)).serial == 2


async def test_whoever_read_a_thread_before_it_was_numbered_has_to_read_it_again(
    store: Store,
) -> None:
    await know(store, person())
    await answered(store)
    await forget_positions(store)
    before = await store.thread(ThreadId("thread-1"))
    assert before is not None
    await rebuilt(store)
    after = await store.thread(ThreadId("thread-1"))
    assert after is not None
    assert after.revision == before.revision + 1


async def test_of_two_rebuilds_at_once_one_takes_over(store: Store) -> None:
    await lived(store, 9)
    done = await asyncio.gather(rebuilt(store), rebuilt(store))
    assert {type(each) for each in done} == {Rebuilt, Beaten}
    assert await kept(store) == folded(await answers_of(store))
    editions = {each["edition"] for each in await documents(store, "evidence")}
    assert editions == {(await head(store)).edition}


async def test_without_answers_there_is_nothing_to_fold(store: Store) -> None:
    await commit(store, threads=((None, thread(mentors=())),))
    assert await rebuilt(store) == Rebuilt(answers=0, numbered=0, edition=1)
    await know(store, person())
    await answered(store, "first")
    assert (await kept(store))[1][PersonId("ana")].answers == 1


async def test_another_tenant_is_left_alone(store: Store) -> None:
    other = Store(store.driver, "other")  # type: ignore[arg-type]
    await know(other, person())
    await answered(other)
    theirs = await documents(store, "evidence")
    await know(store, person())
    await answered(store)
    await rebuilt(store)
    await rebuilt(store)
    assert [each for each in await documents(store, "evidence") if each in theirs] == theirs
