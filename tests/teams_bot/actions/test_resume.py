"""`resume`."""

from dataclasses import replace
from datetime import timedelta

import pytest

from teams_bot.actions.resume import resume
from teams_bot.outcomes import Told
from teams_bot.services import Services
from tests.support.company import known


@pytest.mark.parametrize(
    ("days", "said"), [(1, "Welcome back"), (-1, "not paused"), (None, "not paused")]
)
async def test_a_pause_ends_where_there_is_one(
    services: Services, days: int | None, said: str
) -> None:
    until = None if days is None else services.now() + timedelta(days=days)
    decision = await resume(services, replace(await known(services, "ana"), away_until=until))
    assert decision.me is not None
    assert decision.me.away_until is None
    assert isinstance(decision.outcome, Told)
    assert said in decision.outcome.sentence
