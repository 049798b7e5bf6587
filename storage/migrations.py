"""Collections, validators and indexes, as numbered steps that run once each, in order.

A step never changes after it was released: the next change is the next number.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from pymongo import IndexModel
from pymongo.errors import OperationFailure

from matching.sources import COLLEAGUES
from matching.thread import ThreadId
from storage import names
from storage.change import Job
from storage.codec import LINES_KEPT, SKILL_KEYS, job_document
from storage.driver import Document, Driver, NotUsable, server_time, told_in_one_sentence

Step = Callable[[Driver], Awaitable[None]]
ALREADY_EXISTS: Final = 48
NO_SUCH_INDEX: Final = 27

ANY_CASE: Final = {"locale": "en", "strength": 2}  # as a collation: Ana is ana

TEXT: Final = {"bsonType": "string"}
WHEN: Final = {"bsonType": "date"}
COUNT: Final = {"bsonType": ["int", "long"], "minimum": 0}
LIST: Final = {"bsonType": "array"}
BYTES: Final = {"bsonType": "binData"}


def _shape(**needed: Mapping[str, Any]) -> Document:
    return {
        "$jsonSchema": {
            "bsonType": "object",
            "required": ["_id", "tenant", *needed],
            "properties": {"_id": TEXT, "tenant": TEXT, **needed},
        }
    }


_FIRST_SHAPES: Final[Mapping[str, Document]] = {
    "people": _shape(
        id=TEXT,
        name=TEXT,
        imported={"bsonType": "bool"},
        active={"bsonType": "bool"},
        source={"enum": ["peer", "manager", "contract", "call_centre", "crowd"]},
        opted_in={"bsonType": "bool"},
        reachable={"bsonType": "bool"},
        skill_keys={"bsonType": "array", "items": TEXT},
        load=COUNT,
    ),
    "threads": _shape(
        id=TEXT,
        learner=TEXT,
        text=TEXT,
        created=WHEN,
        revision=COUNT,
        rung=COUNT,
        state={"enum": ["open", "taken", "answered", "closed", "unanswered", "cancelled"]},
        offers=LIST,
        live=LIST,
        answers=LIST,
        shortlists=LIST,
    ),
    "jobs": _shape(
        key=TEXT,
        kind=TEXT,
        due=WHEN,
        order=COUNT,
        attempts=COUNT,
        ambiguous=COUNT,
        fence=COUNT,
        policy={"enum": ["repeat", "once"]},
        state={"enum": ["pending", "leased", "done", "uncertain", "dead", "cancelled"]},
    ),
    "inbox": _shape(at=WHEN),
    "drafts": _shape(id=TEXT, person=TEXT, parts=LIST, created=WHEN),
    "skills": _shape(id=TEXT, label=TEXT, synonyms=LIST),
    "rules": _shape(version=COUNT, who=TEXT, when=WHEN, why=TEXT, values={"bsonType": "object"}),
    "ties": _shape(learner=TEXT, mentor=TEXT, answered=COUNT),
    "lanes": _shape(),
}

Index = tuple[str, Sequence[tuple[str, int]], Mapping[str, Any]]
DAY: Final = 86400

_FIRST_INDEXES: Final[Sequence[Index]] = (
    ("people", (("tenant", 1), ("skill_keys", 1)), {}),
    ("people", (("tenant", 1), ("answered_at", -1)), {}),
    ("threads", (("tenant", 1), ("learner", 1), ("created", -1)), {}),
    ("threads", (("tenant", 1), ("learner", 1), ("origin", 1)), {}),
    ("threads", (("tenant", 1), ("live", 1), ("created", -1)), {}),
    ("threads", (("tenant", 1), ("offers.mentor", 1), ("created", -1)), {}),
    ("threads", (("tenant", 1), ("created", -1)), {}),
    ("threads", (("tenant", 1), ("state", 1), ("id", 1)), {}),
    ("threads", (("tenant", 1), ("state", 1), ("live", 1)), {}),
    # what is due, in order; the kinds and conversations that are passed over are so in the index
    (
        "jobs",
        (("tenant", 1), ("state", 1), ("due", 1), ("order", 1), ("kind", 1), ("lane", 1)),
        {},
    ),
    ("jobs", (("tenant", 1), ("to", 1), ("sent_id", 1)), {}),
    # at most one message of a conversation is on its way
    (
        "jobs",
        (("tenant", 1), ("lane", 1)),
        {
            "unique": True,
            "partialFilterExpression": {"state": "leased", "lane": {"$type": "string"}},
        },
    ),
    ("jobs", (("ended", 1),), {"expireAfterSeconds": 30 * DAY}),
    ("inbox", (("tenant", 1), ("person", 1)), {}),
    ("inbox", (("at", 1),), {"expireAfterSeconds": 3 * DAY}),
    ("drafts", (("created", 1),), {"expireAfterSeconds": 7 * DAY}),
    ("drafts", (("tenant", 1), ("person", 1)), {}),
    ("rules", (("tenant", 1), ("version", -1)), {"unique": True}),
    ("skills", (("tenant", 1), ("id", 1)), {"unique": True}),
    ("skills", (("tenant", 1), ("stamp", -1)), {}),
    ("ties", (("tenant", 1), ("learner", 1), ("mentor", 1)), {"unique": True}),
    ("ties", (("tenant", 1), ("mentor", 1)), {}),
    ("lanes", (("tenant", 1), ("not_before", 1)), {}),
    ("lanes", (("tat", 1),), {"expireAfterSeconds": DAY}),
)

_EVIDENCE_SHAPES: Final[Mapping[str, Document]] = {
    "evidence": _shape(edition=COUNT, person=TEXT, skill=TEXT),
}
_EVIDENCE_INDEXES: Final[Sequence[Index]] = (
    # the best by decayed answers, first: `storage.evidence.documents.rank`
    ("evidence", (("tenant", 1), ("edition", 1), ("skill", 1), ("rank", -1)), {}),
    ("evidence", (("tenant", 1), ("person", 1), ("skill", 1)), {}),  # what an answer changes
    ("threads", (("tenant", 1), ("answers.position", 1)), {}),
)

# holds whom a rank belongs to, so that the best are named without looking at a document
_CHAMPIONS: Final[Index] = (
    "evidence",
    (("tenant", 1), ("edition", 1), ("skill", 1), ("rank", -1), ("person", 1)),
    {},
)

_WEIGHTS_SHAPES: Final[Mapping[str, Document]] = {
    "weights": _shape(number=COUNT, version={"bsonType": "object"}, when=WHEN),
}
_WEIGHTS_INDEXES: Final[Sequence[Index]] = (
    ("weights", (("tenant", 1), ("number", -1)), {"unique": True}),
)

SNAPSHOTS_KEPT_DAYS: Final = 90
_SNAPSHOT_SHAPES: Final[Mapping[str, Document]] = {
    "snapshots": _shape(day=TEXT, at=WHEN, seconds={"bsonType": ["double", "int"]}),
}
_SNAPSHOT_INDEXES: Final[Sequence[Index]] = (
    ("snapshots", (("tenant", 1), ("day", -1)), {"unique": True}),
    ("snapshots", (("at", 1),), {"expireAfterSeconds": SNAPSHOTS_KEPT_DAYS * DAY}),
    ("ties", (("tenant", 1), ("at", -1)), {}),  # the latest help of everybody
    ("ties", (("tenant", 1), ("learner", 1), ("at", -1)), {}),  # and of one learner
)

_DEFLECTION_SHAPES: Final[Mapping[str, Document]] = {
    "deflections": _shape(id=TEXT, person=TEXT, mentor=TEXT, day=TEXT),
}
_DEFLECTION_INDEXES: Final[Sequence[Index]] = (
    ("deflections", (("tenant", 1), ("day", 1), ("truly", 1)), {}),  # counted by day
    ("deflections", (("tenant", 1), ("person", 1)), {}),
)

_NAME_INDEXES: Final[Sequence[Index]] = (
    ("people", (("tenant", 1), ("name", 1)), {"collation": ANY_CASE}),
    ("people", (("tenant", 1), ("mail", 1)), {"collation": ANY_CASE}),
)
_OUTSIDE_SHAPES: Final[Mapping[str, Document]] = {
    "name_words": _shape(word=TEXT),
    "keys": _shape(key=TEXT),
}
_OUTSIDE_INDEXES: Final[Sequence[Index]] = (
    (
        "people",
        (("tenant", 1), ("source", 1), ("id", 1)),
        {"partialFilterExpression": {"source": "contract"}},
    ),
)
_WAITS_SHAPES: Final[Mapping[str, Document]] = {
    "waits": _shape(number=COUNT, table={"bsonType": "object"}, when=WHEN),
}
_WAITS_INDEXES: Final[Sequence[Index]] = (
    ("waits", (("tenant", 1), ("number", -1)), {"unique": True}),
)
_SAFETY_SHAPES: Final[Mapping[str, Document]] = {
    "off_limits": _shape(version=COUNT, who=TEXT, when=WHEN, why=TEXT, topics=LIST),
    "stopped": _shape(day=TEXT, topic=TEXT, at=WHEN),
    "reports": _shape(
        id=TEXT,
        thread=TEXT,
        about={"enum": ["question", "answer", "line", "thanks"]},
        reporter=TEXT,
        reported=TEXT,
        words=TEXT,
        at=WHEN,
        kept_until=WHEN,
        ruling={"enum": [None, "keep", "remove", "warn", "suspend"]},
    ),
    "audit": _shape(number=COUNT, at=WHEN, who=TEXT, what=TEXT, before=TEXT, hash=TEXT),
    "roles": _shape(role=TEXT, people=LIST),
}
STOPPED_KEPT_DAYS: Final = 400
_SAFETY_INDEXES: Final[Sequence[Index]] = (
    ("off_limits", (("tenant", 1), ("version", -1)), {"unique": True}),
    ("stopped", (("tenant", 1), ("day", 1)), {}),
    ("stopped", (("at", 1),), {"expireAfterSeconds": STOPPED_KEPT_DAYS * DAY}),
    ("reports", (("tenant", 1), ("ruling", 1), ("at", 1)), {}),
    ("reports", (("tenant", 1), ("at", -1)), {}),
    ("reports", (("tenant", 1), ("reporter", 1)), {}),
    ("reports", (("kept_until", 1),), {"expireAfterSeconds": 0}),
    ("audit", (("tenant", 1), ("number", -1)), {"unique": True}),
)
_ROOM_SHAPES: Final[Mapping[str, Document]] = {
    "rooms": _shape(
        id=TEXT,
        kind={"enum": ["channel", "groupChat"]},
        service_url=TEXT,
        bot=TEXT,
        team=TEXT,
        name=TEXT,
        seen=WHEN,
        used={"bsonType": "bool"},
        skills={"bsonType": "array", "items": TEXT},
    ),
}
_ROOM_INDEXES: Final[Sequence[Index]] = (("rooms", (("tenant", 1), ("team", 1)), {}),)

_DESK_SHAPES: Final[Mapping[str, Document]] = {
    "sessions": _shape(
        id=TEXT, door={"enum": ["sign_in", "console"]}, person=TEXT, digest=TEXT, ends=WHEN
    ),
}
_DESK_INDEXES: Final[Sequence[Index]] = (
    ("sessions", (("tenant", 1), ("person", 1)), {}),
    ("sessions", (("ends", 1),), {"expireAfterSeconds": 0}),
    # the few who work at a desk, and the few questions that stand somewhere, oldest first
    (
        "people",
        (("tenant", 1), ("source", 1), ("id", 1)),
        {"partialFilterExpression": {"source": "call_centre"}, "name": "desk"},
    ),
    (
        "threads",
        (("tenant", 1), ("posted", 1), ("created", 1)),
        {"partialFilterExpression": {"posted": {"$exists": True}}},
    ),
)

_MISSED_INDEXES: Final[Sequence[Index]] = (
    # open questions that passed the desk by, oldest first
    (
        "threads",
        (("tenant", 1), ("shortlists.source", 1), ("created", 1)),
        {
            "partialFilterExpression": {"state": "open", "shortlists.source": "call_centre"},
            "name": "missed",
        },
    ),
)

_CROWD_INDEXES: Final[Sequence[Index]] = (
    ("rooms", (("tenant", 1), ("used", 1), ("id", 1)), {}),
    ("threads", (("tenant", 1), ("postings.place", 1), ("state", 1), ("created", -1)), {}),
)

_JOINT_REPORT_SHAPES: Final[Mapping[str, Document]] = {
    "reports": _shape(
        id=TEXT,
        thread=TEXT,
        about={"enum": ["question", "answer", "line", "thanks", "joint", "objection"]},
        reporter=TEXT,
        reported=TEXT,
        words=TEXT,
        at=WHEN,
        kept_until=WHEN,
        ruling={"enum": [None, "keep", "remove", "warn", "suspend"]},
    ),
}

REVEALS_KEPT_DAYS: Final = 730
_REVEAL_SHAPES: Final[Mapping[str, Document]] = {
    "reveals": _shape(id=TEXT, thread=TEXT, learner=TEXT, who=TEXT, login=TEXT, why=TEXT, at=WHEN),
}
_REVEAL_INDEXES: Final[Sequence[Index]] = (
    ("reveals", (("tenant", 1), ("thread", 1), ("at", 1)), {}),
    ("reveals", (("tenant", 1), ("learner", 1)), {}),
    ("reveals", (("at", 1),), {"expireAfterSeconds": REVEALS_KEPT_DAYS * DAY}),
    # how many work at one place in one department: `storage.few`
    ("people", (("tenant", 1), ("department", 1), ("location", 1), ("active", 1)), {}),
    ("threads", (("tenant", 1), ("learner", 1), ("anonymous", 1)), {}),  # who ever asked by name
)

_DIGEST_INDEXES: Final[Sequence[Index]] = (
    # what waits on a skill, the oldest first; only open questions have the field
    (
        "threads",
        (("tenant", 1), ("waiting", 1), ("created", 1)),
        {"partialFilterExpression": {"waiting": {"$exists": True}}},
    ),
    # the few who chose to be asked once a day
    (
        "people",
        (("tenant", 1), ("digest", 1), ("id", 1)),
        {"partialFilterExpression": {"digest": True}},
    ),
)

_QUOTE_INDEXES: Final[Sequence[Index]] = (
    # which messages show a question among others; only digests have the field
    (
        "jobs",
        (("tenant", 1), ("quotes", 1)),
        {"partialFilterExpression": {"quotes": {"$exists": True}}},
    ),
)

_VECTOR_SHAPES: Final[Mapping[str, Document]] = {
    "vectors": _shape(
        thread=TEXT,
        encoder=TEXT,
        position={"bsonType": ["int", "long"]},  # answers from before the evidence lie below 0
        phrasings={
            "bsonType": "array",
            "items": {
                "bsonType": "object",
                "required": ["mark", "vector"],
                "properties": {"mark": BYTES, "vector": BYTES},
            },
        },
    ),
}
_VECTOR_INDEXES: Final[Sequence[Index]] = (
    # what no start reads any more: read by night only
    ("vectors", (("tenant", 1), ("encoder", 1)), {}),
    ("vectors", (("tenant", 1), ("position", 1)), {}),
)

VALIDATORS: Final[Mapping[str, Document]] = {
    **_FIRST_SHAPES,
    **_EVIDENCE_SHAPES,
    **_WEIGHTS_SHAPES,
    **_SNAPSHOT_SHAPES,
    **_DEFLECTION_SHAPES,
    **_OUTSIDE_SHAPES,
    **_WAITS_SHAPES,
    **_SAFETY_SHAPES,
    **_ROOM_SHAPES,
    **_DESK_SHAPES,
    **_REVEAL_SHAPES,
    **_JOINT_REPORT_SHAPES,
    **_VECTOR_SHAPES,
}
INDEXES: Final[Sequence[Index]] = (
    *_FIRST_INDEXES,
    *_EVIDENCE_INDEXES[1:],
    _CHAMPIONS,
    *_WEIGHTS_INDEXES,
    *_SNAPSHOT_INDEXES,
    *_DEFLECTION_INDEXES,
    *_NAME_INDEXES,
    *_OUTSIDE_INDEXES,
    *_WAITS_INDEXES,
    *_SAFETY_INDEXES,
    *_ROOM_INDEXES,
    *_DESK_INDEXES,
    *_MISSED_INDEXES,
    *_CROWD_INDEXES,
    *_REVEAL_INDEXES,
    *_DIGEST_INDEXES,
    *_QUOTE_INDEXES,
    *_VECTOR_INDEXES,
)


async def _first(driver: Driver) -> None:
    for name, validator in _FIRST_SHAPES.items():
        await _collection(driver, name, validator)
        await _indexes(driver, name, _FIRST_INDEXES)


async def _second(driver: Driver) -> None:
    """Add the indexes of the auditor's reads."""
    await _indexes(driver, "threads", _FIRST_INDEXES)


