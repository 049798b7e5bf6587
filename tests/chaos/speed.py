"""Time that runs faster, for mongod and the service alike: Debian's library libfaketime.

Leases by `$$NOW`, the timers of asyncio and every pause of the product run `SPEED` times as fast,
so that minutes of recovery pass in seconds without a switch in the product.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

SPEED = 5
LIBRARY = "faketime/libfaketimeMT.so.1"
PLACES = ("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib")


def real_time(environment: Mapping[str, str]) -> dict[str, str]:
    """Give an environment without what `faketime` adds to it."""
    return {
        name: value
        for name, value in environment.items()
        if name != "LD_PRELOAD" and not name.startswith("FAKETIME")
    }


def fast_environment(ahead: str = "+0") -> dict[str, str]:
    """Give the environment in which a process lives `SPEED` times as fast, or fail in one line.

    What time the tests themselves believe it is makes no difference. `ahead` is how far its clock
    is off, such as `+3600`.
    """
    found = next((each for each in PLACES if Path(each, LIBRARY).exists()), None)
    if found is None:
        pytest.fail("libfaketime is missing: apt-get install faketime", pytrace=False)
    return {
        **real_time(os.environ),
        "LD_PRELOAD": f"{found}/{LIBRARY}",
        "FAKETIME": f"{ahead} x{SPEED}",
        "FAKETIME_NO_CACHE": "1",
    }
