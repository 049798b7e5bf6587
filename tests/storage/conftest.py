"""The store on both drivers, and a server that fails at will."""

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest

from storage.driver import DRIVERS
from storage.store import Store
from tests.storage.faults import Faults, faults_of
from tests.storage.making import empty


@pytest.fixture(scope="session", params=DRIVERS)
def driver_name(request: pytest.FixtureRequest) -> str:
    """Either driver: what holds for a store holds on both."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
async def opened(mongodb: str, driver_name: str) -> AsyncIterator[Store]:
    """The one store of a driver that the tests take turns with: making collections is slow."""
    made = await Store.open(mongodb, f"test_{secrets.token_hex(6)}", "acme", driver_name)
    yield made
    await made.driver.drop()
    await made.close()


@pytest.fixture
async def store(opened: Store) -> AsyncIterator[Store]:
    """An empty store, on either driver."""
    yield opened
    await empty(opened)


@pytest.fixture
def fail(store: Store, mongodb: str) -> Iterator[Faults]:
    """Let the server fail; cleared before the store is emptied."""
    with faults_of(mongodb) as faults:
        yield faults
