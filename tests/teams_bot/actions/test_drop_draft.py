"""The press `drop`."""

import pytest

from storage.change import Change, Draft, DraftId
from teams_bot.actions.drop_draft import drop_draft
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from teams_bot.threads import said_keys
from tests.support.company import kept, known


async def test_a_draft_is_thrown_away_and_its_text_may_be_written_again(
    services: Services,
) -> None:
    me = await known(services, "lea")
    draft = Draft(id=DraftId("d1"), person=me.id, parts=("a", "b"), created=services.now())
    await kept(services, Change(drafts=(draft,)))
    decision = await drop_draft(services, me, draft.id)
    assert decision.change.spent == (draft.id,)
    assert decision.change.unsaid == said_keys(me.id, "a b", services.now())


async def test_a_draft_that_is_gone_is_told(services: Services) -> None:
    with pytest.raises(NotAllowed, match="already sent or is too old"):
        await drop_draft(services, await known(services, "lea"), DraftId("gone"))