async def _third(driver: Driver) -> None:
    """Count the open questions of learners who asked before there was a counter."""
    people = driver.collection("people")
    none = {"open_questions": {"$exists": False}}
    await people.update_many(none, {"$set": {"open_questions": 0}})
    by_learner = {"_id": {"tenant": "$tenant", "learner": "$learner"}, "count": {"$sum": 1}}
    waiting = {"state": {"$in": ["open", "taken"]}}
    for each in await driver.aggregate("threads", [{"$match": waiting}, {"$group": by_learner}]):
        tenant, learner = each["_id"]["tenant"], each["_id"]["learner"]
        await people.update_one(
            {"_id": f"{tenant}:{learner}", "tenant": tenant},
            {"$set": {"open_questions": each["count"]}},
        )


async def _fourth(driver: Driver) -> None:
    """Make room for evidence; `evidence rebuild` fills it from the threads there are."""
    await _collection(driver, "evidence", _EVIDENCE_SHAPES["evidence"])
    for name in ("evidence", "threads"):
        await _indexes(driver, name, _EVIDENCE_INDEXES)


async def _fifth(driver: Driver) -> None:
    """Let the index of ranks hold the person; the one without goes."""
    await _indexes(driver, "evidence", (_CHAMPIONS,))
    _, keys, _ = _EVIDENCE_INDEXES[0]
    try:
        await driver.collection("evidence").drop_index(list(keys))
    except OperationFailure as trouble:
        if trouble.code != NO_SUCH_INDEX:
            raise


