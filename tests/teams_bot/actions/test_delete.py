"""A deleted message."""

from matching.thread import State
from teams_bot import texts
from teams_bot.actions.delete import delete
from teams_bot.outcomes import Silent
from teams_bot.services import Services
from tests.support.company import kept, known, opened


async def test_the_question_of_a_deleted_message_is_taken_back_without_its_text(
    services: Services,
) -> None:
    await opened(services)
    me = await known(services, "lea")
    decision = await delete(services, me, "origin-1")
    after = decision.change.threads[0][1]
    assert (after.state, after.text) == (State.CANCELLED, texts.ERASED)
    assert {each.kind for each in decision.change.jobs} == {"offer_update", "status_update"}
    await kept(services, decision.change)
    assert (await delete(services, me, "origin-1")).outcome == Silent()


async def test_the_deletion_of_another_message_is_no_matter(services: Services) -> None:
    assert (await delete(services, await known(services, "lea"), "other")).outcome == Silent()
