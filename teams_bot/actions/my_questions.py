"""`my questions`: the latest questions and what came of them."""

from typing import Final

from storage.change import Person
from teams_bot.outcomes import Decision, QuestionsShown
from teams_bot.services import Services

SHOWN: Final = 8


async def my_questions(services: Services, me: Person) -> Decision:
    """Show a learner's latest questions."""
    threads = await services.store.threads_of(me.id, SHOWN)
    names = await services.store.names(
        mentor for each in threads for mentor in (one.mentor for one in each.answers)
    )
    return Decision(outcome=QuestionsShown(threads=tuple(threads), names=names))
