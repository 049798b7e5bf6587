"""Motor's transactions end also when MongoDB never says yes."""

import pytest
from pymongo.errors import PyMongoError

from storage.driver import by_motor
from storage.store import Store
from tests.storage.faults import Faults
from tests.storage.making import documents

AGAIN = {
    "insert": {"errorCode": 112, "errorLabels": ["TransientTransactionError"]},
    "commitTransaction": {"errorCode": 6, "errorLabels": ["UnknownTransactionCommitResult"]},
}


@pytest.mark.parametrize("driver_name", ["motor"], indirect=True)
@pytest.mark.parametrize("command", AGAIN)
async def test_what_fails_for_too_long_fails(
    store: Store, fail: Faults, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(by_motor, "SECONDS_TO_TRY", 0.0)

    async def work(session: object) -> None:
        lanes = store.driver.collection("lanes")
        await lanes.insert_one({"_id": "acme:x", "tenant": "acme"}, session=session)

    fail(command, times=1, **AGAIN[command])
    with pytest.raises(PyMongoError):
        await store.driver.transaction(work)
    fail.off()
    fail.end_transactions()
    assert await documents(store, "lanes") == []
