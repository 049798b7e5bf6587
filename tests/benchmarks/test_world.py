import pytest

from benchmarks import world


@pytest.mark.parametrize("name", list(world.ROUTERS))
def test_every_router_gets_through_a_short_day_without_a_breach(name, monkeypatch):
    monkeypatch.setattr(world, "DAYS", 1)
    found = world.run(world.ROUTERS[name](), seed=1, per_day=40)
    assert found["breaches"] == 0
    assert found["solved"] > 0.6


def test_the_hours_of_the_candidates_are_the_shifts_of_the_world():
    made = world.make(2)
    for west, text in world.HOURS.items():
        mentor = int((made.west == west).argmax())
        hours = world.parse_hours(text)
        for minute in range(0, 7 * world.DAY, 30):
            now = world.MONDAY + world.timedelta(minutes=minute)
            assert (hours.next_opening(now) == now) == made.on_shift(mentor, minute)
