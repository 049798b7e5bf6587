"""The command line as a whole: help, usage, and trouble told in one sentence."""

import asyncio
import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

import pytest
from pymongo import MongoClient

from storage import driver
from storage.change import Unconfirmed
from storage.embedded import find_mongod, free_port
from storage.store import Store
from teams_bot.commands import demo, thread
from tests.teams_bot.commands.conftest import ROOT, Run, environment, process

COMMANDS: Final = (
    *(("serve",), ("worker",), ("demo",), ("doctor",), ("report",), ("snapshot",)),
    *(("people", "import"), ("skills", "import"), ("thread", "show"), ("thread", "list")),
    *(("rules", each) for each in ("show", "set", "export", "import", "revert")),
)


@pytest.mark.parametrize("command", [(), ("people",), ("skills",), ("thread",), ("rules",)])
def test_a_command_that_is_not_whole_is_a_usage_error(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command)
    assert done.code == 2
    assert done.err.startswith("usage: python -m teams_bot")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "command",
    [
        ("fly",),
        ("people", "export"),
        ("people", "import"),
        ("rules", "set", "claim_minutes"),
        ("rules", "revert"),
        ("serve", "--port", "80"),
        ("--tenant",),
        ("thread", "show"),
    ],
)
def test_what_is_no_command_is_a_usage_error(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command)
    assert (done.code, done.out) == (2, "")


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"usage: python -m teams_bot{''.join(f' {c}' for c in command)}")
    assert "--tenant" in done.out


def test_the_help_names_every_command(run: Run) -> None:
    told = run("--help").out
    assert all(f"    {noun} " in told for noun, *_ in COMMANDS)


# ---- the environment

SERVING: Final = ("serve", "worker")
LASTING: Final = (*SERVING, "demo")


@pytest.mark.parametrize("command", SERVING)
def test_without_a_database_nothing_is_served(run: Run, command: str) -> None:
    assert run(command).trouble.startswith("MONGODB_URI is not set. Set it to")


@pytest.mark.parametrize(
    "command", [("people", "import", __file__), ("thread", "list"), ("rules", "show")]
)
def test_without_a_database_nothing_is_done(
    run: Run, command: tuple[str, ...], tmp_path: Path
) -> None:
    if command[0] == "people":
        (tmp_path / "people.csv").write_text("id,name\nana,Ana\n")
        command = ("people", "import", str(tmp_path / "people.csv"))
    assert run(*command).trouble.startswith("MONGODB_URI is not set.")