async def _weights(driver: Driver) -> None:
    """Make room for the versions of the weights of relevance."""
    await _collection(driver, "weights", _WEIGHTS_SHAPES["weights"])
    await _indexes(driver, "weights", _WEIGHTS_INDEXES)


async def _snapshots(driver: Driver) -> None:
    """Make room for the daily snapshots, and let ties be read from the latest on."""
    await _collection(driver, "snapshots", _SNAPSHOT_SHAPES["snapshots"])
    for name in ("snapshots", "ties"):
        await _indexes(driver, name, _SNAPSHOT_INDEXES)


async def _deflections(driver: Driver) -> None:
    """Make room for questions that past answers solved."""
    await _collection(driver, "deflections", _DEFLECTION_SHAPES["deflections"])
    await _indexes(driver, "deflections", _DEFLECTION_INDEXES)


async def _sources(driver: Driver) -> None:
    """Let helpers beyond the peers be found apart from them, and people by name and mail."""
    others = {"source": {"$nin": sorted(COLLEAGUES)}}
    await driver.collection("people").update_many(others, [{"$set": {"skill_keys": SKILL_KEYS}}])
    await _indexes(driver, "people", _NAME_INDEXES)


async def _outside(driver: Driver) -> None:
    """Know the words of names, and the key of links; find contract mentors."""
    for name, validator in _OUTSIDE_SHAPES.items():
        await _collection(driver, name, validator)
    await _indexes(driver, "people", _OUTSIDE_INDEXES)
    await names.know_everybody(driver)


