"""What lets somebody in for a while."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matching.model import PersonId


class Door(StrEnum):
    """What a key opens."""

    SIGN_IN = "sign_in"  # a link, once
    CONSOLE = "console"  # a session


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What lets somebody in for a while. Only the digest of its secret is known."""

    id: str
    door: Door
    person: PersonId
    digest: str
    ends: datetime
