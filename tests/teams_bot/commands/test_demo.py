"""`demo`: a newcomer's first command. It brings everything, and takes it away again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest
from pymongo import MongoClient

from storage.change import Change, Faster, Outcome
from storage.commit import Cause
from storage.driver import connect
from storage.embedded import free_port
from storage.store import Store
from teams_bot.commands import demo, story
from teams_bot.commands.demo import demo_service
from teams_bot.commands.demo_data import QUESTION
from teams_bot.settings import Settings
from teams_bot.tryout.packages import PackagesError
from tests.chaos.speed import real_time
from tests.teams_bot.commands.conftest import ROOT, Run, environment, process

SUNDAY: Final = ("faketime", "2026-11-22 03:00:00")


def told(out: str) -> None:
    """Whether a story is whole: the conversation, then the reasons."""
    lines = out.splitlines()
    assert lines[0] == f"Lena Hartmann: {QUESTION}"
    assert lines[1].startswith("  to Lena Hartmann: Asked ")
    assert sum("has a question for you" in line for line in lines) == 2
    for moment in ("presses Take", "answers: ", "answered your question", "rates it great"):
        assert any(moment in line for line in lines), moment
    assert any("says thank you" in line for line in lines)
    reasons = lines[lines.index("Why these people, and why not the others:") :]
    assert sum(line.startswith("    picked ") for line in reasons) == 2
    assert sum("score " in line and "relevance" in line for line in reasons) == 2
    refusals = {line.split(": ")[1] for line in reasons if line.startswith("    refused ")}
    assert refusals >= {"has not agreed to be asked", "is away"}
    assert any(line.startswith("    counts   read ") for line in reasons)
    assert lines[-1] == "    rated great, minutes saved: 15"


def databases(mongodb: str, prefix: str) -> list[str]:
    with MongoClient[dict[str, Any]](mongodb) as client:
        return [name for name in client.list_database_names() if name.startswith(prefix)]


# ---- one question, printed


def test_one_question_is_played_from_ask_to_rating(run: Run, here: str, mongodb: str) -> None:
    done = run("demo", "--once")
    assert (done.code, done.err) == (0, "")
    told(done.out)
    assert databases(mongodb, f"{os.environ['MONGODB_DATABASE']}_demo_") == []


def test_it_can_be_played_again_and_on_the_other_driver(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONGODB_DRIVER", "motor")
    done = run("demo", "--once")
    assert (done.code, done.err) == (0, "")


def test_with_a_dead_connector_it_says_so_and_ends_with_1(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(story, "SECONDS_TO_DOUBT", 0.2)
    done = run("demo", "--once", "--dead-connector")
    assert done.code == 1
    assert done.out == f"Lena Hartmann: {QUESTION}\n"
    (line,) = done.err.splitlines()
    assert line.startswith("The story broke off: the connector is dead: nothing answers at http:")


def test_on_a_sunday_night_it_plays_with_a_mongodb_of_its_own_and_offers_leave_at_once() -> None:
    done = process("demo", "--once", env=real_time(environment()), before=SUNDAY)
    assert (done.code, done.err) == (0, "")
    told(done.out)
    reasons = [line for line in done.out.splitlines() if line.startswith("    picked ")]
    assert not any("out of hours until" in line for line in reasons)
    assert any("out of hours until 2026-11-23" in line for line in done.out.splitlines())


# ---- the organisation


@pytest.mark.parametrize("told", ["people were not written", "past was not written"])
async def test_what_cannot_be_written_is_no_demo(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    real = Store.commit

    async def slower(store: Store, change: Change, cause: Cause, now: datetime) -> Outcome:
        if bool(change.people) == told.startswith("people"):
            return Faster()
        return await real(store, change, cause, now)

    monkeypatch.setattr(Store, "commit", slower)
    with pytest.raises(TypeError, match=told):
        async with demo_service(settings, page=False):
            raise AssertionError
    driver = await connect(settings.mongodb_uri, settings.mongodb_database)
    await driver.drop()
    await driver.close()


# ---- the page


async def test_the_root_leads_to_the_page(settings: Settings) -> None:
    async with demo_service(settings) as (_, parts), aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{settings.port}/"
        async with session.get(address) as answer:
            assert (answer.status, answer.url.path) == (200, "/tryout/")
        await parts.services.store.driver.drop()


def test_a_page_that_cannot_be_fetched_is_told_in_one_sentence(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing() -> bool:
        raise PackagesError("The try-out page needs Node.js: install it.")

    monkeypatch.setattr(demo, "ensure_page_packages", nothing)
    assert run("demo").trouble == "The try-out page needs Node.js: install it."


def test_a_port_that_is_taken_is_told_in_one_sentence(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetched() -> bool:
        return True

    monkeypatch.setattr(demo, "ensure_page_packages", fetched)
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        done = run("demo")
    assert done.code == 1
    assert done.out == "The try-out page's packages were fetched.\n"
    assert done.err.startswith("Nothing can listen at HOST 127.0.0.1 and PORT ")
    assert len(done.err.splitlines()) == 1


# ---- Ctrl-C


def with_port(port: str) -> list[str]:
    """The command lines of living processes that name a port."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().split(b"\0")
        except OSError:
            continue
        if port.encode() in words:
            found.append(b" ".join(words).decode())
    return found


def of_group(group: int) -> list[int]:
    """The living processes of a group."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = each.read_text().rpartition(") ")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(each.parent.name))
    return found


def test_ctrl_c_on_make_demo_stops_everything_it_started() -> None:
    binaries = Path(sys.executable).parent
    port = free_port()
    running = subprocess.Popen(
        ["make", "--no-print-directory", "-o", ".venv/demo", "demo", f"BIN={binaries}"],
        cwd=ROOT,
        env=environment(PORT=port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = ""
    assert running.stdout is not None
    try:
        for line in running.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        found = re.search(r"MongoDB +mongodb://127\.0\.0\.1:(\d+)/", said)
        assert found
        assert f"Try-out page   http://127.0.0.1:{port}/tryout/" in said
        assert any("mongod" in each for each in with_port(found[1]))
        os.killpg(running.pid, signal.SIGINT)
        _, log = running.communicate(timeout=40)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
    assert "Traceback" not in log
    assert of_group(running.pid) == []
    assert with_port(found[1]) == []


def test_a_demo_that_is_stopped_while_it_starts_leaves_nothing_behind(tmp_path: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "teams_bot", "demo", "--once"],
        cwd=ROOT,
        env=environment(TMPDIR=tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("nanomentor-*/data/mongod.lock")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    running.terminate()
    out, log = running.communicate(timeout=40)
    assert (running.returncode, out) == (130, "")
    assert log == "Stopped before it was done.\n"
    assert list(tmp_path.iterdir()) == []
    assert with_port(str(tmp_path)) == []
