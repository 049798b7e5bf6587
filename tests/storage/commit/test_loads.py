"""Loads, records and ties are the sum over all threads, whatever happens and how often."""

import asyncio
import random
from contextlib import suppress
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import (
    Answer,
    AnswerId,
    IllegalMove,
    Offer,
    OfferId,
    Rating,
    Thread,
    ThreadId,
)
from storage.change import Change, Committed, Faster
from storage.commit import Cause
from storage.commit.loads import addition, condition, deltas, tie_deltas
from storage.store import Store
from tests.storage.making import NOW, documents, know, minutes, miscounted, person, thread
from tests.support import builders

MENTORS = ("ana", "ben", "cem", "dia")
CAPACITY = {PersonId(each): 2 for each in MENTORS}
ANA = PersonId("ana")


class Story:
    """Draws moves on a few threads and commits them, several at once."""

    def __init__(self, store: Store, seed: int) -> None:
        self.store = store
        self.draw = random.Random(seed)
        self.moved = self.beaten = self.made = 0

    async def step(self) -> None:
        """Make one move, or open a thread."""
        identity = ThreadId(f"thread-{self.draw.randrange(30)}")
        before = await self.store.thread(identity)
        after = self.opened(identity) if before is None else self.legal(before)
        change = Change(threads=((before, after),), capacity=CAPACITY)
        match await self.store.commit(change, Cause(), NOW):
            case Committed():
                self.moved += 1
            case Faster():
                self.beaten += 1

    def legal(self, before: Thread) -> Thread:
        """Draw moves until one is legal: a mentor may be dropped in any state."""
        while True:
            with suppress(IllegalMove, IndexError):
                return self.move(before)

    def opened(self, identity: ThreadId) -> Thread:
        """Open a thread."""
        new = Thread(id=identity, learner=PersonId("lea"), text="How?", created=NOW)
        return self.offered(new)

    def offered(self, asked: Thread) -> Thread:
        """Offer a thread to some mentors; some cards leave later."""
        chosen = self.draw.sample(MENTORS, self.draw.randint(1, 3))
        self.made += 1
        offers = tuple(
            Offer(
                id=OfferId(f"{asked.id}-{self.made}-{each}"),
                mentor=PersonId(each),
                rung=asked.rung + 1,
                due=NOW + timedelta(hours=self.draw.choice((0, 0, 5))),
            )
            for each in chosen
        )
        return asked.offer(offers, builders.shortlist(), NOW + minutes(30))

    def move(self, before: Thread) -> Thread:
        """Draw a legal move, or fail."""
        draw, now = self.draw, NOW + minutes(self.draw.randint(0, 600))
        offer = draw.choice(before.offers)
        self.made += 1
        answer = Answer(
            id=AnswerId(f"answer-{self.made}"),
            offer=offer.id,
            mentor=offer.mentor,
            text="So.",
            at=now,
        )
        verdict = {"rating": draw.choice(list(Rating)), "minutes_saved": 5, "thanks": ""}
        kind = draw.randrange(11)
        return (
            lambda: self.offered(before),
            lambda: before.take(offer.id, now, minutes(30)),
            lambda: before.pass_on(offer.id, now, "", ""),
            lambda: before.answer(answer, now),
            before.rung_over,
            before.claim_over,
            lambda: before.exhaust(now, None),
            lambda: before.finish(draw.choice(before.answers).id, now, reported=False, **verdict),
            lambda: before.again(draw.choice(before.answers).id, **verdict),
            lambda: before.cancel(now),
            lambda: before.drop_mentor(offer.mentor),
        )[kind]()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_any_moves_the_counters_equal_the_count(store: Store, seed: int) -> None:
    await know(store, *(person(each) for each in MENTORS))
    story = Story(store, seed)
    for _ in range(40):
        await asyncio.gather(*(story.step() for _ in range(5)))
    assert await miscounted(store) == [], f"seed {seed}"
    assert story.moved > 40, f"seed {seed}"
    assert story.beaten > 0, f"seed {seed}"
    people = await documents(store, "people")
    assert all(0 <= each["load"] <= 2 for each in people), f"seed {seed}"


# ---- the arithmetic


def test_a_change_without_a_move_adds_nothing() -> None:
    same = thread()
    assert deltas(Change(threads=((same, same),))) == {}
    assert tie_deltas(Change(threads=((same, same),))) == []


def test_only_who_is_newly_offered_needs_room() -> None:
    asked = thread()
    (raised,) = deltas(Change(threads=((None, asked),))).values()
    (lowered,) = deltas(Change(threads=((asked, asked.cancel(NOW)),))).values()
    tenant = "acme"
    assert condition(tenant, ANA, raised, {ANA: 3})["load"] == {"$lte": 2}  # type: ignore[arg-type]
    assert "load" not in condition(tenant, ANA, lowered, {})  # type: ignore[arg-type]


def test_an_answer_is_added_with_its_time() -> None:
    asked = thread()
    answered = asked.answer(builders.answer(), NOW)
    change = Change(threads=((asked, answered),))
    update = addition(change, ANA, deltas(change)[ANA])
    assert update["$inc"] == {"load": -1, "record.reacted": 1, "record.answered": 1}
    assert update["$push"] == {"answered_at": {"$each": [NOW], "$slice": -200}}
    ((learner, mentor, record),) = tie_deltas(change)
    assert (learner, mentor, record.answered) == ("lea", "ana", 1)


def test_two_threads_of_one_mentor_are_added_up() -> None:
    change = Change(threads=((None, thread("one")), (None, thread("two"))))
    assert deltas(change)[ANA].load == 2
