"""The processes of a run: each is started, watched and stopped by its own id."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import aiohttp

SECONDS_TO_START: Final = 40.0
SECONDS_TO_STOP: Final = 20.0
POLL_SECONDS: Final = 0.005


class NotStartedError(Exception):
    """A process did not come up; the text is the end of its log."""


class Started:
    """A process, its start, and the end of its log."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        self.at = time.perf_counter()
        self.popen = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            env=_environment(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )

    @property
    def rss_mb(self) -> float | None:
        """Resident memory in MB, where the system tells."""
        status = Path(f"/proc/{self.popen.pid}/status")
        lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
        found = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
        return int(found[0]) / 1024 if found else None

    @property
    def cpu_seconds(self) -> float | None:
        """Processor time used so far, where the system tells."""
        stat = Path(f"/proc/{self.popen.pid}/stat")
        if not stat.exists():
            return None
        fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def line(self) -> str:
        """Read one line of its output."""
        pipe = _pipe(self.popen.stdout)
        async with asyncio.timeout(SECONDS_TO_START):
            line = await asyncio.to_thread(pipe.readline)
        if not line:
            raise NotStartedError(self.log())
        return line.decode()

    def say(self, line: str) -> None:
        """Write one line to its input."""
        pipe = _pipe(self.popen.stdin)
        pipe.write(f"{line}\n".encode())
        pipe.flush()

    async def ready(self, port: int) -> float:
        """Wait until `/readyz` says 200; give the seconds since the start."""
        async with aiohttp.ClientSession() as session:
            while time.perf_counter() < self.at + SECONDS_TO_START:
                if self.popen.poll() is not None:
                    break
                if await _is_ready(session, port):
                    return time.perf_counter() - self.at
                await asyncio.sleep(POLL_SECONDS)
        raise NotStartedError(self.log())

    def log(self) -> str:
        """Give the end of what it wrote to its log."""
        self._log.seek(0)
        return self._log.read().decode(errors="replace")[-2000:]

    def stop(self) -> None:
        """Stop it kindly, then firmly."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        try:
            self.popen.wait(timeout=SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        for pipe in (self.popen.stdin, self.popen.stdout, self._log):
            if pipe is not None:
                pipe.close()


@contextmanager
def started(arguments: Sequence[str], environment: Mapping[str, str]) -> Iterator[Started]:
    """Run `python -m …` for as long as the context lasts."""
    process = Started(arguments, environment)
    try:
        yield process
    finally:
        process.stop()


async def until_stopped() -> None:
    """Wait for SIGTERM; what the programs of this package end by."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopped.set)
    await stopped.wait()


async def _is_ready(session: aiohttp.ClientSession, port: int) -> bool:
    try:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            return answer.ok
    except aiohttp.ClientError:
        return False


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    """Take this process's environment without a configuration that may lie in it."""
    foreign = ("MicrosoftApp", "MONGODB_", "NANOMENTOR_", "METRICS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "NANOMENTOR_ANONYMOUS": "1", "HOST": "127.0.0.1", **own}


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise NotStartedError("the process has no pipe")
    return pipe
