"""What one mentor gave: read by index, bounded, and without a word or a rating of anybody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matching.effect import Helped
from matching.model import PersonId
from matching.thread import AnswerId, Joint, PostingId, Rating, Thread, ThreadId
from storage import effect
from storage.effect import FIELDS
from storage.store import Store
from tests.storage.making import NOW, attempt, know, person
from tests.support import builders

ANA = PersonId("ana")
SINCE = NOW - timedelta(days=365)


def asked(name: str, mentor: str = "ana", **changes: object) -> Thread:
    """A question of Lea's that this mentor answered."""
    known = builders.thread(mentors=(mentor,))
    answered = known.answer(builders.answer(mentor, id=AnswerId(f"answer-{name}")), NOW)
    return replace(answered, id=ThreadId(name), **changes)  # type: ignore[arg-type]


async def kept(store: Store, *threads: Thread) -> None:
    await know(store, person("ana"), person("ben"), person("lea"))
    for each in threads:
        assert await attempt(store, threads=((None, each),)) is not None


async def test_the_mentor_s_own_answers_lines_and_joint_answers_are_read(store: Store) -> None:
    mine = asked("mine").follow_up(builders.follow_up("ana", "lea"))
    mine = mine.follow_up(builders.follow_up("lea", "ana"))
    joint = Joint(posting=PostingId("p"), writer=ANA, asked=NOW, text="So.", at=NOW)
    told = mine.rate(mine.answers[0].id, rating=Rating.GOOD, minutes_saved=12, thanks="Thank you!")
    rated = replace(told, joint=joint, answers=(replace(told.answers[0], thanked=True),))
    await kept(store, rated, asked("others", "ben"), asked("unnamed", anonymous=True))
    found = await store.help_of(ANA, SINCE)
    assert set(found.answers) == {
        Helped(at=NOW, learner=PersonId("lea"), saved=12, thanked=True),
        Helped(at=NOW, learner=None),
    }
    assert (len(found.lines), len(found.joints), found.whole) == (1, 1, True)


async def test_what_was_asked_before_is_not_read(store: Store) -> None:
    await kept(store, asked("old", created=SINCE - timedelta(days=1)))
    assert (await store.help_of(ANA, SINCE)).answers == ()


async def test_a_bound_keeps_the_newest_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effect, "QUESTIONS_READ", 2)
    times = [NOW - timedelta(days=number) for number in (3, 1, 2)]
    await kept(store, *(asked(f"t{at:%d}", created=at) for at in times))
    found = await store.help_of(ANA, SINCE)
    assert (len(found.answers), found.whole) == (2, False)


async def test_no_word_and_no_rating_leaves_the_database(store: Store) -> None:
    assert not [each for each in FIELDS if each.endswith(("text", "thanks", "rating"))]
