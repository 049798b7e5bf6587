import json

import pytest

from benchmarks.crowd import Crowd, fill
from benchmarks.flat import Counts, ask, summed_up, table
from benchmarks.shown import flat_figures
from storage.store import Store
from tests.storage.evidence.folding import answers_of, folded, head, kept
from tests.storage.making import miscounted


@pytest.fixture
async def crowd(mongodb):
    store = await Store.open(mongodb, "flat_90", "acme")
    await fill(store.driver, Crowd(90, "acme"))
    yield store
    await store.driver.drop()
    await store.close()


async def test_what_is_written_straight_into_the_database_is_as_the_store_keeps_it(crowd):
    totals, people = await kept(crowd)
    wanted = folded(await answers_of(crowd))
    assert totals == wanted[0]
    assert people == wanted[1]
    assert (await head(crowd)).serial == 90
    assert not [each for each in await miscounted(crowd) if each.startswith("(")]  # the ties


async def test_questions_are_measured_and_shown(crowd, mongodb):
    found = await ask(mongodb, 90, Counts(cold=2, rounds=2, most=2, explained=1))
    assert found["people"] == found["threads"] == 90
    assert 0 < found["documents_max"] < 500
    assert found["commands"] == 2
    whole = summed_up([found, {**found, "people": 900, "warm_p50": 2 * found["warm_p50"]}])
    title, line, _, ratio, *_ = table(json.loads(json.dumps(whole))).splitlines()
    assert title.split()[0] == "people"
    assert line.split()[:2] == ["90", "90"]
    assert ratio.startswith("900 people / 90: warm p50 2.00")


def test_the_same_seed_gives_the_same_organisation():
    one, other = (list(Crowd(20, "acme").people()) for _ in range(2))
    assert one == other
    assert len({each["id"] for each in one}) == 20


def test_the_record_is_shown_as_a_table():
    head, ruled, *rows = flat_figures().splitlines()
    assert head.startswith("| people | 1,000 |")
    assert {line.count("|") for line in (head, ruled, *rows)} == {head.count("|")}