@pytest.mark.parametrize("command", SERVING)
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "MicrosoftAppId, MicrosoftAppPassword"),
        ({"NANOMENTOR_ANONYMOUS": "1", "HOST": "0.0.0.0"}, "NANOMENTOR_ANONYMOUS=1 is allowed"),
        ({"NANOMENTOR_ANONYMOUS": "maybe"}, "NANOMENTOR_ANONYMOUS is 1 or empty"),
        ({"PORT": "seventy"}, "PORT is a port from 1 to 65535, not 'seventy'."),
        ({"METRICS_PORT": "70000"}, "METRICS_PORT is a port"),
        ({"NANOMENTOR_ANONYMOUS": "1", "MONGODB_DRIVER": "odm"}, "MONGODB_DRIVER is pymongo or"),
        ({"NANOMENTOR_ANONYMOUS": "1", "MONGODB_DATABASE": "a b"}, "MONGODB_DATABASE is a name"),
        (
            {"NANOMENTOR_ANONYMOUS": "1", "PUBLIC_URL": "http://a.example"},
            "PUBLIC_URL is an https",
        ),
        ({"NANOMENTOR_ANONYMOUS": "1", "MONGODB_URI": "postgres://a"}, "MONGODB_URI is not a"),
        (
            {"NANOMENTOR_ANONYMOUS": "1", "MONGODB_URI": "mongodb://a:b@c:d@e/"},
            "MONGODB_URI is not a",
        ),
        ({"MicrosoftAppType": "Managed"}, "MicrosoftAppType is SingleTenant or MultiTenant"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, dict) else None,
)
def test_a_wrong_environment_is_told_in_one_sentence(  # noqa: PLR0917 - fixtures and a row
    run: Run,
    here: str,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    given: dict[str, str],
    told: str,
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    trouble = run(command).trouble
    assert trouble.startswith(told)
    assert len(trouble.splitlines()) == 1


@pytest.mark.parametrize("command", [("doctor",), ("thread", "list"), ("demo", "--once")])
def test_a_wrong_environment_is_told_by_every_command(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("PORT", "0")
    assert run(*command).trouble == "PORT is a port from 1 to 65535, not '0'."


# ---- the database


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A mongod that is no replica set."""
    folder, port = tmp_path_factory.mktemp("standalone"), free_port()
    running = subprocess.Popen(
        [
            *(str(find_mongod()), "--dbpath", str(folder), "--port", str(port)),
            *("--bind_ip", "127.0.0.1", "--nounixsocket", "--wiredTigerCacheSizeGB", "0.25"),
            *("--logpath", str(folder / "log")),
        ],
        stdout=subprocess.DEVNULL,
    )
    uri = f"mongodb://127.0.0.1:{port}/"
    try:
        with MongoClient[dict[str, Any]](uri) as client:
            client.admin.command("ping")
        yield uri
    finally:
        running.terminate()
        running.wait(timeout=20)


@pytest.mark.parametrize(
    "command", [("serve",), ("worker",), ("thread", "list"), ("demo", "--once")]
)
def test_a_standalone_mongod_is_refused(
    run: Run, standalone: str, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("MONGODB_URI", standalone)
    monkeypatch.setenv("NANOMENTOR_ANONYMOUS", "1")
    assert run(*command).trouble == (
        "This MongoDB is a standalone server. Transactions need a replica set: start mongod "
        "with --replSet and run rs.initiate() once."
    )


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_a_database_that_does_not_answer_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast("dict[str, Any]", driver.OPTIONS), "serverSelectionTimeoutMS", 200)
    monkeypatch.setenv("MONGODB_URI", f"mongodb://ana:canary@127.0.0.1:{free_port()}/")
    trouble = run("thread", "list").trouble
    gc.collect()  # pymongo leaves the socket of the attempt it gave up to the collector
    assert trouble.startswith("No MongoDB answers at MONGODB_URI: ")
    assert "canary" not in trouble
    assert len(trouble.splitlines()) == 1


def test_a_database_that_fails_in_the_middle_is_told(run: Run, here: str, mongodb: str) -> None:
    run("thread", "list")
    fault = {
        "configureFailPoint": "failCommand",
        "mode": "alwaysOn",
        "data": {
            "failCommands": ["aggregate", "find"],
            "errorCode": 13,
            "appName": "nanomentor",
            "namespace": f"{os.environ['MONGODB_DATABASE']}.threads",
        },
    }
    with MongoClient[dict[str, Any]](mongodb) as client:
        client.admin.command(fault)
        try:
            trouble = run("thread", "list").trouble
        finally:
            client.admin.command({"configureFailPoint": "failCommand", "mode": "off"})
    assert trouble.startswith("MongoDB did not answer in time, or refused. Run")


def test_a_write_that_is_not_confirmed_is_told(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unconfirmed(*_: object, **__: object) -> None:
        raise Unconfirmed("nobody knows")

    monkeypatch.setattr(Store, "publish_rules", unconfirmed)
    trouble = run("rules", "set", "claim_minutes", "45").trouble
    assert trouble.startswith("MongoDB did not answer in time, or refused. Run")


# ---- interrupted


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_a_command_that_is_interrupted_says_so_and_closes_what_it_opened(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch, sent: signal.Signals
) -> None:
    closed = []

    async def interrupted(*_: object) -> int:
        os.kill(os.getpid(), sent)
        try:
            await asyncio.sleep(20)
        finally:
            closed.append(True)
        return 0

    monkeypatch.setattr(thread, "list_threads", interrupted)
    done = run("thread", "list")
    assert (done.code, done.out, done.err) == (130, "", "Stopped before it was done.\n")
    assert closed == [True]


def test_who_reads_no_further_is_not_shown_a_traceback(mongodb: str) -> None:
    piped = f"{sys.executable} -m teams_bot demo --once | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {piped}"],
        cwd=ROOT,
        env=environment(MONGODB_URI=mongodb),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1


# ---- as real processes


def test_a_process_that_cannot_start_says_why_and_ends_with_1() -> None:
    done = process("serve")
    assert done.trouble.startswith("MONGODB_URI is not set.")


def test_an_import_works_as_a_process(
    mongodb: str, commands_database: str, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("id,name,skills\nana,Ana,excel:4\n", encoding="utf-8")
    env = environment(MONGODB_URI=mongodb, MONGODB_DATABASE=commands_database)
    done = process("--tenant", f"as-{tmp_path.name}", "people", "import", str(file), env=env)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("1 added")


def test_an_option_of_the_address_that_mongodb_does_not_know_is_a_warning_on_one_line(
    mongodb: str, commands_database: str
) -> None:
    env = environment(MONGODB_URI=f"{mongodb}&colour=blue", MONGODB_DATABASE=commands_database)
    done = process("thread", "list", env=env)
    assert done.code == 0
    (line,) = done.err.splitlines()
    assert "Unknown option: colour" in line


def test_the_demo_shows_no_password() -> None:
    assert demo._without_password("mongodb://a:b@c/?x=y") == "mongodb://c/?x=y"
    assert demo._without_password("mongodb://c/?x=y") == "mongodb://c/?x=y"
