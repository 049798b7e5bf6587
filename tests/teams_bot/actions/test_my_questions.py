"""`my questions`."""

from storage.change import Change
from teams_bot.actions.my_questions import SHOWN, my_questions
from teams_bot.outcomes import QuestionsShown
from teams_bot.services import Services
from tests.support.company import kept, known, opened


async def test_only_the_latest_of_ones_own_are_shown(services: Services) -> None:
    for number in range(SHOWN + 1):
        thread = await opened(services, f"How do I do thing {number} in Excel?")
        over = thread.cancel(services.now())  # no more than a few may be open
        await kept(services, Change(threads=((thread, over),)))
    shown = (await my_questions(services, await known(services, "lea"))).outcome
    assert isinstance(shown, QuestionsShown)
    assert len(shown.threads) == SHOWN
    other = (await my_questions(services, await known(services, "lou"))).outcome
    assert isinstance(other, QuestionsShown)
    assert other.threads == ()
