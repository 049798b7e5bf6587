"""Before a question is sent without a name."""

from dataclasses import replace

import pytest

from matching.giveaway import Clue, Hint
from teams_bot.giveaways import clues_in, may_be_unnamed
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from tests.support.company import QUESTION, known, opened, services, shared_database

__all__ = ["services", "shared_database"]


async def test_a_rare_topic_of_the_learners_own_is_named_by_its_label(services: Services) -> None:
    ana = await known(services, "ana")
    assert await clues_in(services, ana, QUESTION) == (Clue(hint=Hint.RARE_TOPIC, word="Excel"),)
    lea = await known(services, "lea")
    assert await clues_in(services, lea, QUESTION) == ()


async def test_the_directory_says_what_would_tell(services: Services) -> None:
    lea = replace(await known(services, "lea"), department="Zeta", title="Head of Zeta")
    assert {each.word for each in await clues_in(services, lea, "Does Zeta pivot, Lea?")} == {
        "Zeta",
        "Lea",
    }


async def test_what_was_asked_with_the_name_is_not_asked_again_without(services: Services) -> None:
    lea = await known(services, "lea")
    await may_be_unnamed(services, lea, QUESTION)
    await opened(services)
    with pytest.raises(NotAllowed, match="with your name already"):
        await may_be_unnamed(services, lea, QUESTION.upper())
    await may_be_unnamed(services, await known(services, "lou"), QUESTION)
