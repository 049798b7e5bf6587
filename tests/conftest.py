"""What every test may use: a real MongoDB, one database a test."""

import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from storage.embedded import embedded_mongodb
from storage.store import Store
from tests.chaos import figures

# Whatever started the tests may ignore Ctrl-C, as a shell's background jobs do; they send it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The machine may be shared: how long an example takes says nothing about the product.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


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


# ---- who runs what, where several processes run the tests


class ByFile(LoadFileScheduling):
    """A file's tests go to one process, and those of chaos all to one: each fills the machine."""

    def _split_scope(self, nodeid: str) -> str:
        return "chaos" if nodeid.startswith("tests/chaos/") else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Share the tests out."""
    return ByFile(config, log)


# ---- the figures of the chaos tests, from whichever process ran them


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the figures over to the process that prints."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["figures"] = figures.rows()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the figures of a process that is done."""
    figures.add(getattr(node, "workeroutput", {}).get("figures", []))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the figures, also when everything passed."""
    lines = figures.table()
    if lines:
        terminalreporter.section("chaos")
        for line in lines:
            terminalreporter.write_line(line)
