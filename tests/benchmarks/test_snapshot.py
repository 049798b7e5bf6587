import json

import pytest

from benchmarks.crowd import Crowd, fill
from benchmarks.snapshot import table, take
from storage.store import Store


@pytest.fixture
async def crowd(mongodb):
    store = await Store.open(mongodb, "snapshot_90", "acme")
    await fill(store.driver, Crowd(90, "acme"))
    yield store
    await store.driver.drop()
    await store.close()


async def test_a_snapshot_is_measured_and_shown(crowd, mongodb):
    found = await take(mongodb, 90)
    assert (found["people"], found["questions"], found["unread"]) == (90, 90, 0)
    assert 0 < found["ties"] <= 90
    assert found["peak_mb"] >= found["opened_mb"] > 0
    title, line = table([json.loads(json.dumps(found))]).splitlines()
    assert title.split()[0] == "people"
    assert line.split()[:3] == ["90", str(found["ties"]), "90"]
