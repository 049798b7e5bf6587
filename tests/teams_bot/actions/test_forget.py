"""`forget me`."""

from dataclasses import replace

import pytest

from teams_bot import texts
from teams_bot.actions.forget import forget, forgotten
from teams_bot.outcomes import ForgetAsked
from teams_bot.services import Services
from tests.support.company import known


async def test_nothing_is_erased_before_it_was_confirmed(services: Services) -> None:
    decision = await forget(services, await known(services, "lea"), confirmed=False)
    assert decision.outcome == ForgetAsked()
    assert decision.change.forget is None


@pytest.mark.parametrize("reached", [True, False])
async def test_who_can_be_reached_is_told_where_they_asked(
    services: Services, *, reached: bool
) -> None:
    me = await known(services, "lea")
    me = me if reached else replace(me, address=None)
    decision = await forget(services, me, confirmed=True)
    assert decision.change.forget == me.id
    assert [each.kind for each in decision.change.jobs] == ["forget", "say"][: 1 + reached]
    assert {each.to for each in decision.change.jobs} == {None}


async def test_only_the_organisations_entry_is_left(services: Services) -> None:
    me = await known(services, "ana")
    assert forgotten(me).name == "Ana"
    assert forgotten(me).skills_given == me.skills_given
    assert forgotten(replace(me, imported=False)).name == texts.ERASED
