"""What one mentor gave, as they alone may see it: one bounded read, by an index."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from matching.effect import Help, Helped
from matching.model import PersonId
from storage.change import Tenant
from storage.driver import READ_AT_ONCE, Document, Driver

QUESTIONS_READ: Final = 5_000  # that somebody was asked, the newest first
FIELDS: Final[Document] = dict.fromkeys(
    (
        *("learner", "anonymous", "joint.writer", "joint.at"),
        *("follow_ups.sender", "follow_ups.at"),
        *("answers.mentor", "answers.at", "answers.minutes_saved", "answers.thanked"),
    ),
    1,
)


async def help_of(driver: Driver, tenant: Tenant, mentor: PersonId, since: datetime) -> Help:
    """Read what somebody gave on questions asked since then, without any word or rating."""
    query = {"tenant": tenant, "offers.mentor": mentor, "created": {"$gte": since}}
    cursor = driver.collection("threads").find(query, FIELDS).sort("created", -1)
    found = await cursor.limit(QUESTIONS_READ).batch_size(READ_AT_ONCE).to_list(None)
    return Help(
        answers=tuple(each for one in found for each in _answers(one, mentor)),
        lines=tuple(
            each["at"]
            for one in found
            for each in one.get("follow_ups", ())
            if each["sender"] == mentor
        ),
        joints=tuple(at for one in found for at in _joint(one, mentor)),
        whole=len(found) < QUESTIONS_READ,
    )


def _answers(document: Mapping[str, Any], mentor: PersonId) -> Iterable[Helped]:
    unnamed = document.get("anonymous", False)
    for each in document["answers"]:
        if each["mentor"] == mentor:
            yield Helped(
                at=each["at"],
                learner=None if unnamed else PersonId(document["learner"]),
                saved=each.get("minutes_saved"),
                thanked=each.get("thanked", False),
            )


def _joint(document: Mapping[str, Any], mentor: PersonId) -> Iterable[datetime]:
    joint = document.get("joint") or {}
    at = joint.get("at")
    return (at,) if joint.get("writer") == mentor and at is not None else ()
