"""What the daily snapshot costs at each size: `python -m benchmarks.snapshot [--sizes 1000,…]`.

Organisations are written straight into a MongoDB of its own (`benchmarks.crowd`); then a process
of its own takes the snapshot, as the worker's does. Prints a table and writes snapshot.json.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.crowd import NOW, Crowd, fill
from storage.embedded import embedded_mongodb
from storage.store import Store
from teams_bot import texts

FILE: Final = Path(__file__).with_name("snapshot.json")
SIZES: Final = (1_000, 10_000, 100_000)
TENANT: Final = "acme"
COLUMNS: Final = (
    ("people", "people"),
    ("ties", "ties"),
    ("questions", "questions"),
    ("unread", "unread"),
    ("seconds", "seconds"),
    ("cpu_seconds", "CPU s"),
    ("opened_mb", "MB before"),
    ("peak_mb", "MB peak"),
    ("pivots", "pivots"),
    ("connected", "of"),
    ("document_kb", "kB kept"),
)


async def take(uri: str, size: int) -> dict[str, Any]:
    """Take the snapshot of an organisation and keep it; what a process of its own does."""
    store = await Store.open(uri, _database(size), TENANT)
    opened, cpu = _peak_mb(), time.process_time()
    found = await store.take_snapshot(NOW, texts.ERASED)
    cpu = time.process_time() - cpu
    await store.keep_snapshot(found, instead=True)
    sizes = await store.driver.aggregate(
        "snapshots",
        [{"$match": {"tenant": TENANT}}, {"$project": {"size": {"$bsonSize": "$$ROOT"}}}],
    )
    await store.close()
    return {
        "people": found.covers.people,
        "ties": found.covers.ties,
        "questions": found.covers.questions,
        "unread": found.covers.ties_unread + found.covers.questions_unread,
        "seconds": found.seconds,
        "cpu_seconds": cpu,
        "opened_mb": opened,
        "peak_mb": _peak_mb(),
        "pivots": found.graph.pivots,
        "connected": found.graph.connected,
        "document_kb": sizes[0]["size"] / 1000,
    }


def measured(size: int) -> dict[str, Any]:
    """Write one organisation and take its snapshot in another process."""
    with (
        tempfile.TemporaryDirectory(prefix="nanomentor-snapshot-") as folder,
        embedded_mongodb(Path(folder)) as uri,
    ):
        asyncio.run(_written(uri, size))
        command = [sys.executable, "-m", "benchmarks.snapshot", "--take", uri, str(size)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def table(found: Sequence[Mapping[str, Any]]) -> str:
    """Write the results for people."""
    lines = ["".join(f"{title:>11}" for _, title in COLUMNS)]
    lines += ["".join(f"{round(each[name], 1):>11,}" for name, _ in COLUMNS) for each in found]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.snapshot", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="how many people")
    parser.add_argument("--take", nargs=2, metavar=("URI", "SIZE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.take:
        uri, size = chosen.take
        print(json.dumps(asyncio.run(take(uri, int(size)))))
        return 0
    found = [measured(int(each)) for each in chosen.sizes.split(",")]
    print(table(found))
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


async def _written(uri: str, size: int) -> None:
    store = await Store.open(uri, _database(size), TENANT)
    await fill(store.driver, Crowd(size, TENANT))
    await store.close()


def _database(size: int) -> str:
    return f"snapshot_{size}"


def _peak_mb() -> float:
    """Read the most this program ever held; `getrusage` would count whoever started it, too."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    sys.exit(main())
