"""The press `confirm`; the whole story is among the scenarios."""

import pytest

from storage.change import Change, Draft, DraftId
from teams_bot.actions.confirm import confirm
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from tests.support import builders
from tests.support.company import kept, known


async def _waiting(services: Services, deflection: DraftId | None) -> DraftId:
    me = await known(services, "lea")
    draft = Draft(
        id=DraftId("d2"),
        person=me.id,
        parts=("How?",),
        created=services.now(),
        deflection=deflection,
    )
    await kept(services, Change(drafts=(draft,)))
    return draft.id


async def test_that_it_truly_was_enough_is_kept_and_the_text_is_not(services: Services) -> None:
    before = builders.deflection("d1")
    await kept(services, Change(deflections=((None, before),)))
    draft = await _waiting(services, before.id)
    decision = await confirm(services, await known(services, "lea"), draft)
    await kept(services, decision.change)
    after = await services.store.deflection(before.id)
    assert after is not None
    assert after.truly is True
    assert await services.store.draft(draft) is None


@pytest.mark.parametrize("deflection", [None, DraftId("gone")])
async def test_a_text_that_no_answer_solved_cannot_be_confirmed(
    services: Services, deflection: DraftId | None
) -> None:
    draft = await _waiting(services, deflection)
    with pytest.raises(NotAllowed, match="settled before"):
        await confirm(services, await known(services, "lea"), draft)
