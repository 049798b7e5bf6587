"""What the chaos tests share: a fast MongoDB, a launcher, and the table of figures."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import partial
from types import SimpleNamespace

import pytest

from storage.driver import Driver
from storage.embedded import embedded_mongodb
from storage.store import Store
from tests.chaos.processes import Launcher, launching
from tests.chaos.speed import SPEED, fast_environment
from tests.chaos.world import DATABASE, World, opened

OPTIONS = ("--setParameter", "enableTestCommands=1")

Stage = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture(scope="session")
def fast_mongodb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A replica set whose clock runs fast."""
    folder = tmp_path_factory.mktemp("mongodb")
    with embedded_mongodb(folder, options=OPTIONS, environment=fast_environment()) as uri:
        yield uri


@pytest.fixture(scope="session")
async def launcher(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Launcher]:
    """Processes of the product, each a fork of one that has imported everything."""
    async with launching(tmp_path_factory.mktemp("services")) as made:
        yield made


@pytest.fixture(scope="session")
async def fast_driver(fast_mongodb: str) -> AsyncIterator[Driver]:
    """One connection for everything the tests look at."""
    store = await Store.open(fast_mongodb, DATABASE, "nobody")
    yield store.driver
    await store.close()


@pytest.fixture
def stage(
    fast_mongodb: str, fast_driver: Driver, launcher: Launcher, monkeypatch: pytest.MonkeyPatch
) -> Stage:
    """Opens worlds: a tenant each, with its people, its Teams and its services."""
    fast = SimpleNamespace(monotonic=lambda: time.monotonic() * SPEED)
    monkeypatch.setattr("teams_bot.tryout.connector.time", fast)  # its rates are those of Teams
    return partial(opened, fast_mongodb, fast_driver, launcher)
