"""The answers by their positions, a bounded stretch at once, by an index."""

from matching.thread import ThreadId
from storage.evidence.answered import (
    Answered,
    Phrased,
    answered_between,
    given_between,
    phrased_between,
)
from storage.store import Store
from tests.storage.making import NOW, commit, know, person, thread
from tests.support import builders


async def test_a_stretch_holds_the_answers_in_it_and_no_others(store: Store) -> None:
    await know(store, person("ana"), person("ben"))
    asked = thread(mentors=("ana", "ben"))
    await commit(store, threads=((None, asked),))
    once = asked.answer(builders.answer("ana"), NOW)
    await commit(store, threads=((asked, once),))
    other = thread("other", mentors=("ben",))
    await commit(store, threads=((None, other),))
    await commit(store, threads=((other, other.answer(builders.answer("ben"), NOW)),))
    kept = await store.thread(asked.id)
    assert kept is not None
    await commit(store, threads=((kept, kept.answer(builders.answer("ben"), NOW)),))
    first, *_ = await answered_between(store.driver, store.tenant, 0, 1)
    assert first == Answered(
        thread=asked.id,
        text=asked.text,
        skills=(builders.EXCEL,),
        answers=((1, builders.answer("ana").mentor),),
    )
    found = await answered_between(store.driver, store.tenant, 1, 3)
    assert {each.thread: each.answers for each in found} == {
        "thread-1": ((3, "ben"),),
        "other": ((2, "ben"),),
    }
    given = await given_between(store.driver, store.tenant, 0, 9)
    assert [each.person for each in given] == ["ana", "ben", "ben"]
    assert await answered_between(store.driver, store.tenant, 3, 9) == ()
    words = await phrased_between(store.driver, store.tenant, 1, 3)
    assert {each.thread: each for each in words} == {
        name: Phrased(
            thread=ThreadId(name),
            text=asked.text,
            answers=(builders.answer("ben").text,),
            position=position,
        )
        for name, position in (("thread-1", 3), ("other", 2))
    }
