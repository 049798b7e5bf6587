"""Did it solve it? The verdict in one tap, and what reaches whoever answered."""

import pytest

from matching.model import PersonId
from matching.thread import Rating, State
from storage.change import Change, Job
from storage.commit import Cause
from tests.scenarios.test_crowd import asked as asked_in_channel
from tests.support.company import ANSWER, Company, buttons, verbs
from tests.support.desk import employed, seated
from tests.support.outside import Outside
from tests.support.post import link_of, text_of

SOLVED = "Your answer solved it for Lea"


async def answered(company: Company) -> None:
    await company.ask()
    await company.answer("ana")


async def tapped(company: Company, verb: str, **inputs: str) -> str:
    reply = await company.press("lea", verb, inputs)
    await company.quiet()
    return reply.said


async def test_one_tap_closes_the_question_and_tells_who_solved_it(company: Company) -> None:
    await answered(company)
    said = await tapped(company, "helped")
    assert "Good to hear that this solved it" in said
    assert "Change or say thanks" in said
    thread = await company.thread()
    assert (thread.state, thread.answers[0].rating) == (State.CLOSED, Rating.GOOD)
    assert thread.answers[0].thanked
    assert SOLVED in await company.told("ana", "solved")
    assert len(company.messages("ana")) == 2
    assert len(company.messages("lea")) == 2


async def test_words_of_thanks_that_follow_reach_who_heard_the_good_news(
    company: Company,
) -> None:
    await answered(company)
    await tapped(company, "helped")
    await company.finish(rating="good", next="keep", minutes_saved="20", thanks="Perfect!")
    assert "Perfect!" in await company.told("ana", "Lea says thank you")
    assert len(company.messages("ana")) == 3
    await company.finish(rating="great", next="keep", thanks="Truly perfect!")
    assert len(company.messages("ana")) == 3
    given = (await company.thread()).answers[0]
    assert (given.rating, given.minutes_saved) == (Rating.GREAT, 20)


@pytest.mark.parametrize("by_tap", [True, False], ids=["on an old card", "in the fields"])
async def test_who_said_solved_too_soon_takes_it_back_and_others_are_asked(
    company: Company,
    by_tap: bool,
) -> None:
    await answered(company)
    first = await company.thread()
    await tapped(company, "helped")
    assert "Ask other colleagues as well" in company.seen("lea")[1]
    if by_tap:
        ids = {"thread": first.id, "answer": first.answers[0].id}
        said = (await company.press_raw("lea", "not_helped", ids)).said
    else:
        said = (await company.finish(rating="not_helpful", next="again")).said
    await company.quiet()
    assert "I am asking other colleagues now" in said
    thread = await company.thread()
    assert (thread.state, thread.ended, thread.inferred) == (State.OPEN, None, False)
    assert thread.answers[0].rating is Rating.NOT_HELPFUL
    assert thread.asked > first.asked
    assert len(company.messages("ana")) == 2  # nobody tells her that it did not
    await company.audit()
    newcomer = next(iter(thread.asked - first.asked))
    await company.answer(newcomer, "Or so.")
    await company.quiet()
    await tapped(company, "helped")
    assert SOLVED in await company.told(newcomer, "solved")
    assert (await company.thread()).state is State.CLOSED


@pytest.mark.parametrize("rating", ["okay", "not_helpful"])
async def test_good_news_that_follows_words_of_thanks_is_told_once(
    company: Company, rating: str
) -> None:
    await answered(company)
    await company.finish(rating=rating, next="keep", thanks="Kind of you!")
    thanked = await company.told("ana", "Lea says thank you")
    assert "Kind of you!" in thanked
    assert "Rat" not in thanked  # bad news is told to nobody
    thread = await company.thread()
    ids = {"thread": thread.id, "answer": thread.answers[0].id}
    await company.press_raw("lea", "helped", ids)
    news = await company.told("ana", SOLVED)
    assert "Kind of you!" not in news
    given = (await company.thread()).answers[0]
    assert (given.thanked, given.good_news) == (True, True)
    for each in ("okay", "great", "not_helpful", "good"):
        await company.finish(rating=each, next="keep")
    assert len(company.messages("ana")) == 3


async def test_good_news_that_is_no_longer_true_when_it_would_leave_is_not_told(
    company: Company,
) -> None:
    await answered(company)
    await company.finish(rating="okay", next="keep", thanks="Kind of you!")
    thread = await company.thread()
    job = Job(
        key="news",
        kind="thanks",
        due=company.parts.services.now(),
        to=PersonId("ana"),
        thread=thread.id,
        payload={"answer": thread.answers[0].id, "news": True},
    )
    await company.store.commit(Change(jobs=(job,)), Cause(), company.parts.services.now())
    company.parts.services.wake()
    await company.quiet()
    (news,) = await company.jobs(key="news")
    assert (news["state"], news["why"]) == ("cancelled", "moot")
    assert len(company.messages("ana")) == 2


async def test_not_yet_asks_others_and_tells_no_bad_news(company: Company) -> None:
    await answered(company)
    said = await tapped(company, "not_helped")
    assert "I am asking other colleagues now" in said
    thread = await company.thread()
    assert (thread.state, thread.rung) == (State.OPEN, 2)
    assert thread.answers[0].rating is Rating.NOT_HELPFUL
    assert len(company.messages("ana")) == 1


