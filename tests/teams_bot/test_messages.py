"""The messages of the outbox."""

from dataclasses import replace

import pytest

from matching.model import PersonId
from matching.thread import ThreadId
from storage.change import Change, Job
from teams_bot.messages import MESSAGES, redrawn
from teams_bot.services import Services
from tests.support.company import buttons_of, kept, known, opened, services, shared_database

__all__ = ["services", "shared_database"]


def test_a_card_is_redrawn_over_the_message_that_showed_it_first() -> None:
    job = Job(
        key="k",
        kind="offer_update",
        due=None,  # type: ignore[arg-type]
        thread=ThreadId("t1"),
        payload={"offer": "o1"},
    )
    assert redrawn(MESSAGES["offer_update"], job) == "offer:o1"
    assert redrawn(MESSAGES["status_update"], job) == "status:t1"
    redraws = {kind for kind, each in MESSAGES.items() if each.redraws}
    updates = {"answer_update", "follow_up_update", "offer_update", "status_update"}
    in_channel = {"posting_update", "combined_update", "joint_update"}
    of_givers = {"compare_update", "joint_ask_update", "joint_check_update"}
    thanks = {"thanks_update", "thanks_words_update", "thanks_news_update"}
    said = {"reminder_update", "digest_update", "posted_update", "blank"}
    assert redraws == {*updates, *in_channel, *of_givers, *thanks, *said}


@pytest.mark.parametrize(
    ("changes", "joins"),
    [
        ({"opted_in": False}, True),
        ({}, False),
        ({"opted_in": False, "imported": False}, False),
        ({"opted_in": False, "active": False}, False),
        ({"opted_in": False, "stays_out": True}, False),
    ],
)
async def test_only_who_could_be_asked_is_asked_to_agree(
    services: Services, changes: dict[str, bool], *, joins: bool
) -> None:
    me = await known(services, "ana")
    await kept(services, Change(people=((me, replace(me, **changes)),)))
    job = Job(key="k", kind="welcome", due=services.now(), to=me.id)
    drawn = await MESSAGES["welcome"].draw(services, job)
    assert drawn is not None
    assert [each["verb"] for each in buttons_of(drawn.card)] == (
        ["join", "stay_out"] if joins else []
    )


async def test_a_message_to_nobody_is_not_drawn(services: Services) -> None:
    job = Job(key="k", kind="welcome", due=services.now())
    assert await MESSAGES["welcome"].draw(services, job) is None
    job = Job(key="k", kind="status", due=services.now())
    assert await MESSAGES["status"].draw(services, job) is None


async def test_an_answer_to_a_question_taken_back_is_not_shown(services: Services) -> None:
    thread = await opened(services)
    job = Job(
        key="k",
        kind="answer",
        due=services.now(),
        to=PersonId("lea"),
        thread=thread.id,
        payload={"answer": "none"},
    )
    assert await MESSAGES["answer"].draw(services, job) is None
