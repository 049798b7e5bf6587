"""`help`: what I can do."""

from storage.change import Person
from teams_bot.outcomes import Decision, HelpShown
from teams_bot.services import Services
from teams_bot.waiting import anything


async def show_help(services: Services, me: Person) -> Decision:
    """Show the commands, and the button to join for those who have not agreed yet."""
    rules = (await services.rules()).rules
    joins = rules.ask_consent and me.imported and not me.opted_in and not me.stays_out
    wait = await anything(services)
    return Decision(
        outcome=HelpShown(me=me, ask_join=joins, wait=wait, hides=rules.anonymous_questions)
    )
