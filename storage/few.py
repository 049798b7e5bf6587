"""How many others might ask what somebody asks: counted up to a few, never further."""

from collections.abc import Iterable
from itertools import islice
from typing import Final

from matching.giveaway import SMALLEST, Around, Holders
from matching.skills import SkillId
from storage import codec
from storage.candidates import LEVELS
from storage.change import Person, Tenant
from storage.driver import Document, Driver, Part, together

TOPICS_LOOKED_AT: Final = 5
HOLDERS_READ: Final = 25  # of a topic; where there are more, it is no rare one
HOLDER: Final[Document] = {"_id": 0, "id": 1, "department": 1, "location": 1, "active": 1}


async def around(
    driver: Driver, tenant: Tenant, asker: Person, skills: Iterable[SkillId]
) -> Around:
    """Count who shares the asker's department and site, and who knows each of these skills.

    The skills' ids stand for their labels. Where the learner is in no department and at no site,
    nobody is told by them: then everybody counts as alike.
    """
    looked_at = tuple(islice(skills, TOPICS_LOOKED_AT))
    parts = {f"skill {each}": _holders(tenant, each) for each in looked_at}
    if asker.department or asker.location:
        parts["alike"] = _alike(tenant, asker)
    found = await together(driver, parts)
    alike = len(found["alike"]) if "alike" in found else SMALLEST
    read = {each: found[f"skill {each}"] for each in looked_at}
    return Around(
        alike=alike,
        topics={
            each: _counted(asker, holders)
            for each, holders in read.items()
            if len(holders) < HOLDERS_READ
        },
    )


def _alike(tenant: Tenant, asker: Person) -> Part:
    mine = {
        "tenant": tenant,
        "department": asker.department,
        "location": asker.location,
        "active": True,
    }
    return Part("people", [{"$match": mine}, {"$limit": SMALLEST}, {"$project": HOLDER}])


def _holders(tenant: Tenant, skill: SkillId) -> Part:
    keys = [codec.skill_key(skill, level) for level in LEVELS]
    theirs = {"tenant": tenant, "skill_keys": {"$in": keys}}
    return Part("people", [{"$match": theirs}, {"$limit": HOLDERS_READ}, {"$project": HOLDER}])


def _counted(asker: Person, holders: Iterable[Document]) -> Holders:
    there = [each for each in holders if each["active"]]
    place = asker.department, asker.location
    here = sum((each.get("department", ""), each.get("location", "")) == place for each in there)
    own = any(each["id"] == asker.id for each in there)
    return Holders(here=here, elsewhere=len(there) - here, own=own)
