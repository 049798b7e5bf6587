import json

import pytest

from benchmarks import world

REACHED = {
    "solved": 0.99,
    "median_minutes": 40.0,
    "gini": 0.3,
    "top_5_percent": 0.1,
    "never_asked": 0.0,
    "breaches": 0,
}


@pytest.mark.parametrize("name", list(world.ROUTERS))
def test_every_router_gets_through_a_short_day_without_a_breach(name):
    found = world.run(world.ROUTERS[name](), seed=1, per_day=40, days=1)
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


class Noting(world.Policy):
    """A policy that notes when somebody is asked and when they answer."""

    def __init__(self):
        super().__init__(world.POLICIES["ert"])
        self.asked, self.answered = [], []

    def choose(self, made, topic, minute, excluded):
        chosen = super().choose(made, topic, minute, excluded)
        self.asked.append((chosen, topic, minute))
        return chosen

    def learn(self, made, mentor, topic, minute):  # noqa: ARG002
        self.answered.append((mentor, topic, minute))


def test_an_answer_is_known_when_it_is_given_and_not_before():
    router = Noting()
    world.run(router, seed=3, per_day=40, days=1)
    assert router.answered
    for mentor, topic, minute in router.answered:
        assert any(
            (mentor, topic) == (who, what) and at < minute for who, what, at in router.asked
        )


def test_a_run_prints_its_table_and_what_is_not_reached(capsys):
    words = ["--quick", "--per-day", "20", "--first-seed", "4", "--processes", "1", "--json"]
    assert world.main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["routers"]) == list(world.QUICK)
    assert found["shortfalls"] == world.shortfalls(found["routers"])


@pytest.mark.parametrize(
    ("worse", "says"),
    [
        ({}, []),
        ({"solved": 0.98}, ["solved is 0.9800, not 0.9900."]),
        ({"median_minutes": 41.0}, ["median_minutes is 41.0000, not 40.0000."]),
        ({"gini": 0.4}, ["gini is 0.4000, not 0.3000."]),
        ({"never_asked": 0.1}, ["never_asked is 0.1000, not 0.0000."]),
        ({"breaches": 1}, ["breaches is 1.0000, not 0.0000."]),
    ],
)
def test_each_aim_that_is_missed_is_said(worse, says):
    policies = {world.FAIREST: REACHED, "ert": {**REACHED, "gini": 0.2, "median_minutes": 50.0}}
    assert world.shortfalls({**policies, world.PRODUCT: {**REACHED, **worse}}) == says
