"""The clock all share, and what is read once in a while."""

from datetime import UTC, datetime, timedelta

import pytest

from matching.skills import Skill, SkillId
from storage.change import Faster
from teams_bot import services as module
from teams_bot.services import Clock, Services, within
from tests.support.company import services, shared_database

__all__ = ["services", "shared_database"]


async def test_the_clock_follows_the_database(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ahead(_: object) -> datetime:
        return datetime.now(UTC) + timedelta(hours=1)

    clock = Clock()
    monkeypatch.setattr(type(services.store), "time", ahead)
    gap = await clock.sync(services.store)
    assert abs(gap - timedelta(hours=1)) < timedelta(seconds=5)
    assert abs(clock.now() - datetime.now(UTC) - gap) < timedelta(seconds=5)
    assert clock.now().microsecond % 1000 == 0


async def test_rules_and_skills_are_read_again_when_they_are_old(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await services.rules()
    now = services.now()
    done = await services.store.publish_rules(before, {"open_offers_max": 2}, ("ada", ""), now)
    assert not isinstance(done, Faster)
    await services.taxonomy()
    await services.store.import_skills([Skill(id=SkillId("sales"), label="Sales")])
    assert (await services.rules()).number == before.number
    assert "sales" not in (await services.taxonomy()).skills
    monkeypatch.setattr(module, "RULES_SECONDS", 0)
    assert (await services.rules()).rules.open_offers_max == 2
    assert "sales" in (await services.taxonomy()).skills


def test_ids_and_seeds_cannot_be_guessed_and_fit_the_database(services: Services) -> None:
    assert len({services.new_id() for _ in range(100)}) == 100
    assert len(services.new_id()) == 32  # 128 bits
    assert all(0 <= services.new_seed() < 2**63 for _ in range(100))


@pytest.mark.parametrize(("later", "same"), [(0, True), (29, True), (61, False)])
def test_a_span_and_the_next_are_known(later: int, *, same: bool) -> None:
    start, span = datetime(2026, 11, 22, 3, tzinfo=UTC), timedelta(seconds=30)
    first = set(within("x", start, span))
    assert bool(first & set(within("x", start + timedelta(seconds=later), span))) is same