async def _waits(driver: Driver) -> None:
    """Make room for the tables of waits."""
    await _collection(driver, "waits", _WAITS_SHAPES["waits"])
    await _indexes(driver, "waits", _WAITS_INDEXES)


async def _safety(driver: Driver) -> None:
    """Make room for what is off limits and for reports; note blocked pairs at both ends."""
    for name, shape in _SAFETY_SHAPES.items():
        await _collection(driver, name, shape)
    for name in dict.fromkeys(name for name, _, _ in _SAFETY_INDEXES):
        await _indexes(driver, name, _SAFETY_INDEXES)
    people = driver.collection("people")
    fields = {"tenant": 1, "id": 1, "blocked": 1}
    async for each in people.find({"blocked.0": {"$exists": True}}, fields):
        pairs = [(each["id"], other) for other in each["blocked"]]
        for one, other in (*pairs, *(pair[::-1] for pair in pairs)):
            await people.update_one(
                {"_id": f"{each['tenant']}:{one}", "tenant": each["tenant"]},
                {"$addToSet": {"apart": other}},
            )


async def _rooms(driver: Driver) -> None:
    """Make room for the channels and group chats the bot is in."""
    await _collection(driver, "rooms", _ROOM_SHAPES["rooms"])
    await _indexes(driver, "rooms", _ROOM_INDEXES)


