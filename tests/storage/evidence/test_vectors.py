"""Vectors are kept as long as the words they are of, and not a moment longer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from bson import Binary
from pymongo.errors import OperationFailure

from matching.thread import Thread, ThreadId
from storage.change import Change, Committed, Unconfirmed
from storage.commit import Cause
from storage.evidence import Phrased, Vectored
from storage.evidence import vectors as module
from storage.store import Store
from tests.storage.faults import Faults
from tests.storage.making import NOW, commit, documents, know, person
from tests.storage.test_store import explain
from tests.support import builders
from tests.support.answered import change, solved

ONE, TWO = ThreadId("one"), ThreadId("two")
MINE, OTHER = "mine-1", "mine-2"


@pytest.fixture
async def kept(store: Store) -> Thread:
    """An answered question."""
    await know(store, person("ana"), person("ben"))
    return await solved(store, ONE, "How?")


async def read(store: Store) -> dict[ThreadId, Phrased]:
    head = await store.evidence_head()
    return {each.thread: each for each in await store.phrased_between(0, head.serial)}


async def keep(
    store: Store, vectors: Mapping[bytes, bytes], encoder: str = MINE, name: ThreadId = ONE
) -> int:
    phrased = (await read(store))[name]
    return await store.keep_vectors(encoder, [Vectored(phrased=phrased, vectors=vectors)])


async def known(store: Store, encoder: str = MINE) -> Mapping[bytes, bytes] | None:
    return (await store.vectors_of(encoder, [ONE])).get(ONE)


async def test_what_is_kept_is_read_by_its_encoder_alone(store: Store, kept: Thread) -> None:
    assert await known(store) is None
    assert await keep(store, {b"q": b"1", b"a": b"2"}) == 1
    assert await known(store) == {b"q": b"1", b"a": b"2"}
    assert await known(store, OTHER) is None
    assert await store.keep_vectors(MINE, []) == 0


async def test_it_is_kept_for_its_tenant_alone(store: Store, kept: Thread) -> None:
    await keep(store, {b"q": b"1"})
    assert await Store(store.driver, "other").vectors_of(MINE, [ONE]) == {}  # type: ignore[arg-type]


async def test_more_of_the_same_encoder_is_added_and_another_one_replaces(
    store: Store, kept: Thread
) -> None:
    await keep(store, {b"q": b"1", b"a": b"2"})
    assert await keep(store, {b"q": b"1"}) == 0
    assert await keep(store, {b"a": b"3", b"b": b"4"}) == 1
    assert await known(store) == {b"q": b"1", b"a": b"3", b"b": b"4"}
    assert await keep(store, {b"q": b"9"}, OTHER) == 1
    assert await known(store) is None
    assert await known(store, OTHER) == {b"q": b"9"}
    assert len(await documents(store, "vectors")) == 1


@pytest.mark.parametrize("what", ["edited", "question erased", "answer removed", "answer gone"])
async def test_they_go_with_the_words(store: Store, kept: Thread, what: str) -> None:
    (answer,) = kept.answers
    changes: dict[str, dict[str, Any]] = {
        "edited": {"text": "How, then?"},
        "question erased": {"text": "(erased)"},
        "answer removed": {"answers": (replace(answer, text="(removed)"),)},
        "answer gone": {"answers": ()},
    }
    await keep(store, {b"question": b"vector"})
    await change(store, kept, **changes[what])
    assert await known(store) is None
    (left,) = await documents(store, "vectors")
    assert "vector" not in str(left["phrasings"])
    assert (left["phrasings"], left["encoder"]) == ([], "")


async def test_they_stay_where_the_words_stay(store: Store, kept: Thread) -> None:
    await keep(store, {b"q": b"1"})
    (answer,) = kept.answers
    await change(store, kept, answers=(replace(answer, thanks="Ta!"),))
    assert await known(store) == {b"q": b"1"}


async def test_they_stay_where_the_words_could_not_be_erased(
    store: Store, kept: Thread, fail: Faults
) -> None:
    await keep(store, {b"q": b"1"})
    fail("commitTransaction", errorCode=20)
    after = replace(kept, text="(erased)", revision=kept.revision + 1)
    with pytest.raises(Unconfirmed):
        await commit(store, threads=((kept, after),))
    assert await known(store) == {b"q": b"1"}
    await commit(store, threads=((kept, after),))
    assert await known(store) is None


async def test_vectors_of_words_that_are_gone_are_not_kept(store: Store, kept: Thread) -> None:
    old = Vectored(phrased=(await read(store))[ONE], vectors={b"q": b"1"})
    (answer,) = kept.answers
    await change(store, kept, answers=(replace(answer, text="(erased)"),))
    assert await store.keep_vectors(MINE, [old]) == 0
    assert await known(store) is None
    gone = replace(old, phrased=replace(old.phrased, thread=TWO))
    assert await store.keep_vectors(MINE, [gone]) == 0


async def test_words_erased_while_their_vectors_are_being_kept_leave_none(
    store: Store, kept: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both saw the words: the one that writes second is undone, and looks again."""
    phrased = (await read(store))[ONE]
    old = [Vectored(phrased=phrased, vectors={b"q": b"1"})]
    erased = replace(kept, text="(erased)", revision=kept.revision + 1)
    looks = 0
    real: Callable[..., Awaitable[Any]] = module._found

    async def found(driver: Any, query: Any, session: Any = None) -> Any:
        nonlocal looks
        seen = await real(driver, query, session)
        if session is not None:
            looks += 1
            if looks == 1:
                await commit(store, threads=((kept, erased),))
        return seen

    monkeypatch.setattr(module, "_found", found)
    assert await store.keep_vectors(MINE, old) == 0
    assert looks == 2
    assert await known(store) is None


