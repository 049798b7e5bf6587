"""Loads, records and ties are the sum over all threads, whatever happens and how often."""

import asyncio
import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import (
    Answer,
    AnswerId,
    FollowUp,
    IllegalMove,
    Joint,
    Offer,
    OfferId,
    PostingId,
    Rating,
    Thread,
    ThreadId,
)
from storage.change import Change, Committed, Faster, Pace, Silence
from storage.commit import Cause
from storage.commit.loads import addition, condition, deltas, tie_deltas
from storage.store import Store
from tests.storage.making import (
    NOW,
    attempt,
    commit,
    documents,
    interrupting,
    know,
    minutes,
    miscounted,
    person,
    thread,
)
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
        line = FollowUp(
            id=f"line-{self.made}",
            sender=draw.choice((offer.mentor, before.learner)),
            recipient=before.learner,
            text="And?",
            at=now,
        )
        kind = draw.randrange(12)
        return (
            lambda: self.offered(before),
            lambda: before.take(offer.id, now, minutes(30)),
            lambda: before.pass_on(offer.id, now, "", ""),
            lambda: before.answer(answer, now),
            before.rung_over,
            before.claim_over,
            lambda: before.exhaust(now),
            lambda: before.finish(draw.choice(before.answers).id, now, reported=False, **verdict),
            lambda: before.again(draw.choice(before.answers).id, **verdict),
            lambda: before.cancel(now),
            lambda: before.drop_mentor(offer.mentor),
            lambda: before.follow_up(line),
        )[kind]()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_any_moves_the_counters_equal_the_count(store: Store, seed: int) -> None:
    await know(store, person("lea"), *(person(each) for each in MENTORS))
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
    new = Change(threads=((None, asked),), capacity={ANA: 3})
    assert condition(tenant, new, ANA, raised, NOW)["load"] == {"$lte": 2}
    old = Change(threads=((asked, asked.cancel(NOW)),))
    assert "load" not in condition(tenant, old, ANA, lowered, NOW)


# ---- how often one mentor is asked, and how much one learner asks


async def test_of_two_questions_at_once_one_finds_the_mentors_day_full(store: Store) -> None:
    await know(store, person("ana"))
    asked = await asyncio.gather(
        *(
            attempt(
                store,
                threads=((None, thread(f"t{each}")),),
                jobs=(interrupting(f"offer:{each}", "ana", NOW, per_day=2),),
            )
            for each in range(3)
        )
    )
    assert sorted(type(each).__name__ for each in asked) == ["Committed", "Committed", "Faster"]
    assert await miscounted(store) == []


@pytest.mark.parametrize(("ago", "fits"), [(29, False), (30, True)])
async def test_of_two_questions_at_once_one_finds_the_mentor_at_rest(
    store: Store, ago: int, *, fits: bool
) -> None:
    before = builders.offer("ana", due=NOW - timedelta(minutes=ago))
    earlier = replace(thread("earlier"), offers=(before,))
    await know(store, person("ana"))
    await commit(store, threads=((None, earlier),))
    pace = Pace(rest=timedelta(minutes=30))
    outcome = await attempt(store, threads=((None, thread("later")),), pace=pace)
    assert (outcome == Committed()) is fits


async def test_questions_asked_at_once_do_not_exceed_what_a_learner_may_have_open(
    store: Store,
) -> None:
    await know(store, person("lea"))
    most = {PersonId("lea"): 2}
    outcomes = await asyncio.gather(
        *(
            attempt(store, threads=((None, thread(f"t{each}", ())),), questions=most)
            for each in range(5)
        )
    )
    assert outcomes.count(Committed()) == 2
    assert outcomes.count(Faster()) == 3
    assert await miscounted(store) == []
    done = await store.threads_of(PersonId("lea"), 1)
    await commit(store, threads=((done[0], done[0].cancel(NOW)),))
    await commit(store, threads=((None, thread("after", ())),), questions=most)
    assert await miscounted(store) == []