async def _desk(driver: Driver) -> None:
    """Make room for sessions, and let a desk's people and questions be found."""
    await _collection(driver, "sessions", _DESK_SHAPES["sessions"])
    for name in ("sessions", "people", "threads"):
        await _indexes(driver, name, _DESK_INDEXES)


async def _crowds(driver: Driver) -> None:
    """Let the rooms questions are posted to be found, and what stands there."""
    rooms = driver.collection("rooms")
    await rooms.update_many({"used": {"$exists": False}}, {"$set": {"used": False, "skills": []}})
    for name in ("rooms", "threads"):
        await _indexes(driver, name, _CROWD_INDEXES)


async def _reveals(driver: Driver) -> None:
    """Make room for who was shown who asked, and let small groups be counted."""
    await _collection(driver, "reveals", _REVEAL_SHAPES["reveals"])
    for name in ("reveals", "people", "threads"):
        await _indexes(driver, name, _REVEAL_INDEXES)


async def _interruptions(driver: Driver) -> None:
    """Count the requests of before on the daily budget, and call its rule by its new name."""
    none = {"interrupted_at": {"$exists": False}}
    asked = {"$set": {"interrupted_at": {"$ifNull": ["$asked_at", []]}}}
    await driver.collection("people").update_many(none, [asked])
    old = {"values.asks_per_day": {"$exists": True}}
    renamed = {"$rename": {"values.asks_per_day": "values.interruptions_per_day"}}
    await driver.collection("rules").update_many(old, renamed)


