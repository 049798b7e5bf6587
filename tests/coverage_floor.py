"""Say what the tests covered, and fail where it is too little: matching 100 %, overall 95 %."""

import subprocess
import sys

FLOORS = (("matching", "matching/*", 100), ("overall", "*", 95))
COVERAGE = (sys.executable, "-m", "coverage")


def report(files: str, *options: str) -> str:
    """Give coverage's own report over some files."""
    command = [*COVERAGE, "report", f"--include={files}", "--precision=1", *options]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def gather() -> None:
    """Add what late processes left: without --append it would replace all the rest."""
    subprocess.run([*COVERAGE, "combine", "-q", "--append"], check=False)


def main() -> int:
    """Print one line for each floor; give 1 when one is not reached."""
    gather()
    failed = 0
    for name, files, floor in FLOORS:
        reached = float(report(files, "--format=total"))
        sys.stdout.write(f"branch coverage, {name}: {reached:.1f} % (at least {floor} %)\n")
        if reached < floor:
            failed = 1
            sys.stdout.write(report(files, "-m", "--skip-covered"))
    return failed


if __name__ == "__main__":
    sys.exit(main())
