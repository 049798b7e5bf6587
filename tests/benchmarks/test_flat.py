import json

import pytest

from benchmarks import flat
from benchmarks.crowd import Crowd, fill
from benchmarks.flat import ask, table
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


async def test_questions_are_measured_and_shown(crowd, mongodb, monkeypatch):
    for name, few in (("COLD", 2), ("WARM", 3), ("EXPLAINED", 1), ("NEAR", 2)):
        monkeypatch.setattr(flat, name, few)
    found = await ask(mongodb, 90)
    assert found["people"] == found["threads"] == 90
    assert 0 < found["examined_max"] < 500
    assert 4 <= found["commands"] <= 8
    title, line = table([json.loads(json.dumps(found))]).splitlines()
    assert title.split()[0] == "people"
    assert line.split()[:2] == ["90", "90"]


def test_the_same_seed_gives_the_same_organisation():
    one, other = (list(Crowd(20, "acme").people()) for _ in range(2))
    assert one == other
    assert len({each["id"] for each in one}) == 20
