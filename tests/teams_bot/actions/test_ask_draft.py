"""The press `ask`: the text that waited is sent."""

import pytest

from storage.change import Change, Draft, DraftId
from teams_bot.actions.ask_draft import ask_draft
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services
from tests.support.company import kept, known

PARTS = ("How do I pivot in Excel?", "How do I chart in Excel?")


async def _waiting(services: Services, *parts: str) -> DraftId:
    me = await known(services, "lea")
    draft = Draft(
        id=DraftId("d1"), person=me.id, parts=parts, created=services.now(), origin="origin-1"
    )
    await kept(services, Change(drafts=(draft,)))
    return draft.id


@pytest.mark.parametrize(("each", "threads"), [(False, 1), (True, 2)])
async def test_a_draft_becomes_one_question_or_each_of_its_parts(
    services: Services, *, each: bool, threads: int
) -> None:
    draft = await _waiting(services, *PARTS)
    decision = await ask_draft(services, await known(services, "lea"), draft, each=each)
    opened = [after for _, after in decision.change.threads]
    assert len(opened) == threads
    assert [thread.origin for thread in opened] == ["origin-1", ""][:threads]
    assert decision.change.spent == (draft,)
    await kept(services, decision.change)


async def test_a_part_over_the_limit_sends_nothing(services: Services) -> None:
    draft = await _waiting(services, PARTS[0], "x" * 281)
    with pytest.raises(NotAllowed, match="280 are the most"):
        await ask_draft(services, await known(services, "lea"), draft, each=True)


async def test_a_draft_of_somebody_else_is_as_good_as_none(services: Services) -> None:
    draft = await _waiting(services, *PARTS)
    with pytest.raises(NotAllowed, match="already sent or is too old"):
        await ask_draft(services, await known(services, "lou"), draft, each=False)
