"""`serve` and `worker`: they listen, they log, and they end when they are told to."""

import gc
import json
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest

from matching.thread import ThreadId
from storage.change import Change, Job
from storage.commit import Cause
from storage.embedded import free_port
from storage.store import Store
from teams_bot.commands import serve
from tests.teams_bot.commands.conftest import ROOT, InStore, Run, environment

CANARY: Final = "canary-7391"
SECONDS: Final = 40.0


class Started:
    """A command that lasts, as a process, and what it says."""

    def __init__(self, *command: str, env: dict[str, str]) -> None:
        self.running = subprocess.Popen(
            [sys.executable, "-m", "teams_bot", *command],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def line(self) -> str:
        """The next line it prints."""
        assert self.running.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(self.running.stdout, selectors.EVENT_READ)
            assert ready.select(SECONDS), "it printed nothing"
        return self.running.stdout.readline()

    def ended(self, sent: signal.Signals) -> tuple[int, str]:
        """Its exit code after a signal to its group, and its log."""
        os.killpg(self.running.pid, sent)
        _, log = self.running.communicate(timeout=SECONDS)
        return self.running.returncode, log


@contextmanager
def started(*command: str, **given: object) -> Iterator[Started]:
    process = Started(*command, env=environment(**given))
    try:
        yield process
    finally:
        if process.running.poll() is None:
            process.running.kill()
        process.running.communicate()


@pytest.fixture
def trial(mongodb: str, commands_database: str) -> dict[str, Any]:
    """What a trial on loopback is started with."""
    return {
        "MONGODB_URI": mongodb,
        "MONGODB_DATABASE": commands_database,
        "NANOMENTOR_ANONYMOUS": "1",
        "PORT": free_port(),
        "METRICS_PORT": free_port(),
        "DRAIN_SECONDS": 0,
    }


def answered(address: str, body: bytes | None = None) -> tuple[int, str]:
    request = urllib.request.Request(
        address, data=body, headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_the_service_listens_logs_and_ends_when_told_to(trial: dict[str, Any]) -> None:
    at = f"http://127.0.0.1:{trial['PORT']}"
    with started("serve", **trial) as service:
        assert service.line() == f"Nanomentor listens at {at}/api/messages (Ctrl-C stops it)\n"
        assert answered(f"{at}/livez")[0] == 200
        assert answered(f"{at}/readyz")[0] == 200
        assert answered(f"http://127.0.0.1:{trial['METRICS_PORT']}/metrics")[0] == 200
        activity = json.dumps({"type": "message", "text": CANARY, "serviceUrl": CANARY})
        assert answered(f"{at}/api/messages", activity.encode())[0] == 400
        code, log = service.ended(signal.SIGTERM)
    assert code == 0
    events = [json.loads(line) for line in log.splitlines()]
    assert [each["event"] for each in events] == ["Refused an activity: bad_activity (400)"]
    assert events[0]["reason"] == "bad_activity"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", events[0]["time"])
    assert CANARY not in log


def test_after_sigterm_it_answers_and_is_not_ready_for_a_while_and_takes_no_more_jobs(
    trial: dict[str, Any], in_store: InStore, here: str
) -> None:
    given = {"MicrosoftAppTenantId": here, "DRAIN_SECONDS": 3}
    with started("serve", **trial | given) as service:
        at = f"http://127.0.0.1:{trial['PORT']}"
        service.line()
        assert answered(f"{at}/readyz") == (200, '{"ready": true}')
        os.killpg(service.running.pid, signal.SIGTERM)
        begun = time.monotonic()
        while answered(f"{at}/readyz")[0] == 200:
            assert time.monotonic() - begun < 1
        assert answered(f"{at}/readyz") == (503, '{"ready": false, "why": "draining"}')
        assert answered(f"{at}/livez")[0] == 200
        in_store(_queued)
        time.sleep(1.2)
        assert answered(f"{at}/readyz")[0] == 503
        _, log = service.running.communicate(timeout=SECONDS)
        assert 2.9 < time.monotonic() - begun < 8
    assert (service.running.returncode, log) == (0, "")
    assert in_store(lambda store: store.job_counts()) == {"pending": 1}


def test_ctrl_c_stops_it_at_once(trial: dict[str, Any]) -> None:
    with started("serve", **trial | {"DRAIN_SECONDS": 30}) as service:
        service.line()
        begun = time.monotonic()
        assert service.ended(signal.SIGINT) == (0, "")
        assert time.monotonic() - begun < 8


async def _queued(store: Store) -> None:
    now = await store.time()
    job = Job(key="late", kind="rung", due=now, thread=ThreadId("gone"), payload={"rung": 1})
    await store.commit(Change(jobs=(job,)), Cause(), now)


def test_a_worker_works_until_it_is_told_to_end(trial: dict[str, Any]) -> None:
    with started("worker", **trial) as worker:
        assert worker.line().startswith("Nanomentor works the outbox and the timers")
        assert worker.ended(signal.SIGINT) == (0, "")


def test_ids_that_cannot_be_ids_are_noted_once_and_the_secret_never(
    trial: dict[str, Any],
) -> None:
    given = {
        "MicrosoftAppId": "not-an-id",
        "MicrosoftAppPassword": CANARY,
        "MicrosoftAppTenantId": "contoso.example",
        "NANOMENTOR_ANONYMOUS": "",
    }
    with started("worker", **trial | given) as worker:
        worker.line()
        code, log = worker.ended(signal.SIGTERM)
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert [each.split()[0] for each in events] == ["MicrosoftAppId", "MicrosoftAppTenantId"]
    assert code == 0
    assert CANARY not in log


@pytest.mark.parametrize("taken", ["PORT", "METRICS_PORT"])
def test_a_port_that_is_taken_is_told_in_one_sentence(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch, taken: str
) -> None:
    monkeypatch.setenv("NANOMENTOR_ANONYMOUS", "1")
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setenv("PORT", str(free_port()))
        monkeypatch.setenv(taken, str(other.getsockname()[1]))
        trouble = run("serve").trouble
    assert trouble.startswith("Nothing can listen at HOST 127.0.0.1 and PORT ")
    assert trouble.endswith(": Address already in use. Stop what is there, or set another one.")
    assert ("or METRICS_PORT" in trouble) == (taken == "METRICS_PORT")
    assert len(trouble.splitlines()) == 1


def test_a_host_that_is_not_here_is_told_in_one_sentence(
    run: Run, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {
        "MicrosoftAppId": "11111111-2222-3333-4444-555555555555",
        "MicrosoftAppPassword": "x",
        "HOST": "nowhere.invalid",
        "PORT": str(free_port()),
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    def no_doubts(_: object) -> tuple[str, ...]:
        return ()

    monkeypatch.setattr(serve, "doubts", no_doubts)
    trouble = run("serve").trouble
    assert trouble.startswith("Nothing can listen at HOST nowhere.invalid and PORT ")
    assert "Errno" not in trouble


def test_what_is_loaded_is_no_work_for_the_garbage_collector():
    before = gc.get_threshold()
    try:
        serve.keep_what_is_loaded()
        assert gc.get_freeze_count() > len(gc.get_objects())
        assert gc.get_threshold() == (serve.OBJECTS_A_LOOK, *before[1:])
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
