"""What every test may use: a real MongoDB, one database a test."""

import secrets
from collections.abc import AsyncIterator, Iterator

import pytest

from storage.embedded import embedded_mongodb
from storage.store import Store


@pytest.fixture(scope="session")
def mongodb() -> Iterator[str]:
    """A single-node replica set for the whole run."""
    with embedded_mongodb(options=("--setParameter", "enableTestCommands=1")) as uri:
        yield uri


@pytest.fixture
def database() -> str:
    """A database name that no other test has."""
    return f"test_{secrets.token_hex(6)}"


@pytest.fixture
async def store(mongodb: str, database: str) -> AsyncIterator[Store]:
    """A store in a database of its own."""
    made = await Store.open(mongodb, database, "acme")
    yield made
    await made.driver.drop()
    await made.close()