async def _minutes(driver: Driver) -> None:
    """Count the lines and joint answers that mentors gave before these were counted."""
    people = driver.collection("people")
    none = {"lines_at": {"$exists": False}}
    await people.update_many(none, {"$set": {"lines_at": [], "joints_at": []}})
    line = {"sender": "$follow_ups.sender", "at": "$follow_ups.at"}
    joint = {"sender": "$joint.writer", "at": "$joint.at"}
    asked = {"$in": ["$given.sender", "$offers.mentor"]}
    some = {"$match": {"follow_ups.0": {"$exists": True}}}
    for name, given, first in (
        ("lines", line, [some, {"$unwind": "$follow_ups"}]),
        ("joints", joint, [{"$match": {"joint.at": {"$type": "date"}}}]),
    ):
        who = {"tenant": "$tenant", "person": "$given.sender"}
        counted = {"_id": who, "times": {"$push": "$given.at"}}
        shown = {"tenant": 1, "offers.mentor": 1, "given": given}
        steps = [*first, {"$project": shown}, {"$match": {"$expr": asked}}, {"$group": counted}]
        for each in await driver.aggregate("threads", steps):
            tenant, person = each["_id"]["tenant"], each["_id"]["person"]
            times = sorted(each["times"])
            kept = {f"{name}_at": times[-LINES_KEPT:], f"record.{name}": len(times)}
            await people.update_one(
                {"_id": f"{tenant}:{person}", "tenant": tenant}, {"$set": kept}
            )


async def _wholes(driver: Driver) -> None:
    """Put the counters of a person's skills beside the totals: one document tells it all."""
    person = {each: f"${each}" for each in ("tenant", "edition", "person")}
    escaped: Document | str = "$skill"
    for sign, code in (("%", "%25"), (".", "%2e"), ("$", "%24")):  # as `codec.field_of` has it
        literal = {"$literal": sign}
        escaped = {"$replaceAll": {"input": escaped, "find": literal, "replacement": code}}
    counter = {"k": escaped, "v": ["$answers", "$value", "$at"]}
    edition = {"$toString": "$_id.edition"}
    whole = {"$concat": ["$_id.tenant", ":", edition, ":", "$_id.person", ">"]}
    newer = {"$ifNull": ["$skills", "$$new.skills"]}
    pipeline: Sequence[Document] = (
        {"$match": {"person": {"$gt": ""}, "skill": {"$gt": ""}}},
        {"$group": {"_id": person, "skills": {"$push": counter}}},
        {"$project": {"_id": whole, "skills": {"$arrayToObject": "$skills"}}},
        {
            "$merge": {
                "into": "evidence",
                "whenMatched": [{"$set": {"skills": newer}}],
                "whenNotMatched": "discard",
            }
        },
    )
    await driver.command(
        {"aggregate": "evidence", "pipeline": pipeline, "cursor": {}, "allowDiskUse": True}
    )


