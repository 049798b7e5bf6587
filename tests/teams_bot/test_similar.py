"""What somebody who asks may see of what was asked before."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.model import PersonId
from matching.similar import Alike, ThreadKey
from matching.thread import Answer, AnswerId, Rating, Thread
from storage.change import Change, Entry
from teams_bot import texts
from teams_bot.outcomes import SimilarShown
from teams_bot.services import Services
from teams_bot.similar import check_key, names_of, past_of, similar
from tests.support import builders
from tests.support.company import ANSWER, kept, known, opened, services, shared_database

__all__ = ["services", "shared_database"]


class Found:
    """An index that finds what it is told to."""

    def __init__(self, *threads: Thread, likeness: float = 0.9, by_meaning: bool = True) -> None:
        keys = [ThreadKey(each.id) for each in threads]
        self.near = [Alike(key=each, likeness=likeness) for each in keys]
        self.by_meaning = by_meaning

    async def alike(self, _: str, size: int) -> list[Alike]:
        return self.near[:size]


async def answered(
    services: Services, *ratings: Rating | None, who: str = "lou", words: str = ""
) -> Thread:
    """A question with an answer for each rating, by Ana and Ben."""
    asked = await opened(services, who=who)
    now = services.now()
    after = asked
    for number, rating in enumerate(ratings):
        offer = asked.offers[number]
        given = Answer(
            id=AnswerId(f"{asked.id}-{number}"),
            offer=offer.id,
            mentor=offer.mentor,
            text=words or f"{ANSWER} {number} of {asked.id}",
            at=now - timedelta(minutes=1) + timedelta(seconds=number),
            rating=rating,
        )
        after = after.answer(given, now)
    await kept(services, Change(threads=((asked, after),)))
    return after


async def look(services: Services, found: Found, who: str = "lea") -> SimilarShown | None:
    services.answered = found  # type: ignore[assignment]
    return await similar(services, await known(services, who), "How?", "origin-9")


async def test_the_best_answer_of_each_thread_is_shown_and_kept_in_the_draft(
    services: Services,
) -> None:
    thread = await answered(services, Rating.OKAY, Rating.GREAT)
    shown = await look(services, Found(thread))
    assert shown is not None
    (past,) = shown.past
    assert past.answer.rating is Rating.GREAT
    assert shown.draft.similar == (Entry(thread=thread.id, answer=past.answer.id),)
    assert (shown.draft.parts, shown.draft.origin) == (("How?",), "origin-9")
    assert shown.names == {past.answer.mentor: past.answer.mentor.title()}


@pytest.mark.parametrize(
    ("ratings", "shown"),
    [
        ((None,), None),
        ((Rating.NOT_HELPFUL,), None),
        ((Rating.NOT_HELPFUL, Rating.OKAY), 1),
        ((Rating.OKAY, None), 0),
        ((None, Rating.GOOD), 1),
        ((Rating.GOOD, Rating.GOOD), 1),
    ],
)
async def test_the_better_rated_and_newer_answer_wins_and_a_poor_one_never(
    services: Services, ratings: tuple[Rating | None, ...], shown: int | None
) -> None:
    thread = await answered(services, *ratings)
    found = await look(services, Found(thread))
    if shown is None:
        assert found is None
    else:
        assert found is not None
        assert found.past[0].answer.id == f"{thread.id}-{shown}"


async def test_no_more_are_shown_than_the_rules_say(services: Services) -> None:
    threads = [await answered(services, Rating.GOOD) for _ in range(4)]
    found = await look(services, Found(*threads))
    assert found is not None
    assert [each.thread.id for each in found.past] == [each.id for each in threads[:3]]


async def test_the_same_words_are_shown_once_with_the_best_rating(services: Services) -> None:
    ratings = (Rating.OKAY, Rating.GREAT, Rating.GOOD)
    threads = [await answered(services, each, words="Widen  the column.") for each in ratings]
    found = await look(services, Found(*threads))
    assert found is not None
    assert [each.answer.rating for each in found.past] == [Rating.GREAT]


async def test_an_answer_is_shown_when_it_has_stood_as_long_as_the_rules_say(
    services: Services,
) -> None:
    thread = await answered(services, Rating.GREAT)
    base, now = await services.store.rules(), services.now()
    await services.store.publish_rules(base, {"similar_after_hours": 1}, ("ada", ""), now)
    services._rules = None
    assert await look(services, Found(thread)) is None
    (given,) = thread.answers
    older = replace(thread, answers=(replace(given, at=now - timedelta(hours=1)),), revision=99)
    await kept(services, Change(threads=((thread, older),)))
    assert await look(services, Found(thread)) is not None


async def test_nobody_is_shown_their_own_answer(services: Services) -> None:
    thread = await answered(services, Rating.GREAT)
    assert await look(services, Found(thread), who=thread.answers[0].mentor) is None


@pytest.mark.parametrize(
    ("likeness", "by_meaning", "is_shown"),
    [(0.634, True, False), (0.635, True, True), (0.63, False, True), (0.62, False, False)],
)
async def test_each_way_has_its_own_threshold(
    services: Services, likeness: float, *, by_meaning: bool, is_shown: bool
) -> None:
    thread = await answered(services, Rating.GREAT)
    found = await look(services, Found(thread, likeness=likeness, by_meaning=by_meaning))
    assert (found is not None) == is_shown


async def test_without_an_index_or_its_threads_nothing_is_shown(services: Services) -> None:
    assert await similar(services, await known(services, "lea"), "How?", "") is None
    assert await look(services, Found()) is None
    assert await look(services, Found(builders.thread())) is None


@pytest.mark.parametrize(
    "changes", [{"text": texts.ERASED}, {"answers": ()}, {"reported": True}, {"erased": True}]
)
async def test_what_was_erased_or_reported_meanwhile_is_left_out(
    services: Services, changes: dict[str, Any]
) -> None:
    thread = await answered(services, Rating.GREAT)
    entry = Entry(thread=thread.id, answer=thread.answers[0].id)
    assert len(await past_of(services, PersonId("lou"), (entry,))) == 1
    (given,) = thread.answers
    if "reported" in changes:
        changes = {"answers": (replace(given, reported=True),)}
    if "erased" in changes:
        changes = {"answers": (replace(given, text=texts.ERASED),)}
    after = replace(thread, revision=thread.revision + 1, **changes)
    if after.answers:
        await kept(services, Change(threads=((thread, after),)))
    else:
        entry = Entry(thread=thread.id, answer=AnswerId("other"))
    assert await past_of(services, PersonId("lou"), (entry,)) == ()


async def test_who_was_forgotten_has_no_name(services: Services) -> None:
    thread = await answered(services, Rating.GREAT)
    (past,) = await past_of(
        services, PersonId("lou"), (Entry(thread=thread.id, answer=thread.answers[0].id),)
    )
    mentor = await known(services, past.answer.mentor)
    await kept(services, Change(people=((mentor, replace(mentor, name=texts.ERASED)),)))
    assert await names_of(services, (past,)) == {}


def test_the_later_look_has_one_key_a_deflection() -> None:
    assert check_key(builders.deflection("d").id) == "check:d"
