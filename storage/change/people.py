"""Whoever the service knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from matching.model import PersonId, Record
from matching.skills import SkillId
from matching.sources import Source
from storage.change.places import Address

Tenant = NewType("Tenant", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody the service knows: imported, or having written to it."""

    id: PersonId
    name: str
    imported: bool = False
    active: bool = True
    mail: str = ""
    title: str = ""
    department: str = ""
    location: str = ""
    manager: PersonId | None = None
    source: Source = Source.PEER
    skills_given: Mapping[SkillId, int] = field(default_factory=dict)  # by the import
    skills_own: Mapping[SkillId, int] | None = None  # by the person; wins over the import
    time_zone: str = ""
    hours: str = ""
    languages: tuple[str, ...] = ()
    minutes_per_week: int | None = None
    opted_in: bool = False
    welcomed: bool = False
    away_until: datetime | None = None
    off_duty: bool = False  # at the desk of the call centre, by their own switch
    off_until: datetime | None = None  # when that ends by itself; None: when they switch back
    digest: bool = False  # asked once a day, in one message, by their own choice
    manager_allowed: bool | None = None  # whether the own manager may be asked; None: not said
    blocked: tuple[PersonId, ...] = ()
    address: Address | None = None
    reachable: bool = False
    removed: datetime | None = None  # when the app was last uninstalled
    contract_minutes: int | None = None  # bought altogether; None: not counted
    contract_until: str = ""  # its last day, as 2027-03-31; "": no end
    invited: str = ""  # the mail address that was told what this is
    suspended_until: datetime | None = None  # by a moderator: neither asks nor is asked
    stays_out: bool = False  # said that they are not to be asked, nor asked to join again
    silent_offers: int = 0  # in a row, without a reaction; `storage.commit` alone raises it
    silent_at: datetime | None = None  # when that was raised last; a sign of life leaves it
    go_on_asked: datetime | None = None  # when they were asked last whether to go on
    # kept by `storage.commit` alone, in the transaction that changes the threads:
    apart: tuple[PersonId, ...] = ()  # never brought together again; so it stands with them, too
    open_questions: int = 0  # of this learner, waiting for an answer
    load: int = 0
    served: int = 0  # how often an answer of this person was enough for somebody else
    record: Record = field(default_factory=Record)
    asked_at: tuple[datetime, ...] = ()
    interrupted_at: tuple[datetime, ...] = ()  # by requests and everything else that interrupts
    answered_at: tuple[datetime, ...] = ()
    lines_at: tuple[datetime, ...] = ()  # lines written to learners
    joints_at: tuple[datetime, ...] = ()  # joint answers written

    @property
    def by_mail(self) -> bool:
        """Whether questions reach this person by mail: outside, and not in Teams."""
        return self.source is Source.CONTRACT and bool(self.mail) and self.address is None

    @property
    def skills(self) -> Mapping[SkillId, int]:
        """The skills that count: the person's own list, else the imported one."""
        return self.skills_given if self.skills_own is None else self.skills_own


COUNTED = frozenset(
    (
        *("apart", "open_questions", "load", "served", "record"),
        *("asked_at", "interrupted_at", "answered_at", "lines_at", "joints_at"),
    )
)
