"""People: somebody new, and what of somebody differs."""

from typing import Any, Final

from pymongo import UpdateOne

from storage.change import COUNTED, Person, Tenant
from storage.codec.skills import SKILL_KEYS, skill_keys
from storage.codec.values import document_of, key, plain

ASKED_KEPT: Final = 100  # newest requests remembered per person
LINES_KEPT: Final = 600  # three to an answer
JOINTS_KEPT: Final = 100
INTERRUPTED_KEPT: Final = 200  # twice what `interruptions_per_day` takes: some are planned ahead
ANSWERED_KEPT: Final = 200


def person_document(tenant: Tenant, person: Person) -> dict[str, Any]:
    """Make the document of somebody new."""
    return {**document_of(tenant, person), "skill_keys": skill_keys(person)}


def person_write(tenant: Tenant, before: Person, after: Person) -> UpdateOne | None:
    """Write the fields of a person that differ, if any; what only the count may change is left.

    Where skills differ, the index entries are made by the server from what it then holds: somebody
    else may have changed the other list of skills meanwhile.
    """
    where = {"_id": key(tenant, after.id), "tenant": tenant}
    old, new = plain(before), plain(after)
    changed = {
        name: value for name, value in new.items() if name not in COUNTED and old[name] != value
    }
    if not changed:
        return None
    if not changed.keys() & {"skills_own", "skills_given", "source"}:
        more = [each for each in after.blocked if each not in before.blocked]
        if not set(before.blocked) <= set(after.blocked) or not more:
            return UpdateOne(where, {"$set": changed})
        del changed["blocked"]  # somebody else may be added meanwhile
        added = {"$addToSet": {"blocked": {"$each": more}}}
        return UpdateOne(where, added | ({"$set": changed} if changed else {}))
    values = {name: {"$literal": value} for name, value in changed.items()}
    return UpdateOne(where, [{"$set": values}, {"$set": {"skill_keys": SKILL_KEYS}}])
