"""What may be remembered about people and work, and what one transaction changes."""

from storage.change.doors import Door, Key
from storage.change.people import COUNTED, Person, Tenant
from storage.change.places import Address, Room
from storage.change.questions import Deflection, Draft, DraftId, Entry, Stopped
from storage.change.safety import About, Act, Report, ReportId, Reveal, Ruling
from storage.change.whole import (
    Change,
    Committed,
    Duplicate,
    Faster,
    Outcome,
    Pace,
    Receipt,
    Silence,
    Unavailable,
    Unconfirmed,
    Week,
)
from storage.change.work import Claimed, Interruption, Job, Policy, Quoting, Work

__all__ = [
    "COUNTED",
    "About",
    "Act",
    "Address",
    "Change",
    "Claimed",
    "Committed",
    "Deflection",
    "Door",
    "Draft",
    "DraftId",
    "Duplicate",
    "Entry",
    "Faster",
    "Interruption",
    "Job",
    "Key",
    "Outcome",
    "Pace",
    "Person",
    "Policy",
    "Quoting",
    "Receipt",
    "Report",
    "ReportId",
    "Reveal",
    "Room",
    "Ruling",
    "Silence",
    "Stopped",
    "Tenant",
    "Unavailable",
    "Unconfirmed",
    "Week",
    "Work",
]
