"""The press `set_skills`: the person's own list, which an import never overwrites."""

import re
from dataclasses import replace
from typing import Final

from matching.skills import SkillId, Taxonomy
from storage.change import Change, Person
from teams_bot import texts
from teams_bot.digests import may_choose, next_day
from teams_bot.interruptions import left_in_peace
from teams_bot.outcomes import Decision, NotAllowed, SkillsShown
from teams_bot.services import Services

LEVELS: Final = range(1, 6)
USUAL_LEVEL: Final = 3
MOST_SKILLS: Final = 60
_NO_COLON: Final = re.compile(r"([^:]*[^:\s\d])[\s=-]*(\d{1,9})")


async def set_skills(
    services: Services,
    me: Person,
    text: str | None,
    *,
    asked: bool | None,
    manager: bool | None = None,
    digest: bool | None = None,
) -> Decision:
    """Keep a person's own skills, written as `excel:4; sales forecasting:2`.

    What was not said changes nothing: without `asked`, who is not asked yet stays so.
    """
    if text is None:
        raise NotAllowed(texts.SAY["skills_missing"])
    taxonomy = await services.taxonomy()
    chosen = _read(taxonomy, text)
    stops = me.opted_in and asked is False
    after = replace(
        me,
        stays_out=stops or (me.stays_out and not asked),
        silent_offers=me.silent_offers if asked is None else 0,
        skills_own=chosen,
        opted_in=me.opted_in if asked is None else asked,
        manager_allowed=me.manager_allowed if manager is None else manager,
        digest=me.digest if digest is None else digest and may_choose(me),
    )
    labels = {each: taxonomy.skills[each].label for each in chosen}
    outcome = SkillsShown(me=after, labels=labels, digests=may_choose(me), saved=True)
    spared = asked is False or (after.digest and not me.digest)
    peace = (left_in_peace(me, services.now()),) if spared else ()
    change = Change(jobs=(*peace, *await next_day(services, after)))
    return Decision(outcome=outcome, change=change, me=after)


def _read(taxonomy: Taxonomy, text: str) -> dict[SkillId, int]:
    named = {each.label.casefold(): each.id for each in taxonomy.skills.values()}
    named |= {each.casefold(): each for each in taxonomy.skills}
    chosen: dict[SkillId, int] = {}
    unknown = []
    for part in filter(None, (each.strip() for each in text.replace("\n", ";").split(";"))):
        words, _, level = part.rpartition(":") if ":" in part else (part, "", str(USUAL_LEVEL))
        skill = named.get(words.strip().casefold())
        if skill is None and (found := _NO_COLON.fullmatch(part)):
            raise NotAllowed(texts.no_colon(found[1], found[2]))
        if skill is None:
            unknown.append(words.strip() or part)
        elif not level.strip().isdecimal() or int(level) not in LEVELS:
            raise NotAllowed(texts.bad_level(words.strip(), level.strip()))
        else:
            chosen[skill] = int(level)
    if unknown:
        raise NotAllowed(texts.unknown_skills(unknown[:10]))
    if len(chosen) > MOST_SKILLS:
        raise NotAllowed(texts.too_many_skills(len(chosen), MOST_SKILLS))
    return chosen
