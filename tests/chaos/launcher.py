"""Starts the real service in processes of its own, with crash points only these tests know.

`python -m tests.chaos.launcher` imports the product once and forks a process for every line it
reads; so a start takes a fraction of a second. In the fork every call of storage and of the
courier becomes a crash point, and then the ordinary command line runs: the product has no switch.

A line on standard input is `{"start": NUMBER, "arguments": [...], "environment": {...}, "log":
PATH, "points": PATH, "arm": WHEN, "at": POINT, "signal": NUMBER}` or `{"pid": PID, "signal":
NUMBER}`; the end of the input ends everything that was started. A line on standard output is
`{"start": NUMBER, "pid": PID}` or `{"pid": PID, "ended": STATUS}`.
"""

import contextlib
import ctypes
import fcntl
import inspect
import json
import os
import select
import signal
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from matching.skills import Skill
from matching.thread import Thread
from storage.change import Job, Person
from storage.codec import values
from storage.driver import PyMongoDriver
from storage.store import Store
from teams_bot.bot import read_activity
from teams_bot.commands.line import main
from teams_bot.courier import Courier
from teams_bot.guard import Guard
from teams_bot.messages import MESSAGES
from teams_bot.timers import TIMERS

DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
READS = frozenset({"find_one", "find", "count_documents", "aggregate", "command"})
FROM_THE_START = "start"


