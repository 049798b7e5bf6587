"""Finding what a press names, for the person who pressed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import AnswerId, OfferId, ThreadId
from storage.change import Change, Draft, DraftId
from teams_bot import texts
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from teams_bot.threads import (
    RESENT,
    any_part,
    own_answer,
    own_offer,
    own_question,
    said_keys,
    words_of,
    zone_of,
)
from tests.support.builders import NOW
from tests.support.company import kept, known, opened, services, shared_database

__all__ = ["services", "shared_database"]

GONE = ThreadId("gone")


async def test_everybody_finds_their_own_and_nobody_elses(services: Services) -> None:
    thread = await opened(services)
    offer = thread.offers[0]
    lea, ana, lou = [await known(services, each) for each in ("lea", "ana", "lou")]
    assert await own_offer(services, ana, thread.id, offer.id) == (thread, offer)
    assert await own_question(services, lea, thread.id) == thread
    assert await any_part(services, ana, thread.id) == thread
    assert await any_part(services, lea, thread.id) == thread
    for refused in (
        own_offer(services, lea, thread.id, offer.id),
        own_offer(services, ana, thread.id, OfferId("no")),
        own_question(services, ana, thread.id),
        own_answer(services, lea, thread.id, AnswerId("no")),
        any_part(services, lou, thread.id),
    ):
        with pytest.raises(NotAllowed, match="Only the person this was sent to"):
            await refused
    with pytest.raises(NotAllowed, match="no longer here"):
        await own_question(services, lea, GONE)


async def test_words_are_those_of_the_field_or_of_the_draft(services: Services) -> None:
    me = await known(services, "ana")
    draft = Draft(id=DraftId("d"), person=me.id, parts=("Like so.",), created=services.now())
    await kept(services, Change(drafts=(draft,)))

    async def words(text: str, of: DraftId | None, who: str = "ana") -> str:
        return await words_of(services, await known(services, who), text, of, empty="Empty.")

    assert await words("Typed.", draft.id) == "Typed."
    assert await words("", draft.id) == "Like so."
    for trouble, text, of, who in (
        ("Empty", "", None, "ana"),
        ("already sent", "", DraftId("gone"), "ana"),
        ("already sent", "", draft.id, "ben"),
        ("2000 are the most", "x" * (texts.ANSWER_LIMIT + 1), None, "ana"),
    ):
        with pytest.raises(NotAllowed, match=trouble):
            await words(text, of, who)


async def test_times_are_read_in_ones_own_zone_or_in_the_rules(services: Services) -> None:
    assert await zone_of(services, await known(services, "ana")) == "UTC"
    nowhere = await known(services, "ana")
    assert await zone_of(services, replace(nowhere, time_zone="")) == "UTC"
    assert await zone_of(services, replace(nowhere, time_zone="Asia/Tokyo")) == "Asia/Tokyo"


def test_the_same_words_are_known_for_two_to_four_minutes() -> None:
    lea, lou = PersonId("lea"), PersonId("lou")
    first = set(said_keys(lea, "How?", NOW))
    assert first & set(said_keys(lea, "HOW?", NOW + RESENT))
    assert not first & set(said_keys(lea, "How?", NOW + 2 * RESENT + timedelta(seconds=1)))
    assert not first & set(said_keys(lou, "How?", NOW))
    assert not first & set(said_keys(lea, "Why?", NOW))