def test_an_answer_is_added_with_its_time() -> None:
    asked = thread()
    answered = asked.answer(builders.answer(), NOW)
    change = Change(threads=((asked, answered),))
    update = addition(change, ANA, deltas(change)[ANA])
    assert update["$inc"] == {"load": -1, "record.reacted": 1, "record.answered": 1}
    assert update["$push"] == {"answered_at": {"$each": [NOW], "$slice": -200}}
    ((learner, mentor, record),) = tie_deltas(change)
    assert (learner, mentor, record.answered) == ("lea", "ana", 1)


async def test_of_silent_offers_that_lapse_at_once_each_knows_how_many_there_were(
    store: Store,
) -> None:
    await know(store, person("ana"))
    assert await attempt(store, silent={ANA: Silence(before=1)}) == Faster()
    outcomes = await asyncio.gather(
        *(attempt(store, silent={ANA: Silence(before=0)}) for _ in range(3))
    )
    assert outcomes.count(Committed()) == 1
    await commit(store, silent={ANA: Silence(before=1)})
    (ana,) = await documents(store, "people")
    assert (ana["silent_offers"], ana["silent_at"]) == (2, NOW)


async def test_who_was_known_before_there_was_a_count_has_none(store: Store) -> None:
    await know(store, person("ana"))
    people = store.driver.collection("people")
    await people.update_one({"id": "ana"}, {"$unset": {"silent_offers": ""}})
    await commit(store, silent={ANA: Silence(before=0)})
    (ana,) = await documents(store, "people")
    assert ana["silent_offers"] == 1


@pytest.mark.parametrize("move", ["take", "pass", "answer", "line"])
def test_whoever_reacts_is_not_silent(move: str) -> None:
    asked = thread()
    (offer,) = asked.offers
    answered = asked.answer(builders.answer(), NOW)
    pairs = {
        "take": (asked, asked.take(offer.id, NOW, minutes(30))),
        "pass": (asked, asked.pass_on(offer.id, NOW, "", "")),
        "answer": (asked, answered),
        "line": (answered, answered.follow_up(builders.follow_up("ana", "lea"))),
    }
    change = Change(threads=(pairs[move],))
    assert addition(change, ANA, deltas(change)[ANA])["$set"] == {"silent_offers": 0}


def test_what_lapses_or_is_withdrawn_says_nothing_of_a_reaction() -> None:
    asked = thread()
    for after in (asked.rung_over(), asked.cancel(NOW)):
        change = Change(threads=((asked, after),))
        assert "$set" not in addition(change, ANA, deltas(change)[ANA])


def test_a_line_and_a_joint_answer_of_a_mentor_are_added_with_their_time() -> None:
    answered = thread().answer(builders.answer(), NOW)
    mine = builders.follow_up("ana", "lea")
    theirs = builders.follow_up("lea", "ana")
    joint = Joint(posting=PostingId("p"), writer=ANA, asked=NOW)
    asked = replace(answered.follow_up(mine), joint=joint)
    written = replace(asked, joint=replace(joint, text="So.", at=NOW))
    change = Change(threads=((answered, asked), (asked, written)))
    update = addition(change, ANA, deltas(change)[ANA])
    assert update["$inc"] == {"record.lines": 1, "record.joints": 1}
    assert update["$push"]["lines_at"]["$each"] == [builders.NOW]
    assert update["$push"]["joints_at"]["$each"] == [NOW]
    assert deltas(Change(threads=((answered, answered.follow_up(theirs)),))) == {}


def test_an_anonymous_answer_counts_for_the_mentor_and_makes_no_tie() -> None:
    asked = thread(anonymous=True)
    change = Change(threads=((asked, asked.answer(builders.answer(), NOW)),))
    assert deltas(change)[ANA].record.answered == 1
    assert tie_deltas(change) == []


def test_two_threads_of_one_mentor_are_added_up() -> None:
    change = Change(threads=((None, thread("one")), (None, thread("two"))))
    assert deltas(change)[ANA].load == 2