async def _joint_reports(driver: Driver) -> None:
    """Let joint answers and objections to them be reported."""
    await _collection(driver, "reports", _JOINT_REPORT_SHAPES["reports"])


async def _missed(driver: Driver) -> None:
    """Let open questions be found that passed the desk by."""
    await _indexes(driver, "threads", _MISSED_INDEXES)


async def _endings(driver: Driver) -> None:
    """Let questions that were answered before there was a timer be closed, a week from now on."""
    due = await server_time(driver) + timedelta(days=7)
    fields = {"tenant": 1, "id": 1, "answers.id": 1}
    answered = driver.collection("threads").find({"state": "answered"}, fields)
    async for each in answered:
        rest = f"rest:{each['answers'][-1]['id']}"
        job = Job(key=rest, kind="rest", due=due, thread=ThreadId(each["id"]))
        made = job_document(each["tenant"], job, 0)
        await driver.collection("jobs").update_one(
            {"_id": made["_id"]}, {"$setOnInsert": made}, upsert=True
        )


async def _digests(driver: Driver) -> None:
    """Let open questions be found by what they are about, and who is asked once a day."""
    topics = {"$map": {"input": {"$objectToArray": "$skills"}, "in": "$$this.k"}}
    without = {"state": "open", "waiting": {"$exists": False}}
    await driver.collection("threads").update_many(without, [{"$set": {"waiting": topics}}])
    for name in ("threads", "people"):
        await _indexes(driver, name, _DIGEST_INDEXES)


async def _quotes(driver: Driver) -> None:
    """Let the messages be found that show a question among others."""
    await _indexes(driver, "jobs", _QUOTE_INDEXES)


async def _vectors(driver: Driver) -> None:
    """Make room for the vectors of answered phrasings; whoever starts next encodes them."""
    await _collection(driver, "vectors", _VECTOR_SHAPES["vectors"])
    await _indexes(driver, "vectors", _VECTOR_INDEXES)


async def _indexes(driver: Driver, name: str, indexes: Sequence[Index]) -> None:
    models = [
        IndexModel(list(keys), **options) for where, keys, options in indexes if where == name
    ]
    await driver.collection(name).create_indexes(models)


async def _collection(driver: Driver, name: str, validator: Document) -> None:
    options = {"validator": validator, "validationLevel": "strict", "validationAction": "error"}
    try:
        await driver.command({"create": name, **options})
    except OperationFailure as trouble:
        if trouble.code != ALREADY_EXISTS:
            raise
        await driver.command({"collMod": name, **options})


STEPS: Final[Sequence[Step]] = (
    *(_first, _second, _third, _fourth, _fifth),
    _weights,
    _snapshots,
    _deflections,
    _sources,
    _outside,
    _waits,
    _safety,
    _rooms,
    _desk,
    _crowds,
    _reveals,
    _interruptions,
    _minutes,
    _wholes,
    _joint_reports,
    _missed,
    _endings,
    _digests,
    _quotes,
    _vectors,
)


async def migrate(driver: Driver, steps: Sequence[Step] = STEPS) -> int:
    """Run the steps this database has not seen; give the number it stands at now.

    Every step may run twice without harm, so that a crash in the middle of one is mended by the
    next start, and two workers that start together do no damage. Raises `NotUsable`.
    """
    done = await stands_at(driver)
    if done > len(steps):
        raise NotUsable(
            f"This database is at step {done}, newer than this program, which knows {len(steps)}. "
            "Start the newer program."
        )
    with told_in_one_sentence():
        for number, step in enumerate(steps[done:], start=done + 1):
            await step(driver)
            await driver.collection("migrations").update_one(
                {"_id": "schema"}, {"$max": {"step": number}}, upsert=True
            )
    return len(steps)


async def stands_at(driver: Driver) -> int:
    """Give the number of the last step this database has seen."""
    with told_in_one_sentence():
        found = await driver.collection("migrations").find_one({"_id": "schema"})
    return 0 if found is None else int(found["step"])
