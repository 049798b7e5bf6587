"""Say what the tests covered, and fail where it is too little: matching 100 %, overall 95 %."""

import subprocess
import sys

FLOORS = (("matching", "matching/*", 100), ("overall", "*", 95))


def main() -> int:
    """Print one line for each floor; give 1 when one is not reached."""
    subprocess.run([sys.executable, "-m", "coverage", "combine", "-q"], check=False)
    failed = 0
    for name, files, floor in FLOORS:
        report = [sys.executable, "-m", "coverage", "report", f"--include={files}"]
        done = subprocess.run([*report, "--format=total", "--precision=1"], capture_output=True, text=True, check=True)
        reached = float(done.stdout)
        print(f"branch coverage, {name}: {reached:.1f} % (at least {floor} %)")
        if reached < floor:
            failed = 1
            print(subprocess.run([*report, "-m", "--skip-covered"], capture_output=True, text=True, check=True).stdout)
    return failed


if __name__ == "__main__":
    sys.exit(main())
