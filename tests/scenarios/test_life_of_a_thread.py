"""One question from the asking to the closing, and every way it may go in between."""

from matching.thread import OfferState, Rating, State
from tests.support.company import ANSWER, QUESTION, Company


async def test_a_question_is_asked_taken_answered_rated_and_closed(company: Company) -> None:
    asked = await company.ask()
    assert {each.mentor for each in asked.offers} == {"ana", "ben"}
    assert "Asked" in company.seen("lea")[0]
    taken = await company.press("ana", "take")
    assert "This question is yours" in taken.said
    await company.told("lea", "Ana has taken your question")
    await company.answer("ana")
    shown = await company.told("lea", ANSWER)
    assert "Ana answered your question" in shown
    await company.finish(rating="great", minutes_saved="15", thanks="Perfect!")
    assert "Perfect!" in await company.told("ana", "Lea says thank you")
    thread = await company.thread()
    assert thread.state is State.CLOSED
    assert thread.answers[0].rating is Rating.GREAT
    assert thread.answers[0].minutes_saved == 15
    assert len(company.messages("lea")) == 2  # the status, and the answer
    assert len(company.messages("ana")) == 2  # the offer, and the thanks
    assert len(company.messages("ben")) == 1


async def test_the_first_answer_withdraws_the_offers_nobody_took_and_their_cards_say_so(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana")
    await company.told("ben", "Answered meanwhile")
    assert QUESTION not in company.seen("ben")[-1] or "nothing left to do" in company.seen("ben")[-1]
    thread = await company.thread()
    assert [each.state for each in thread.offers] == [OfferState.ANSWERED, OfferState.WITHDRAWN]
    assert (await company.person("ben")).load == 0
