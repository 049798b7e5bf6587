"""`help`."""

from dataclasses import replace

import pytest

from teams_bot.actions.show_help import show_help
from teams_bot.outcomes import HelpShown
from teams_bot.services import Services
from tests.support.company import known


@pytest.mark.parametrize(
    ("changes", "joins"),
    [({}, False), ({"opted_in": False}, True), ({"opted_in": False, "imported": False}, False)],
)
async def test_who_could_be_asked_and_has_not_agreed_is_offered_to(
    services: Services, changes: dict[str, bool], *, joins: bool
) -> None:
    me = replace(await known(services, "ana"), **changes)
    assert (await show_help(services, me)).outcome == HelpShown(me=me, ask_join=joins, hides=True)
