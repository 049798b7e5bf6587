"""The command line as an operator meets it: arguments and environment in, words and a code out."""

import asyncio
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from pymongo import MongoClient

from storage.embedded import free_port
from storage.store import Store
from teams_bot.commands.line import main
from teams_bot.settings import SETTINGS, Settings

ROOT: Final = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def trouble(self) -> str:
        """The one sentence of a command that refused."""
        assert self.code == 1
        assert self.out == ""
        assert "Traceback" not in self.err
        return self.err.strip()


Run = Callable[..., Ran]
InStore = Callable[[Callable[[Store], Awaitable[Any]]], Any]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the machine's own configuration."""
    for each in SETTINGS:
        monkeypatch.delenv(each.name, raising=False)


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    names = ("", "teams_bot", "storage", "py.warnings")
    before = {name: logging.getLogger(name).level for name in names}
    yield
    logging.captureWarnings(False)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def running(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as usage:
            code = int(usage.code or 0)
        said = capsys.readouterr()
        return Ran(code=code, out=said.out, err=said.err)

    return running


@pytest.fixture(scope="session")
def commands_database(mongodb: str) -> Iterator[str]:
    """One database for all commands, because making one takes half a second."""
    name = f"test_{secrets.token_hex(6)}"
    yield name
    with MongoClient[dict[str, Any]](mongodb) as client:
        client.drop_database(name)


@pytest.fixture
def here(mongodb: str, commands_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """An environment that names a tenant of this test's own; gives the tenant."""
    tenant = f"tenant-{secrets.token_hex(6)}"
    monkeypatch.setenv("MONGODB_URI", mongodb)
    monkeypatch.setenv("MONGODB_DATABASE", commands_database)
    monkeypatch.setenv("MicrosoftAppTenantId", tenant)
    return tenant


@pytest.fixture
def in_store(mongodb: str, commands_database: str, here: str) -> InStore:
    """Do something in the store of this test, beside the command."""

    def doing(work: Callable[[Store], Awaitable[Any]]) -> Any:
        async def done() -> Any:
            store = await Store.open(mongodb, commands_database, here)
            try:
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(done())

    return doing


@pytest.fixture
def settings(mongodb: str) -> Settings:
    """A demo with a database of its own, which the test drops."""
    return Settings(
        mongodb_uri=mongodb,
        mongodb_database=f"test_{secrets.token_hex(6)}",
        anonymous=True,
        port=free_port(),
    )


def environment(**given: object) -> dict[str, str]:
    """The environment of a real process: without the product's variables, and those of `make`."""
    names = {each.name for each in SETTINGS} | {"ARGS", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS"}
    kept = {name: value for name, value in os.environ.items() if name not in names}
    return kept | {name: str(value) for name, value in given.items()}


def process(
    *arguments: str, env: Mapping[str, str] | None = None, before: tuple[str, ...] = ()
) -> Ran:
    """Run a command as a process of its own, to its end."""
    done = subprocess.run(
        [*before, sys.executable, "-m", "teams_bot", *arguments],
        cwd=ROOT,
        env=dict(env if env is not None else environment()),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)
