"""Own types to documents and back. Only here are field names of documents known.

Documents are written plainly (dataclass fields by name) and read back through pydantic, which
checks every field against the type.
"""

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter
from pymongo import UpdateOne

from matching.contract import ends_at, minutes_left
from matching.eligibility import capacity_of
from matching.hours import WorkingHours, parse_hours
from matching.model import Candidate, PersonId, Record, Tie
from matching.rules import Rules
from matching.skills import SkillId
from matching.sources import COLLEAGUES, Source
from matching.thread import Thread
from matching.verdicts import Verdicts
from storage.change import COUNTED, Claimed, Job, Person, Tenant, Work

Kind = TypeVar("Kind")

ASKED_KEPT: Final = 100  # newest requests remembered per person; as many as `asks_per_day` takes
ANSWERED_KEPT: Final = 200

# What the index entries of helpers from outside the peers begin with, as the server works it out.
_KEY_OF_SOURCE: Final[Mapping[str, Any]] = {
    "$cond": [
        {"$in": ["$source", sorted(COLLEAGUES)]},
        "",
        {"$concat": ["$source", "|"]},
    ]
}
# The same as `skill_keys`, as the server works it out.
SKILL_KEYS: Final[Mapping[str, Any]] = {
    "$map": {
        "input": {"$objectToArray": {"$ifNull": ["$skills_own", "$skills_given"]}},
        "in": {"$concat": [_KEY_OF_SOURCE, "$$this.k", ":", {"$toString": "$$this.v"}]},
    }
}


def key(tenant: Tenant, identity: str) -> str:
    """Make a document id: unique per tenant, also when the collection is sharded."""
    return f"{tenant}:{identity}"


def keys_after(tenant: Tenant, identity: str) -> dict[str, str]:
    """Make the range of a tenant's document ids above one: an index scan that ends at the last.

    >>> keys_after(Tenant("acme"), "ana")
    {'$gt': 'acme:ana', '$lt': 'acme;'}
    """
    return {"$gt": key(tenant, identity), "$lt": f"{tenant};"}  # ";" is what follows ":"