# ---- the points


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose calls these are: a turn, a job, a claim. Points are counted in each by itself."""

    name: str
    job: str = ""
    numbered: bool = True
    counts: Counter[str] = field(default_factory=Counter)


NOWHERE = Scope(name="")  # the idle loop: its calls come and go with the clock
scope: ContextVar[Scope] = ContextVar("scope", default=NOWHERE)


@dataclass(slots=True, kw_only=True)
class Points:
    """The points that are passed once something has been received, and the one to stop at."""

    arm: str
    at: str
    signal: int
    record: int
    armed: bool = False
    seen: set[str] = field(default_factory=set)

    def arm_on(self, what: str) -> None:
        self.armed = self.armed or what == self.arm

    def pass_by(self, name: str) -> None:
        """Pass a point: the first time it is written down, and the chosen one is the last."""
        here = scope.get()
        if not self.armed or here is NOWHERE:
            return
        here.counts[name] += 1
        number = here.counts[name]
        label = f"{here.name}: {name}" + (f" #{number}" if here.numbered and number > 1 else "")
        if label in self.seen:
            return
        self.seen.add(label)
        os.write(self.record, f"{label}\n".encode())
        if label == self.at:
            os.kill(os.getpid(), self.signal)


def install(points: Points) -> None:
    """Make every call of storage and of the courier a point, in this process."""
    _storage(points)
    _courier(points)
    _turns(points)
    _jobs(points)


def _storage(points: Points) -> None:
    collection = PyMongoDriver.collection
    aggregate = PyMongoDriver.aggregate
    command = PyMongoDriver.command
    transaction = PyMongoDriver.transaction

    def watched(driver: PyMongoDriver, name: str) -> Any:
        return _Watched(points, name, collection(driver, name))

    async def aggregated(driver: PyMongoDriver, name: str, *rest: Any, **more: Any) -> Any:
        points.pass_by(f"{name}.aggregate")
        return await aggregate(driver, name, *rest, **more)

    async def commanded(driver: PyMongoDriver, *rest: Any, **more: Any) -> Any:
        points.pass_by("command")
        return await command(driver, *rest, **more)

    async def transacted(driver: PyMongoDriver, work: Callable[[Any], Awaitable[Any]]) -> Any:
        async def worked(session: Any) -> Any:
            done = await work(session)
            points.pass_by("before the commit")
            return done

        points.pass_by("before the transaction")
        done = await transaction(driver, worked)
        points.pass_by("after the commit")
        return done

    PyMongoDriver.collection = watched
    PyMongoDriver.aggregate = aggregated
    PyMongoDriver.command = commanded
    PyMongoDriver.transaction = transacted


class _Watched:
    """A collection or a cursor whose calls are points."""

    def __init__(self, points: Points, name: str, watched: Any) -> None:
        self._points = points
        self._name = name
        self._watched = watched

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._watched, method)
        if not callable(found):
            return found
        reading = self._name.rpartition(".")[2] in READS  # a cursor, named after its collection
        name = self._name if reading else f"{self._name}.{method}"

        def call(*arguments: Any, **options: Any) -> Any:
            given = found(*arguments, **options)
            if inspect.isawaitable(given):
                return self._waited(name, given, reads=reading or method in READS)
            return _Watched(self._points, name, given)

        return call

    async def _waited(self, name: str, given: Awaitable[Any], *, reads: bool) -> Any:
        self._points.pass_by(name)
        done = await given
        if not reads:
            self._points.pass_by(f"after {name}")
        return done

    def __aiter__(self) -> Any:
        return self._watched.__aiter__()


def _courier(points: Points) -> None:
    for name in ("send", "update", "delete"):
        setattr(Courier, name, _spoken(points, name, getattr(Courier, name)))


def _spoken(points: Points, name: str, speak: Callable[..., Awaitable[Any]]) -> Any:
    async def spoken(courier: Courier, *arguments: Any) -> Any:
        *where, last = arguments
        if scope.get().job and isinstance(last, Mapping):  # so that the ledger knows which it is
            last = {**last, "channelData": {"job": scope.get().job}}
        points.pass_by(f"before the request ({name})")
        delivery = await speak(courier, *where, last)
        points.pass_by(f"after the request ({name})")
        return delivery

    return spoken


def _turns(points: Points) -> None:
    admit = Guard.admit

    async def admitted(guard: Guard, request: Any) -> Any:
        raw = await admit(guard, request)
        kind = raw["type"]
        if kind == "invoke":
            kind = raw["value"]["action"]["verb"]
        points.arm_on(kind)
        scope.set(Scope(name=kind))
        points.pass_by("received")
        return raw

    Guard.admit = admitted


def _jobs(points: Points) -> None:
    for kind, message in MESSAGES.items():
        MESSAGES[kind] = replace(message, draw=_drawn(message.draw))
    for kind, timer in TIMERS.items():
        TIMERS[kind] = _timed(kind, timer)
    for name in ("claim", "reserve", "recover"):
        setattr(Store, name, _looped(points, name, getattr(Store, name)))


def _drawn(draw: Callable[..., Awaitable[Any]]) -> Any:
    async def drawn(services: Any, job: Any) -> Any:
        scope.set(Scope(name=job.kind, job=job.key))
        return await draw(services, job)

    return drawn


def _timed(kind: str, timer: Callable[..., Awaitable[None]]) -> Any:
    async def timed(services: Any, claimed: Any) -> None:
        scope.set(Scope(name=kind))
        await timer(services, claimed)

    return timed


def _looped(points: Points, name: str, call: Callable[..., Awaitable[Any]]) -> Any:
    async def looped(store: Store, *arguments: Any) -> Any:
        before = scope.set(Scope(name=name, numbered=False))
        try:
            done = await call(store, *arguments)
        finally:
            scope.reset(before)
        for each in done if name == "claim" else ():
            points.arm_on(each.job.kind)
        return done

    return looped


# ---- the processes


def _warm() -> None:
    """Do once what every process would do at its first activity, so that none has to."""
    for kind in (Job, Person, Skill, Thread):
        values._adapter(kind)
    read_activity({"type": "message", "timestamp": "2026-11-22T03:00:00Z"})


def _child(order: Mapping[str, Any]) -> int:
    """Become the service."""
    ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for each in (1, 2):
        os.dup2(log, each)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(order["environment"])
    record = os.open(order["points"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    install(
        Points(
            arm=order["arm"],
            at=order["at"],
            signal=order["signal"],
            record=record,
            armed=order["arm"] == FROM_THE_START,
        )
    )
    return main(order["arguments"])


def _fork(order: Mapping[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        code = _child(order)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - whatever it was, it must not go on as a launcher
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def serve() -> None:
    """Start and stop processes as the standard input says; leave none behind."""
    _warm()
    woken, wake = os.pipe()
    for each in (woken, wake):
        fcntl.fcntl(each, fcntl.F_SETFL, os.O_NONBLOCK)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    alive: set[int] = set()
    waiting = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 4096)
            for pid, status in _ended(alive):
                alive.discard(pid)
                _tell({"pid": pid, "ended": status})
        if 0 not in ready:
            continue
        read = os.read(0, 65536)
        if not read:
            break
        *lines, waiting = (waiting + read).split(b"\n")
        for line in lines:
            _follow(json.loads(line), alive)
    for pid in alive:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _follow(order: Mapping[str, Any], alive: set[int]) -> None:
    if "start" in order:
        pid = _fork(order)
        alive.add(pid)
        _tell({"start": order["start"], "pid": pid})
    elif order["pid"] in alive:
        os.kill(order["pid"], order["signal"])


def _ended(alive: set[int]) -> Iterator[tuple[int, int]]:
    for pid in tuple(alive):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            yield pid, os.waitstatus_to_exitcode(status)


def _tell(news: Mapping[str, Any]) -> None:
    os.write(1, json.dumps(news).encode() + b"\n")


if __name__ == "__main__":
    serve()
