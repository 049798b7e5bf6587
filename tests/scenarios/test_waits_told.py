"""What a learner is told of the wait, over HTTP: at the asking, and as the question climbs."""

from matching.incidence import table_of
from matching.waited import Observation, Outcome
from matching.waits import Part, Where
from storage.waits import UNKNOWN
from tests.support.company import EXCEL, Company, company, shared_database, words_of

__all__ = ["company", "shared_database"]


def waits(rung: int, *minutes: float) -> list[Observation]:
    return [
        Observation(
            where=Where(rung=rung, skill=EXCEL, part=part), minutes=each, outcome=Outcome.ANSWERED
        )
        for each in minutes
        for part in Part
    ]


async def test_the_wait_is_told_and_told_anew_as_the_question_climbs(company: Company) -> None:
    table = table_of([*waits(1, *[11] * 60, *[110] * 20), *waits(2, *[25] * 40)])
    await company.store.publish_waits(UNKNOWN, table, await company.store.time())
    thread = await company.ask()
    shown = words_of((await company.message("lea", "cancel")).attachments[0]["content"])
    assert "Usually answered within 12 minutes; 1 in 10 waits longer than 2 hours." in shown
    assert thread.promise is not None
    assert (thread.promise.usual, thread.promise.long) == (12, 120)
    await company.later(minutes=31)
    shown = words_of((await company.message("lea", "cancel")).attachments[0]["content"])
    assert "After 31 minutes without an answer: usually answered within another 25" in shown
    assert (await company.thread()).promise is not None
    who = (await company.thread()).live_offers[0].mentor
    await company.press(who, "take")
    await company.quiet()
    shown = words_of((await company.message("lea", "cancel")).attachments[0]["content"])
    assert f"{who.title()} has taken your question" in shown
    assert "After 31 minutes without an answer: usually answered within another 25" in shown
