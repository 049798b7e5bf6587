"""`make sabotage`: break one line at a time in a copy, and see that the tests that guard it notice.

Each row is a fault that a tired colleague could make. The copy is thrown away; a fault that no
test notices makes the command fail.
"""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent.parent
AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line made wrong, and the tests that must turn red."""

    name: str
    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


FAULTS: Final = (
    Fault(
        name="capacity ignored when an offer is written",
        file="storage/commit/loads.py",
        right='where["load"] = {"$lte"',
        wrong='where["ignored"] = {"$lte"',
        tests=("tests/storage",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the tests made of one fault."""

    fault: Fault
    red: bool
    seconds: float
    by: str


def main() -> int:
    """Try every fault; print the table; give 1 when one was not noticed."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        rows = list(pool.map(attempt, FAULTS))
    width = max(len(row.fault.name) for row in rows)
    for row in rows:
        mark = "red  " if row.red else "GREEN"
        sys.stdout.write(f"{mark}  {row.fault.name:<{width}}  {row.seconds:5.1f} s  {row.by}\n")
    missed = sum(not row.red for row in rows)
    sys.stdout.write(f"{len(rows)} faults, {len(rows) - missed} noticed, {missed} not\n")
    return 1 if missed else 0


def attempt(fault: Fault) -> Found:
    """Break one line in a copy and run the tests that guard it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="sabotage-") as folder:
        copy = Path(folder) / "copy"
        _copy(copy)
        file = copy / fault.file
        text = file.read_text(encoding="utf-8")
        if text.count(fault.right) != 1:
            raise SystemExit(f"{fault.file} holds {fault.right!r} {text.count(fault.right)} times.")
        file.write_text(text.replace(fault.right, fault.wrong), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *fault.tests],
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    by = failed[0].split(" - ")[0].removeprefix("FAILED ") if failed else ""
    return Found(
        fault=fault,
        red=done.returncode == 1 and bool(failed),
        seconds=time.monotonic() - began,
        by=by,
    )


def _copy(to: Path) -> None:
    """Copy what git knows of the tree, and link the installed page packages."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = HERE / name
        if source.is_file():
            target = to / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    for packages in HERE.glob("*/**/node_modules"):
        if ".venv" not in packages.parts and "node_modules" not in packages.parent.parts:
            (to / packages.relative_to(HERE)).symlink_to(packages)


if __name__ == "__main__":
    sys.exit(main())
