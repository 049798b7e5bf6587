"""The daily snapshot of who helps whom and what is missing: taken, kept, read.

===============  ==================================================================================
module           what it does
===============  ==================================================================================
`kept`           the document of a day, its retention, what is left when somebody is forgotten
`taking`         the bounded read of a whole organisation, page by page
===============  ==================================================================================
"""

from storage.snapshots.kept import (
    KEPT_DAYS,
    Covers,
    Snapshot,
    has,
    keep,
    newest,
    of_day,
    taking_part,
    without,
)
from storage.snapshots.taking import take

__all__ = [
    "KEPT_DAYS",
    "Covers",
    "Snapshot",
    "has",
    "keep",
    "newest",
    "of_day",
    "take",
    "taking_part",
    "without",
]
