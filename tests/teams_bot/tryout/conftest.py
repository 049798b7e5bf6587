from collections.abc import AsyncIterator

import pytest

from tests.teams_bot.tryout.stage import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as ready:
        yield ready
