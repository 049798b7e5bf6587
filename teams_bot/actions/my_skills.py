"""`my skills`: what somebody may be asked about."""

from storage.change import Person
from teams_bot.digests import may_choose
from teams_bot.outcomes import Decision, SkillsShown
from teams_bot.services import Services
from teams_bot.silence import is_stood_down


async def my_skills(services: Services, me: Person) -> Decision:
    """Show a person's skills, to be edited."""
    taxonomy = await services.taxonomy()
    labels = {each: taxonomy.skills[each].label for each in me.skills if each in taxonomy.skills}
    stands = me.opted_in and await is_stood_down(services, me)
    outcome = SkillsShown(me=me, labels=labels, digests=may_choose(me), stood_down=stands)
    return Decision(outcome=outcome)
