"""Skills as index entries and as names of fields."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from matching.skills import SkillId
from matching.sources import COLLEAGUES, Source
from storage.change import Person

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


def skill_in(key: str) -> SkillId:
    """Read the skill of an index entry without its level.

    >>> skill_in("sap"), skill_in("contract|sap")
    ('sap', 'sap')
    """
    source, _, skill = key.partition("|")
    return SkillId(skill if skill and source in set(Source) else key)


def field_of(skill: SkillId) -> str:
    """Make the name of a field for a skill; MongoDB takes no dot and no dollar in one.

    >>> field_of(SkillId("asp.net")), skill_of(field_of(SkillId("a%2e$.")))
    ('asp%2enet', 'a%2e$.')
    """
    return skill.replace("%", "%25").replace(".", "%2e").replace("$", "%24")


@lru_cache(maxsize=16384)
def skill_of(name: str) -> SkillId:
    """Read the skill back from the name of its field."""
    return SkillId(name.replace("%24", "$").replace("%2e", ".").replace("%25", "%"))
