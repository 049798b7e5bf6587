"""What one process encoded, the next one reads; nobody reads what was erased."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import numpy as np
import pytest
from bson import Binary

from matching.recall import packed
from matching.similar import VectorIndex, Vectors
from storage.change import Unavailable
from storage.store import Store
from teams_bot import answered as module
from teams_bot import recall, texts
from teams_bot.answered import AnsweredBefore
from tests.storage.making import documents, know, person
from tests.support.answered import Letters, change, solved, whole

FIRST, SECOND = "Why does my pivot total vanish?", "Where is the mail archive?"
QUESTIONS = {"one": FIRST, "two": SECOND}
ANSWER = "Like so."

Start = Callable[[Letters], AnsweredBefore]


@pytest.fixture
async def start(store: Store, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    """Starts an index as a process does, of a store with two answered questions."""
    monkeypatch.setattr(recall, "index_for", VectorIndex)
    await know(store, person("ana"), person("ben"))
    for name, text in QUESTIONS.items():
        await solved(store, name, text, ANSWER)
    made: list[AnsweredBefore] = []

    def begin(encode: Letters) -> AnsweredBefore:
        made.append(AnsweredBefore(store, lambda: encode))
        return made[-1]

    yield begin
    for each in made:
        await each.stop()


async def learnt(start: Start, encode: Letters) -> AnsweredBefore:
    """Start an index and let it read everything; what was encoded for it is noted."""
    index = start(encode)
    await whole(index)
    return index


def rows(index: AnsweredBefore) -> dict[bytes, list[float]]:
    assert isinstance(index._index, VectorIndex)
    keys, vectors = index._index.rows()
    return dict(zip(keys, vectors.tolist(), strict=True))


async def test_a_second_start_encodes_nothing_and_finds_the_same(start: Start) -> None:
    first, second = Letters(), Letters()
    made = await learnt(start, first)
    assert sorted(first.encoded) == sorted(
        text for each in QUESTIONS.values() for text in (each, f"{each} {ANSWER}")
    )
    again = await learnt(start, second)
    assert second.encoded == []
    assert len(again) == len(made) == 4
    for mark, row in rows(made).items():
        assert np.allclose(row, rows(again)[mark], atol=0.001)
    assert (await again.alike("mail archives", 1))[0].key == "two"


async def test_what_was_answered_since_is_all_that_a_start_encodes(
    store: Store, start: Start
) -> None:
    await learnt(start, Letters())
    await solved(store, "three", "How do I mute a channel?", ANSWER)
    later, last = Letters(), Letters()
    await learnt(start, later)
    assert {each[:5] for each in later.encoded} == {"How d"}
    await learnt(start, last)
    assert last.encoded == []


async def test_an_encoder_of_another_name_encodes_anew_and_replaces(
    store: Store, start: Start
) -> None:
    await learnt(start, Letters())
    newer, newest = Letters("letters 2"), Letters("letters 2")
    await learnt(start, newer)
    assert len(newer.encoded) == 4
    assert {each["encoder"] for each in await documents(store, "vectors")} == {"letters 2"}
    assert len(await documents(store, "vectors")) == 2
    await learnt(start, newest)
    assert newest.encoded == []


async def test_erased_words_leave_no_vector_and_edited_ones_get_theirs(
    store: Store, start: Start
) -> None:
    index = await learnt(start, Letters())
    one, two = [await store.thread(each) for each in ("one", "two")]  # type: ignore[arg-type]
    assert one is not None
    assert two is not None
    await change(store, one, text=texts.ERASED)
    await change(store, two, text="Where are the calendars?")
    await whole(index)
    held = {each["thread"]: each["phrasings"] for each in await documents(store, "vectors")}
    assert {thread: len(each) for thread, each in held.items()} == {"one": 0, "two": 2}
    later = Letters()
    again = await learnt(start, later)
    assert later.encoded == []
    assert rows(again).keys() == rows(index).keys()


async def test_words_erased_while_they_are_encoded_leave_no_vector(
    store: Store, start: Start
) -> None:
    """The vectors are made by then: they are kept for the other question, and no more."""
    loop = asyncio.get_running_loop()
    one = await store.thread("one")  # type: ignore[arg-type]
    assert one is not None

    class Slow(Letters):
        def __call__(self, few: Sequence[str]) -> Vectors:
            if not self.encoded:
                erased = change(store, one, text=texts.ERASED)
                asyncio.run_coroutine_threadsafe(erased, loop).result(30)
            return super().__call__(few)

    index = start(Slow())
    await index.refresh()
    held = {each["thread"]: each["phrasings"] for each in await documents(store, "vectors")}
    assert {thread: len(each) for thread, each in held.items()} == {"one": 0, "two": 2}
    await whole(index)
    assert len(index) == 2


async def test_two_that_start_at_once_keep_the_same(store: Store, start: Start) -> None:
    both = [Letters(), Letters()]
    await asyncio.gather(*(learnt(start, each) for each in both))
    held = await documents(store, "vectors")
    assert [len(each["phrasings"]) for each in held] == [2, 2]
    later = Letters()
    await learnt(start, later)
    assert later.encoded == []


def broken_vectors() -> list[bytes]:
    whole = np.full(26, 26**-0.5, dtype=np.float32)
    odd = whole.copy()
    odd[3] = np.nan
    return [b"", packed(whole)[:-2], packed(whole) + b"\0\0", packed(odd), packed(2 * whole)]


@pytest.mark.parametrize("broken", broken_vectors())
async def test_a_broken_vector_is_encoded_anew_and_told(
    store: Store, start: Start, broken: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    made = await learnt(start, Letters())
    await store.driver.collection("vectors").update_one(
        {"tenant": store.tenant, "thread": "one"},
        {"$set": {"phrasings.0.vector": Binary(broken)}},
    )
    mending, mended = Letters(), Letters()
    with caplog.at_level(logging.WARNING):
        index = await learnt(start, mending)
        await learnt(start, mended)
    (told,) = caplog.records
    assert told.getMessage() == (
        "1 kept vectors are broken and are made anew, the first of thread one"
    )
    assert len(mending.encoded) == 1
    assert mended.encoded == []
    for mark, row in rows(made).items():
        assert np.allclose(row, rows(index)[mark], atol=0.001)


async def test_what_an_encoder_gave_before_it_broke_is_kept(
    store: Store, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recall, "LEARNT_AT_ONCE", 1)

    class Breaks(Letters):
        def __call__(self, few: Sequence[str]) -> Vectors:
            if len(self.encoded) == 3:
                raise RuntimeError("broken")
            return super().__call__(few)

    with pytest.raises(RuntimeError, match="broken"):
        await start(Breaks()).refresh()
    later = Letters()
    await learnt(start, later)
    assert len(later.encoded) == 1


async def test_vectors_that_cannot_be_kept_hold_nothing_up(
    store: Store, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(*_: Any) -> int:
        raise Unavailable("away")

    with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
        patch.setattr(store, "keep_vectors", away)
        index = await learnt(start, Letters())
    assert len(index) == 4
    assert "new vectors were not kept" in caplog.text
    later = Letters()
    await learnt(start, later)
    assert len(later.encoded) == 4


async def test_a_database_that_is_away_is_asked_again(
    store: Store, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    await learnt(start, Letters())
    encode = Letters()
    index = start(encode)

    async def away(*_: Any) -> Any:
        raise Unavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(store, "vectors_of", away)
        with pytest.raises(Unavailable):
            await index.refresh()
    await whole(index)
    assert (len(index), encode.encoded) == (4, [])


async def test_reading_again_reads_no_vector_that_is_in_memory(
    store: Store, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = await learnt(start, Letters())
    asked: list[Any] = []
    read = store.vectors_of

    async def noted(encoder: str, threads: Any) -> Any:
        asked.extend(threads)
        return await read(encoder, threads)

    monkeypatch.setattr(store, "vectors_of", noted)
    one = await store.thread("one")  # type: ignore[arg-type]
    assert one is not None
    await change(store, one, text="What of my totals?")
    await whole(index)
    assert asked == ["one"]


async def test_what_was_left_out_is_read_again_when_it_comes_back(
    store: Store, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    encode = Letters()
    index = await learnt(start, encode)

    async def reword(text: str) -> None:
        two = await store.thread("two")  # type: ignore[arg-type]
        assert two is not None
        await change(store, two, text=text)
        await whole(index)

    with monkeypatch.context() as patch:
        patch.setattr(module, "KEPT", 1)
        await reword("Where is my mail?")
        assert len(index) == 2
    encode.encoded.clear()
    await reword("Where is all my mail?")
    assert len(index) == 4
    assert {each[:9] for each in encode.encoded} == {"Where is "}
