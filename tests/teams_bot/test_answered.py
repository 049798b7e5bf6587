"""The phrasings in each process follow the database, and forget what was erased."""

import asyncio
import logging
import threading
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from matching.similar import CharacterIndex, VectorIndex, Vectors
from matching.thread import ThreadId
from storage.evidence import Phrased
from storage.store import Store
from teams_bot import answered as module
from teams_bot import recall, texts
from teams_bot.answered import AnsweredBefore, load_once, loader, phrasings
from tests.storage.making import NOW, commit, know, person
from tests.support import builders
from tests.support.answered import Letters, change, solved, whole


@pytest.fixture
def letters() -> Letters:
    """An encoder that notes what it encodes."""
    return Letters()


@pytest.fixture
async def before(store: Store) -> AsyncIterator[AnsweredBefore]:
    """An index of spellings that has not looked yet, of a store that knows two people."""
    await know(store, person("ana"), person("ben"))
    made = AnsweredBefore(store, lambda: None)
    yield made
    await made.stop()


@pytest.fixture
async def by_meaning(
    store: Store, before: AnsweredBefore, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[AnsweredBefore]:
    """The same with an encoder, which a test may exchange."""
    monkeypatch.setattr(recall, "index_for", VectorIndex)
    made = AnsweredBefore(store, lambda: letters)
    yield made
    await made.stop()


async def found(before: AnsweredBefore, text: str) -> list[str]:
    return [each.key for each in await before.alike(text, 3)]


async def test_before_it_has_looked_nothing_was_answered(before: AnsweredBefore) -> None:
    assert await found(before, "pivot") == []
    assert len(before) == 0


async def test_answered_questions_are_found_by_their_words(
    store: Store, before: AnsweredBefore
) -> None:
    await solved(store, "one", "Why does my pivot total vanish?")
    await solved(store, "two", "Where is the mail archive?")
    await whole(before)
    assert (len(before), before.by_meaning) == (2, False)
    assert (await found(before, "archive of mails"))[0] == "two"
    await solved(store, "three", "How do I mute a channel?")
    await whole(before)
    assert (await found(before, "mute channels"))[0] == "three"


async def test_with_a_model_the_answers_words_count_too(
    store: Store, by_meaning: AnsweredBefore
) -> None:
    kept = await solved(store, "one", "Why?", "Press F9 to recalculate.")
    await whole(by_meaning)
    assert (len(by_meaning), by_meaning.by_meaning) == (2, True)
    again = replace(builders.answer("ben"), text="Or turn it on for good.")
    await commit(store, threads=((kept, kept.answer(again, NOW)),))
    await whole(by_meaning)
    assert len(by_meaning) == 3


async def test_what_was_there_before_is_read_from_the_newest_down_and_serves_meanwhile(
    store: Store, before: AnsweredBefore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READ_AT_ONCE", 2)
    for number in range(5):
        await solved(store, f"t{number}", f"word{number} alone")
    assert await before.refresh()
    assert await found(before, "word4 alone") == ["t4", "t3"]
    await solved(store, "new", "something else")
    assert await before.refresh()
    assert (await found(before, "something else"))[0] == "new"
    await whole(before)
    assert len(before) == 6
    assert not await before.refresh()


@pytest.mark.parametrize("what", ["question", "answer"])
async def test_erased_words_are_gone_and_nothing_is_encoded_again(
    store: Store, by_meaning: AnsweredBefore, letters: Letters, what: str
) -> None:
    kept = await solved(store, "one", "zzz?", "qqqqqq")
    await solved(store, "two", "Where is the mail archive?")
    await whole(by_meaning)
    assert len(by_meaning) == 4
    letters.encoded.clear()
    (answer,) = kept.answers
    erased: dict[str, dict[str, Any]] = {
        "question": {"text": texts.ERASED},
        "answer": {"answers": (replace(answer, text=texts.ERASED),)},
    }
    await change(store, kept, **erased[what])
    await whole(by_meaning)
    assert len(by_meaning) == {"question": 2, "answer": 3}[what]
    assert letters.encoded == []
    alike = await by_meaning.alike("qqqqqq", 1)
    assert alike[0].likeness < 0.9


async def test_the_oldest_answers_are_left_out(
    store: Store, before: AnsweredBefore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT", 4)
    for number in range(5):
        await solved(store, f"t{number}", f"word{number} alone")
    await whole(before)
    assert len(before) == 4
    assert "t0" not in await found(before, "word0 alone")
    await solved(store, "t5", "word5 alone")
    await whole(before)
    assert len(before) == 5
    await solved(store, "t6", "word6 alone")
    await whole(before)
    assert len(before) == 4


async def test_a_restored_backup_is_read_anew(store: Store, before: AnsweredBefore) -> None:
    await solved(store, "one", "pivot tables")
    await whole(before)
    await store.driver.collection("threads").delete_many({"tenant": "acme"})
    await store.driver.collection("evidence").delete_many({"tenant": "acme"})
    await whole(before)
    assert len(before) == 0


async def test_an_encoder_that_breaks_is_left_alone_for_a_while_and_told_once(
    store: Store,
    by_meaning: AnsweredBefore,
    letters: Letters,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await solved(store, "one", "pivot tables")
    await whole(by_meaning)
    tried = 0

    def broken(_: Sequence[str]) -> Vectors:
        nonlocal tried
        tried += 1
        raise RuntimeError("broken")

    monkeypatch.setattr(by_meaning._index, "_encode", broken)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            assert await by_meaning.alike("pivot tables", 1) == []
    assert (tried, len(caplog.records)) == (1, 1)
    monkeypatch.setattr(by_meaning._index, "_encode", letters)
    monkeypatch.setattr(by_meaning, "_rests_until", 0.0)
    assert len(await by_meaning.alike("pivot tables", 1)) == 1


async def test_an_encoder_that_hangs_holds_nobody_up(
    store: Store, by_meaning: AnsweredBefore, letters: Letters, monkeypatch: pytest.MonkeyPatch
) -> None:
    await solved(store, "one", "pivot tables")
    await whole(by_meaning)
    let_go = threading.Event()

    def hangs(few: Sequence[str]) -> Vectors:
        let_go.wait(30)
        return letters(few)

    monkeypatch.setattr(module, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(by_meaning._index, "_encode", hangs)
    began = time.monotonic()
    assert await by_meaning.alike("pivot tables", 1) == []
    assert await by_meaning.alike("pivot tables", 1) == []
    assert time.monotonic() - began < 20
    let_go.set()


async def test_it_stops_while_it_reads_without_a_word(
    store: Store,
    before: AnsweredBefore,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await solved(store, "one", "pivot tables")
    reading, go_on = asyncio.Event(), asyncio.Event()
    between = store.phrased_between

    async def slow(after: int, to: int) -> Any:
        reading.set()
        await go_on.wait()
        return await between(after, to)

    monkeypatch.setattr(store, "phrased_between", slow)
    with caplog.at_level(logging.ERROR):
        task = asyncio.create_task(before.run())
        await reading.wait()
        await before.stop()
        go_on.set()
        await task
    assert not caplog.records


def test_erased_words_are_no_phrasing() -> None:
    whole = Phrased(thread=ThreadId("t"), text="How?", answers=("So.", texts.ERASED), position=1)
    assert list(phrasings(whole, answers=True)) == [("t", "How?"), ("t", "How? So.")]
    assert list(phrasings(whole, answers=False)) == [("t", "How?")]
    assert list(phrasings(replace(whole, text=texts.ERASED), answers=True)) == []


def test_the_model_is_loaded_once_unless_characters_are_chosen() -> None:
    assert loader("model") is load_once
    assert load_once() is load_once()
    assert loader("characters")() is None
    assert isinstance(AnsweredBefore(None, loader("characters"))._made(), CharacterIndex)  # type: ignore[arg-type]
