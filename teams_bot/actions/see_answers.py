"""The press `see_answers`: who answered a posted question looks at the others' answers."""

from storage.change import Person
from teams_bot.crowds import own_shown, taking_part
from teams_bot.intents import SeeAnswers
from teams_bot.outcomes import Decision
from teams_bot.services import Services


async def see_answers(services: Services, me: Person, wish: SeeAnswers) -> Decision:
    """Show what somebody wrote, and what the others did once the seal is open."""
    found, posting = await taking_part(services, me, wish.thread, wish.posting)
    return Decision(outcome=await own_shown(services, me, found, posting))
