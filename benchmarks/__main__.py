"""`python -m benchmarks [--quick | --full] [SECTION …]`: every benchmark, and results.json.

Each section is a program of its own that ends by itself and prints JSON; its table and how far it
is are on standard error. One that fails is told at the end, and the others are there all the same.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("results.json")
QUICK: Final = ("--quick",)
WHOLE: Final = ()

Arguments = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One benchmark: what it answers, and with which arguments it is run."""

    name: str
    asks: str
    quick: Arguments = QUICK  # all sections in under five minutes
    usual: Arguments = QUICK
    full: Arguments = WHOLE
    seconds: float = 1800.0  # after which it is stopped
    tells: bool = True  # prints a table of its own

    @property
    def module(self) -> str:
        """The program."""
        return f"benchmarks.{self.name}"


SECTIONS: Final = (
    Section(name="turns", asks="What does a turn cost?", usual=WHOLE),
    Section(name="flat", asks="Does a choice cost the same in a large company?", seconds=7200.0),
    Section(name="assignment", asks="Several questions waiting: how good, how long?"),
    Section(name="world", asks="Who is asked over weeks, and who too often?", tells=False),
    Section(name="waits", asks="Are the promised waits true?", usual=WHOLE),
    Section(
        name="month",
        asks="Who waits, and who is worn out, with and without ladder and budgets?",
        seconds=6 * 3600.0,
    ),
)


class NotMeasuredError(Exception):
    """A section gave no result; the text says why."""


def measured(section: Section, arguments: Arguments) -> Any:
    """Run a section; give what it found."""
    command = [sys.executable, "-m", section.module, *arguments, "--json"]
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, text=True, timeout=section.seconds, check=False
        )
    except subprocess.TimeoutExpired as trouble:
        raise NotMeasuredError(f"it was stopped after {section.seconds:g} s") from trouble
    try:
        found = json.loads(done.stdout)
    except ValueError as trouble:
        raise NotMeasuredError(f"it ended with {done.returncode} and no result") from trouble
    if done.returncode:
        raise NotMeasuredError(f"it ended with {done.returncode}")
    return found


def run(sections: Sequence[Section], mode: str, results: Mapping[str, Any]) -> dict[str, Any]:
    """Run sections one after the other; the results of those not run stay as they are."""
    found = dict(results)
    for each in sections:
        arguments: Arguments = getattr(each, mode)
        print(f"\n== {each.name}: {each.asks}", file=sys.stderr, flush=True)
        try:
            found[each.name] = measured(each, arguments)
            if not each.tells:
                print(*lines(found[each.name]), sep="\n", file=sys.stderr)
        except NotMeasuredError as trouble:
            found[each.name] = {"failed": str(trouble)}
    return found


def lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Write figures by name, one line a name."""
    for name, figures in found.items():
        cells = figures.items() if isinstance(figures, Mapping) else [("", figures)]
        shown = (f"{key} {value:.3f}" for key, value in cells if isinstance(value, int | float))
        yield f"{name:14} " + "  ".join(shown)


def kept(file: Path) -> dict[str, Any]:
    """Read the results there are; of sections that are known."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {each.name: found[each.name] for each in SECTIONS if each.name in found}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen sections and write results.json; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="all without one")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", dest="mode", action="store_const", const="quick", default="usual")
    how.add_argument("--full", dest="mode", action="store_const", const="full")
    chosen = parser.parse_args(arguments)
    known = {each.name: each for each in SECTIONS}
    if unknown := [each for each in chosen.sections if each not in known]:
        parser.error(f"{unknown[0]!r} is none of {', '.join(known)}.")
    sections = [known[each] for each in chosen.sections] or SECTIONS
    found = run(sections, chosen.mode, kept(FILE))
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    failed = {each.name: found[each.name] for each in sections if "failed" in found[each.name]}
    for name, why in failed.items():
        print(f"{name} failed: {why['failed']}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
