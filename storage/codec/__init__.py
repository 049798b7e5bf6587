"""Own types to documents and back. Only here are field names of documents known.

Documents are written plainly (dataclass fields by name) and read back through pydantic, which
checks every field against the type.
"""

from storage.codec.candidates import candidate_of, tie_of, verdicts_of
from storage.codec.people import (
    ANSWERED_KEPT,
    ASKED_KEPT,
    INTERRUPTED_KEPT,
    JOINTS_KEPT,
    LINES_KEPT,
    person_document,
    person_write,
)
from storage.codec.skills import SKILL_KEYS, field_of, skill_in, skill_key, skill_keys, skill_of
from storage.codec.threads import thread_document
from storage.codec.values import document_of, key, keys_after, plain, read
from storage.codec.work import claimed, held, job_document

__all__ = [
    "ANSWERED_KEPT",
    "ASKED_KEPT",
    "INTERRUPTED_KEPT",
    "JOINTS_KEPT",
    "LINES_KEPT",
    "SKILL_KEYS",
    "candidate_of",
    "claimed",
    "document_of",
    "field_of",
    "held",
    "job_document",
    "key",
    "keys_after",
    "person_document",
    "person_write",
    "plain",
    "read",
    "skill_in",
    "skill_key",
    "skill_keys",
    "skill_of",
    "thread_document",
    "tie_of",
    "verdicts_of",
]