async def test_what_was_tapped_by_mistake_is_taken_back(company: Company) -> None:
    await answered(company)
    await tapped(company, "not_helped")
    await company.finish(rating="good", next="close")
    thread = await company.thread()
    assert (thread.state, thread.answers[0].rating) == (State.CLOSED, Rating.GOOD)
    assert thread.live_offers == ()
    assert SOLVED in await company.told("ana", "solved")


async def test_partly_leaves_the_question_open_for_the_next_tap(company: Company) -> None:
    await answered(company)
    said = await tapped(company, "partly")
    assert "Write back what is missing" in said
    assert "follow_up" in verbs(company.messages("lea")[-1])
    reply = await company.press("lea", "follow_up", {"text": "And how do I sort it?"})
    assert reply.status == 200
    assert "And how do I sort it?" in await company.told("ana", "sort it")
    thread = await company.thread()
    assert (thread.state, thread.answers[0].rating) == (State.ANSWERED, Rating.OKAY)
    await tapped(company, "not_helped")
    assert (await company.thread()).state is State.OPEN


async def test_a_finer_rating_is_not_made_coarser_by_a_tap(company: Company) -> None:
    await answered(company)
    thread = await company.thread()
    ids = {"thread": thread.id, "answer": thread.answers[0].id}
    await company.finish(rating="great", next="keep")
    reply = await company.press_raw("lea", "helped", ids)
    assert "solved it" in reply.said
    thread = await company.thread()
    assert (thread.state, thread.answers[0].rating) == (State.CLOSED, Rating.GREAT)


async def test_nobody_taps_for_somebody_else(company: Company) -> None:
    await answered(company)
    thread = await company.thread()
    ids = {"thread": thread.id, "answer": thread.answers[0].id}
    for who in ("ana", "ben", "lou"):
        for verb in ("helped", "partly", "not_helped"):
            await company.press_raw(who, verb, ids)
    assert await company.thread() == thread


async def test_a_tap_on_another_card_is_seen_on_the_card_of_the_answer(company: Company) -> None:
    await answered(company)
    await company.press("lea", "follow_up", {"text": "On a Mac, too?"})
    await company.quiet()
    await company.press("ana", "follow_up", {"text": "The same."})
    await company.quiet()
    await company.press("lea", "follow_up", {"text": "Thank you."})  # on the card of the line
    assert "Did this solve it?" in company.seen("lea")[2]
    await tapped(company, "helped")
    assert "Good: it helped" in company.seen("lea")[1]
    assert "helped" not in [each["verb"] for each in buttons(company.messages("lea")[1])]
    assert await company.jobs(kind="answer_update")


async def test_the_card_that_was_pressed_is_not_drawn_again_under_the_hand(
    company: Company,
) -> None:
    await answered(company)
    await tapped(company, "helped")
    assert await company.jobs(kind="answer_update") == []


# ---- thanks reach everybody who may answer


async def test_a_manager_hears_that_it_was_solved(company: Company) -> None:
    await company.change("lea", manager="ben", manager_allowed=True)
    await company.rule(ladder="manager 60")
    await company.ask()
    await company.answer("ben")
    await tapped(company, "helped")
    assert SOLVED in await company.told("ben", "solved")


async def test_somebody_of_the_desk_hears_that_it_was_solved(company: Company) -> None:
    await employed(company, "ana")
    seat = await seated(company, "ana")
    await company.ask()
    await seat.claim()
    await seat.on_talk("answer", text=ANSWER)
    await tapped(company, "helped")
    assert (await seat.talk())["rating"] == "Good: it helped"
    assert SOLVED in await company.told("ana", "solved")


async def test_of_a_crowd_the_one_it_is_about_hears_it(company: Company) -> None:
    room = await asked_in_channel(company)
    for who in ("ana", "gus", "ben"):
        await room.cast(who)
    await company.quiet()
    given = {each.mentor: each.id for each in (await company.thread()).answers}
    said = await tapped(company, "helped", answer=given["ben"])
    assert "Good to hear that this solved it (Ben)." in said
    assert "Did this solve it?" not in said
    thread = await company.thread()
    assert {each.mentor: each.rating for each in thread.answers} == {
        "ana": None,
        "gus": None,
        "ben": Rating.GOOD,
    }
    assert thread.state is State.CLOSED
    assert SOLVED in await company.told("ben", "solved")
    assert not [each for each in company.seen("ana") if "solved" in each]


async def test_a_mentor_outside_hears_it_by_mail(outside: Outside) -> None:
    company = outside.company
    await outside.joined()
    await outside.alone()
    await company.ask()
    link = link_of(outside.post.mails[1])
    page = await outside.get(link)
    await outside.send(link, do="answer", answer=ANSWER, nonce=page.nonce)
    await company.quiet()
    await tapped(company, "helped")
    assert "Your answer to this question helped" in text_of(outside.post.mails[2])


@pytest.mark.parametrize("verb", ["helped", "partly"])
async def test_a_tap_on_a_cancelled_question_changes_nothing(company: Company, verb: str) -> None:
    await answered(company)
    await tapped(company, "not_helped")
    await company.press("lea", "cancel")
    thread = await company.thread()
    ids = {"thread": thread.id, "answer": thread.answers[0].id}
    assert "This question is over" in (await company.press_raw("lea", verb, ids)).said
    assert await company.thread() == thread