async def test_erasing_that_began_first_takes_what_was_kept_meanwhile(
    store: Store, kept: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [Vectored(phrased=(await read(store))[ONE], vectors={b"q": b"1"})]
    erased = replace(kept, text="(erased)", revision=kept.revision + 1)
    tries = 0
    real = module.drop_vectors

    async def drop(driver: Any, tenant: Any, session: Any, threads: Any) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            assert await store.keep_vectors(MINE, old) == 1
        await real(driver, tenant, session, threads)

    monkeypatch.setattr("storage.evidence.drop_vectors", drop)
    done = await store.commit(Change(threads=((kept, erased),)), Cause(), NOW)
    assert done == Committed()
    assert tries == 2
    assert await known(store) is None


async def test_several_that_keep_the_same_at_once_do_no_harm(store: Store, kept: Thread) -> None:
    await solved(store, TWO, "Where?")
    found = await read(store)
    both = [Vectored(phrased=each, vectors={b"q": b"1"}) for each in found.values()]
    done = await asyncio.gather(*(store.keep_vectors(MINE, both) for _ in range(4)))
    assert sorted(done) == [0, 0, 0, 2]
    assert await store.vectors_of(MINE, [ONE, TWO]) == {ONE: {b"q": b"1"}, TWO: {b"q": b"1"}}


async def test_at_night_goes_what_no_start_reads(store: Store, kept: Thread) -> None:
    for name in ("two", "three", "four"):
        await solved(store, name, f"{name}?")
    for name in ("one", "three", "four"):
        await keep(store, {b"q": b"1"}, name=ThreadId(name))
    await keep(store, {b"q": b"1"}, OTHER, TWO)
    assert await store.clear_vectors(None, 4) == 0
    assert await store.clear_vectors(MINE, 4) == 1  # of the other encoder
    assert await store.clear_vectors(MINE, 3) == 1  # of the oldest answer
    four = await store.thread(ThreadId("four"))
    assert four is not None
    await change(store, four, text="(erased)")
    assert await store.clear_vectors(None, 4) == 1  # emptied
    (left,) = await documents(store, "vectors")
    assert left["thread"] == "three"
    await store.driver.collection("evidence").update_one({"serial": 4}, {"$set": {"serial": 2}})
    assert await store.clear_vectors(MINE, 4) == 1  # of an answer that a backup does not have


async def test_where_none_is_wanted_all_go(store: Store, kept: Thread) -> None:
    await keep(store, {b"q": b"1"})
    other = Store(store.driver, "other")  # type: ignore[arg-type]
    assert await other.clear_vectors("", 0) == 0
    assert await store.clear_vectors("", 9) == 1


async def test_what_goes_at_night_is_found_by_an_index(store: Store, kept: Thread) -> None:
    for filters in ({"encoder": ""}, {"encoder": {"$ne": MINE}}, {"position": {"$lte": 1}}):
        deletes = [{"q": {"tenant": store.tenant, **filters}, "limit": 0}]
        plan = str(await explain(store, {"delete": "vectors", "deletes": deletes}))
        assert "IXSCAN" in plan
        assert "COLLSCAN" not in plan


@pytest.mark.parametrize("broken", [{"mark": "q", "vector": Binary(b"1")}, {"mark": Binary(b"q")}])
async def test_a_phrasing_without_its_bytes_is_refused(
    store: Store, kept: Thread, broken: dict[str, Any]
) -> None:
    await keep(store, {b"q": b"1"})
    with pytest.raises(OperationFailure) as refused:
        await store.driver.collection("vectors").update_one(
            {"thread": ONE}, {"$push": {"phrasings": broken}}
        )
    assert refused.value.code == 121


async def test_a_thread_of_two_stretches_keeps_the_newer_position(
    store: Store, kept: Thread
) -> None:
    early = (await read(store))[ONE]
    again = replace(builders.answer("ben"), text="Or so.")
    await commit(store, threads=((kept, kept.answer(again, NOW)),), capacity={"ben": 9})
    late = (await read(store))[ONE]
    assert (early.position, late.position) == (1, 2)
    for phrased, mark in ((late, b"b"), (early, b"a")):
        await store.keep_vectors(MINE, [Vectored(phrased=phrased, vectors={mark: b"1"})])
    (document,) = await documents(store, "vectors")
    assert document["position"] == 2
    assert set(await known(store) or ()) == {b"a", b"b"}
