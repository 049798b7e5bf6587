"""How long a job rests before it is tried again. Pure: a pause follows from the job alone.

What Teams asks for in Retry-After is the courier's to read, and comes on top of it.
"""

from typing import Final
from zlib import crc32

from storage.change import Claimed

LONGEST_SECONDS: Final = 900.0
AGAIN_LIMIT: Final = 24  # Teams declined: about four hours
UNSENT_LIMIT: Final = 650  # nothing had left: about four hours of an outage
UNSENT_SOON: Final = 17  # tries of the first minute of an outage
SOON: Final = (2.0, 5.0)  # seconds between those
LATER: Final = (15.0, 30.0)  # and from then on


def after_attempt(leased: Claimed) -> float:
    """Give the seconds to rest after a fault of ours, or when Teams declined: ever longer."""
    return float(min(2**leased.attempts, LONGEST_SECONDS))


def after_outage(leased: Claimed) -> float:
    """Give the seconds to rest when nothing left this machine.

    Such a try costs nobody anything, so it is not put off for long; jobs are spread, so that they
    do not all come back at the same moment.
    """
    low, high = SOON if leased.unsent < UNSENT_SOON else LATER
    share = crc32(f"{leased.id}:{leased.unsent}".encode()) / 2**32
    return low + (high - low) * share
