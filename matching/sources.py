"""Where helpers come from: Masie's five kinds."""

from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """Where a mentor comes from (Masie's five kinds of helpers)."""

    PEER = "peer"
    MANAGER = "manager"
    CONTRACT = "contract"
    CALL_CENTRE = "call_centre"
    CROWD = "crowd"


COLLEAGUES: Final = frozenset({Source.PEER, Source.MANAGER})  # a manager is also a peer of others