def plain(value: Any) -> Any:
    """Turn a value into what BSON knows: dataclasses to documents, enums to their values."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | datetime):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(each) for each in value)
    return [plain(each) for each in value]


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read(kind: type[Kind], document: Mapping[str, Any]) -> Kind:
    """Read a value of `kind` from a document; fields the type does not have are ignored."""
    found: Kind = _adapter(cast(Hashable, kind)).validate_python(document)
    return found


def document_of(tenant: Tenant, value: Any) -> dict[str, Any]:
    """Make the whole document of a value that has an `id`."""
    whole: dict[str, Any] = plain(value)
    return {"_id": key(tenant, whole["id"]), "tenant": tenant, **whole}


def thread_document(tenant: Tenant, thread: Thread) -> dict[str, Any]:
    """Make the document of a thread; for indexes `live` names who holds a live offer.

    `posted` names the sources at whose places the question stands, where there are any.
    """
    live = sorted({each.mentor for each in thread.live_offers})
    posted = sorted({each.source.value for each in thread.postings if each.open})
    stands = {"posted": posted} if posted else {}
    return {**document_of(tenant, thread), "live": live, **stands}


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


def skill_keys(person: Person) -> list[str]:
    """Make the index entries of a person's skills, one a skill: `pivot-tables:4`.

    An index on them finds the best levels first by equality alone, whatever the company's size.
    """
    return [
        skill_key(skill, level, person.source) for skill, level in sorted(person.skills.items())
    ]


def skill_key(skill: SkillId, level: int, source: Source = Source.PEER) -> str:
    """Make one index entry; those of a source beyond the peers stand apart.

    >>> skill_key(SkillId("sap"), 4), skill_key(SkillId("sap"), 4, Source.CONTRACT)
    ('sap:4', 'contract|sap:4')
    """
    return f"{'' if source in COLLEAGUES else f'{source}|'}{skill}:{level}"


def field_of(skill: SkillId) -> str:
    """Make the name of a field for a skill; MongoDB takes no dot and no dollar in one.

    >>> field_of(SkillId("asp.net")), skill_of(field_of(SkillId("a%2e$.")))
    ('asp%2enet', 'a%2e$.')
    """
    return skill.replace("%", "%25").replace(".", "%2e").replace("$", "%24")


def skill_of(name: str) -> SkillId:
    """Read the skill back from the name of its field."""
    return SkillId(name.replace("%24", "$").replace("%2e", ".").replace("%25", "%"))


def job_document(tenant: Tenant, job: Job, order: int) -> dict[str, Any]:
    """Make the document of a new job."""
    whole: dict[str, Any] = plain(job)
    identity = whole.pop("key")
    return {
        "_id": key(tenant, identity),
        "tenant": tenant,
        "key": identity,
        **whole,
        "lane": job.lane,
        "order": order,
        "state": Work.PENDING.value,
        "attempts": 0,
        "ambiguous": 0,
        "fence": 0,
    }


def claimed(document: Mapping[str, Any]) -> Claimed:
    """Read a leased job."""
    return Claimed(
        job=read(Job, document),
        id=document["_id"],
        owner=document["owner"],
        fence=document["fence"],
        attempts=document["attempts"],
        ambiguous=document["ambiguous"],
        unsent=document.get("unsent", 0),
    )


def held(tenant: Tenant, leased: Claimed) -> dict[str, Any]:
    """Make the filter that only a job still leased by this holder meets."""
    return {
        "_id": leased.id,
        "tenant": tenant,
        "state": Work.LEASED.value,
        "owner": leased.owner,
        "fence": leased.fence,
    }


def candidate_of(document: Mapping[str, Any], rules: Rules, now: datetime) -> Candidate:
    """Read a person as the choice sees one."""
    minutes = document["minutes_per_week"]
    per_week = rules.default_minutes_per_week if minutes is None else minutes
    week_ago = now - timedelta(days=7)
    answers = sum(each > week_ago for each in document["answered_at"])
    zone = document["time_zone"] or rules.default_time_zone
    left = minutes_left(
        document.get("contract_minutes"),
        document["record"].get("answered", 0) + document["load"],
        rules.minutes_per_question,
    )
    return Candidate(
        id=PersonId(document["id"]),
        source=Source(document["source"]),
        skills=_skills(document["skill_keys"]),
        languages=frozenset(document["languages"]),
        hours=_hours(
            document["hours"] or rules.default_hours,
            zone,
        ),
        team=document["department"],
        manager=document["manager"],
        active=document["active"] and document["imported"],
        opted_in=document["opted_in"] or not rules.ask_consent,
        reachable=document["reachable"],
        away_until=document["away_until"],
        off_duty=document["source"] == Source.CALL_CENTRE and document.get("off_duty", False),
        load=document["load"],
        capacity=_capacity(capacity_of(per_week, rules), document["load"], left, rules),
        asked_at=tuple(document["asked_at"]),
        minutes_used=answers * rules.minutes_per_question,
        minutes_per_week=per_week,
        blocked=frozenset((*document["blocked"], *document.get("apart", ()))),
        suspended_until=document.get("suspended_until"),
        record=Record(**document["record"]),
        asks=sum(each > week_ago for each in document["asked_at"]),
        verdicts=verdicts_of(document),
        contract_ends=ends_at(document.get("contract_until", ""), zone),
        contract_left=left,
    )


def verdicts_of(document: Mapping[str, Any]) -> dict[SkillId, Verdicts]:
    """Read the ratings of a person's answers, by skill."""
    return {
        skill_of(name): Verdicts(rated=each["rated"], points=each["points"])
        for name, each in document.get("verdicts", {}).items()
    }


def _capacity(usual: int, load: int, left: int | None, rules: Rules) -> int:
    """Let nobody hold more requests than their contract has minutes for."""
    if left is None:
        return usual
    return max(0, min(usual, load + left // rules.minutes_per_question))


@lru_cache(maxsize=4096)
def _hours(text: str, zone: str) -> WorkingHours:
    return parse_hours(text, zone)


def _skills(keys: list[str]) -> dict[SkillId, int]:
    return dict(map(_skill, keys))


@lru_cache(maxsize=16384)
def _skill(key: str) -> tuple[SkillId, int]:
    skill, _, level = key.rpartition(":")
    return skill_in(skill), int(level)


def skill_in(key: str) -> SkillId:
    """Read the skill of an index entry without its level.

    >>> skill_in("sap"), skill_in("contract|sap")
    ('sap', 'sap')
    """
    source, _, skill = key.partition("|")
    return SkillId(skill if skill and source in set(Source) else key)


def tie_of(document: Mapping[str, Any]) -> Tie:
    """Read past help between two people."""
    return Tie(
        learner=document["learner"],
        mentor=document["mentor"],
        answered=document["answered"],
        rating_points=document["rating_points"],
        rated=document["rated"],
        at=document.get("at"),
    )
