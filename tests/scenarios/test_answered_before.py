"""A question that was answered before: shown first, asked at a press, looked at later."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.model import PersonId
from matching.thread import Rating, State, Thread
from storage.change import Change
from teams_bot import following, texts
from tests.support.company import (
    ANSWER,
    QUESTION,
    Company,
    Json,
    buttons,
    buttons_of,
    kept,
    verbs,
)

SIMILAR = "How do I pivot in Excel"
SHOWN = "This may have been answered already"


@pytest.fixture
async def past(company: Company, monkeypatch: pytest.MonkeyPatch) -> Thread:
    """Lou's question, answered by Ana and rated great; the index knows it."""
    monkeypatch.setattr(following, "POLL_SECONDS", 0.05)
    await company.ask(who="lou")
    await company.answer("ana")
    await company.finish("lou")
    await company.until(lambda: phrasings(company), "the index to know the question", 20)
    return await company.thread("lou")


def phrasings(company: Company) -> int:
    found = company.parts.services.answered
    return 0 if found is None else len(found)


async def shown(company: Company, text: str = SIMILAR, who: str = "lea") -> Json:
    """Ask what was answered before; give the button that says that it is solved."""
    await company.say(who, text)
    message = await company.message(who, "solved")
    return next(each for each in buttons(message) if each["verb"] == "solved")


async def deflections(company: Company) -> list[Json]:
    found = company.store.driver.collection("deflections").find({"tenant": company.store.tenant})
    return await found.to_list(None)


async def served(company: Company) -> int:
    return (await company.person("ana")).served


async def change(company: Company, thread: Thread, **changes: Any) -> None:
    after = replace(thread, revision=thread.revision + 1, **changes)
    await kept(company.parts.services, Change(threads=((thread, after),)))


# ---- what is shown


async def test_a_question_that_was_answered_before_is_answered_by_that_and_nobody_is_asked(
    company: Company, past: Thread
) -> None:
    before = {who: len(company.messages(who)) for who in ("ana", "ben", "cai", "dan")}
    await shown(company)
    seen = await company.told("lea", SHOWN)
    for part in (QUESTION, ANSWER, "Ana answered today; rated “Great: just what I needed”."):
        assert part in seen
    assert verbs(await company.message("lea", "solved")) == ["solved", "ask", "ask_anonymously"]
    await company.quiet()
    assert await company.threads() == []
    assert {who: len(company.messages(who)) for who in before} == before


async def test_ask_sends_the_question_to_people_once(company: Company, past: Thread) -> None:
    await shown(company)
    first = await company.press("lea", "ask")
    assert "Sent." in first.said
    again = {**first.activity, "id": company.new_id()}
    answers = [await company.post(again) for _ in range(5)]
    assert {each[0] for each in answers} == {200}
    await company.quiet()
    (thread,) = await company.threads()
    assert (thread.text, thread.state) == (SIMILAR, State.OPEN)
    data = first.activity["value"]["action"]["data"]
    company.parts.services.clock._ahead += timedelta(minutes=2)
    late = await company.press_raw("lea", "solved", {**data, "entry": past.answers[0].id})
    assert "already sent or is too old" in late.said
    company.parts.services.clock._ahead -= timedelta(minutes=2)
    assert await deflections(company) == []


@pytest.mark.parametrize(
    ("rating", "reported"), [(Rating.NOT_HELPFUL, False), (Rating.GREAT, True)]
)
async def test_an_answer_that_did_not_help_is_not_shown(
    company: Company, past: Thread, rating: Rating, *, reported: bool
) -> None:
    poor = replace(past.answers[0], rating=rating, reported=reported)
    await change(company, past, answers=(poor,))
    await company.say("lea", SIMILAR)
    await company.message("lea", "cancel")


async def test_people_who_are_kept_apart_are_not_shown_each_others_answers(
    company: Company, past: Thread
) -> None:
    await company.change("lea", blocked=(PersonId("ana"),))
    await company.say("lea", SIMILAR)
    await company.message("lea", "cancel")
    await company.change("ana", blocked=(PersonId("gus"),))
    await company.say("gus", SIMILAR)
    await company.message("gus", "cancel")


@pytest.mark.parametrize("rules", [{"similar_shown": 0}, {"similar_threshold": 1}])
async def test_the_rules_say_whether_and_how_much_alike(
    company: Company, past: Thread, rules: dict[str, object]
) -> None:
    await company.rule(**rules)
    await company.say("lea", "How could one pivot with Excel, please?")
    await company.message("lea", "cancel")


async def test_erased_words_are_shown_to_nobody(company: Company, past: Thread) -> None:
    button = await shown(company)
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    gone = await company.press_raw("lea", "solved", button["data"])
    assert "taken back meanwhile" in gone.said
    await company.until(lambda: phrasings(company) < 2, "the index to forget the answer", 20)
    await company.say("lou", f"{SIMILAR}, please")
    await company.message("lou", "cancel")
    assert ANSWER not in str(company.messages("lou")[-1])


@pytest.mark.parametrize("who", ["lou", "ana"])
async def test_no_vector_of_words_stays_when_they_are_erased(
    company: Company, past: Thread, who: str
) -> None:
    async def kept_vectors() -> list[Json]:
        found = await company.store.driver.collection("vectors").find_one({"thread": past.id})
        return [] if found is None else found["phrasings"]

    async def none_kept() -> bool:
        return await kept_vectors() == []

    await company.until(kept_vectors, "the vectors to be kept", 20)
    await company.say(who, "forget me")
    await company.press(who, "forget_me")
    await company.until(none_kept, "the vectors to go", 20)
    await company.quiet()
    assert await none_kept()


async def test_each_of_several_questions_is_looked_at_by_itself(
    company: Company, past: Thread
) -> None:
    other = "Where do I find the canteen menu of next week?"
    await company.say("lea", f"{QUESTION} {other}")
    reply = await company.press("lea", "ask_each")
    assert "Sent what is new." in reply.said
    await company.message("lea", "solved")
    await company.quiet()
    assert [each.text for each in await company.threads()] == [other]
    await company.press("lea", "ask")
    await company.quiet()
    assert {each.text for each in await company.threads()} == {other, QUESTION}


async def test_several_questions_that_were_all_answered_ask_nobody(
    company: Company, past: Thread
) -> None:
    await company.say("lea", f"{QUESTION} {QUESTION}")
    reply = await company.press("lea", "ask_each")
    assert "Nothing was sent yet" in reply.said
    await company.quiet()
    assert await company.threads() == []
    assert sum("solved" in verbs(each) for each in company.messages("lea")) == 2


async def test_a_look_that_fails_asks_people(
    company: Company, past: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr(company.store, "threads_by", broken, raising=False)
        await company.say("lea", SIMILAR)
        await company.quiet()
    assert [each.text for each in await company.threads()] == [SIMILAR]


# ---- solved


async def test_a_press_on_solved_counts_once_however_often_it_arrives(
    company: Company, past: Thread
) -> None:
    button = await shown(company)
    first = await company.press("lea", "solved")
    assert "Good to hear" in first.said
    assert ANSWER in first.said
    assert [each["verb"] for each in buttons_of(first.card)] == ["ask"]
    status, body = await company.post(first.activity)
    again = {**first.activity, "id": company.new_id()}
    assert {await company.post(again) for _ in range(5)} == {(status, body)}
    (kept_one,) = await deflections(company)
    assert (kept_one["person"], kept_one["mentor"], kept_one["truly"]) == ("lea", "ana", None)
    assert SIMILAR not in str(kept_one)
    assert await served(company) == 1
    company.parts.services.clock._ahead += timedelta(minutes=2)
    for verb, words in (("solved", "have said already"), ("ask", "nothing was sent")):
        assert words in (await company.press_raw("lea", verb, button["data"])).said
    company.parts.services.clock._ahead -= timedelta(minutes=2)
    assert await served(company) == 1
    assert await company.threads() == []


async def test_made_up_ids_and_other_peoples_cards_do_nothing(
    company: Company, past: Thread
) -> None:
    data = (await shown(company))["data"]
    unknown = await company.press_raw("lea", "solved", {**data, "entry": "made-up"})
    assert "not among those shown" in unknown.said
    for who, changed in (("lou", data), ("lea", {**data, "question": "made-up"})):
        for verb in ("solved", "ask", "confirm"):
            reply = await company.press_raw(who, verb, changed)
            assert reply.status == 200
            assert "too old" in reply.said
    assert "too old" in (await company.press_raw("lea", "confirm", data)).said
    assert await deflections(company) == []
    assert await company.threads() == []


async def test_a_draft_that_is_too_old_says_so(company: Company, past: Thread) -> None:
    button = await shown(company)
    await company.store.driver.collection("drafts").delete_many({"tenant": company.store.tenant})
    for verb in ("solved", "ask"):
        assert "too old" in (await company.press_raw("lea", verb, button["data"])).said


# ---- everything at once


async def at_once(company: Company, verbs: tuple[str, str], data: Json) -> None:
    """Press two buttons of one card ten times each, all at the same moment."""
    found = await asyncio.gather(
        *(company.press_raw("lea", verb, data) for _ in range(10) for verb in verbs)
    )
    assert {each.status for each in found} == {200}
    await company.quiet()


async def test_twenty_presses_at_once_do_one_of_two_things(company: Company, past: Thread) -> None:
    data = (await shown(company))["data"]
    await at_once(company, ("solved", "ask"), data)
    threads, solved = await company.threads(), await deflections(company)
    assert (len(threads), len(solved)) in {(1, 0), (0, 1)}
    assert await served(company) == len(solved)


async def test_twenty_presses_at_once_on_the_second_look_settle_it_one_way(
    company: Company, past: Thread
) -> None:
    await shown(company)
    first = await company.press("lea", "solved")
    (button,) = buttons_of(first.card)
    await at_once(company, ("confirm", "ask"), button["data"])
    threads = await company.threads()
    (kept_one,) = await deflections(company)
    assert (kept_one["truly"], len(threads)) in {(True, 0), (False, 1)}
    assert await served(company) == int(kept_one["truly"])
    drafts = company.store.driver.collection("drafts")
    assert await drafts.count_documents({"tenant": company.store.tenant}) == 0


# ---- and later


async def test_a_day_later_the_learner_is_asked_once_whether_it_truly_was(
    company: Company, past: Thread
) -> None:
    await shown(company)
    await company.press("lea", "solved")
    await company.later(hours=23)
    assert "Did that answer" not in str(company.seen("lea"))
    await company.later(hours=2)
    seen = await company.told("lea", "Did that answer truly solve it?")
    assert SIMILAR in seen
    assert ANSWER in seen
    reply = await company.press("lea", "confirm")
    assert texts.SAY["confirmed"] in reply.said
    (kept_one,) = await deflections(company)
    assert kept_one["truly"] is True
    assert await served(company) == 1
    count = len(company.messages("lea"))
    await company.later(hours=48)
    assert len(company.messages("lea")) == count
    company.parts.services.clock._ahead += timedelta(minutes=2)
    data = reply.activity["value"]["action"]["data"]
    assert "settled before" in (await company.press_raw("lea", "confirm", data)).said
    company.parts.services.clock._ahead -= timedelta(minutes=2)
    assert await company.threads() == []


async def test_who_says_no_asks_the_question_then(company: Company, past: Thread) -> None:
    await shown(company)
    await company.press("lea", "solved")
    await company.later(hours=25)
    message = await company.message("lea", "confirm")
    assert verbs(message) == ["confirm", "ask"]
    assert "Sent." in (await company.press("lea", "ask")).said
    await company.quiet()
    (thread,) = await company.threads()
    assert thread.text == SIMILAR
    (kept_one,) = await deflections(company)
    assert kept_one["truly"] is False
    assert await served(company) == 0


async def test_who_asks_after_all_is_not_asked_later(company: Company, past: Thread) -> None:
    await shown(company)
    first = await company.press("lea", "solved")
    (ask,) = buttons_of(first.card)
    assert "Sent." in (await company.press_raw("lea", "ask", ask["data"])).said
    await company.quiet()
    assert len(await company.threads()) == 1
    assert await served(company) == 0
    (check,) = await company.jobs(kind="check")
    assert check["state"] == "cancelled"


async def test_the_rules_say_whether_it_is_asked_at_all(company: Company, past: Thread) -> None:
    await company.rule(similar_check_hours=0)
    await shown(company)
    reply = await company.press("lea", "solved")
    assert "once more later" not in reply.said
    assert await company.jobs(kind="check") == []


@pytest.mark.parametrize("who", ["lea", "ana"])
async def test_whoever_is_forgotten_nothing_is_asked_about_it_later(
    company: Company, past: Thread, who: str
) -> None:
    await shown(company)
    await company.press("lea", "solved")
    await company.say(who, "forget me")
    await company.press(who, "forget_me")
    await company.later(hours=25)
    assert "Did that answer" not in str(company.seen("lea"))
    (kept_one,) = await deflections(company)
    assert kept_one["person"] == ("" if who == "lea" else "lea")


async def test_it_is_asked_in_the_learners_hours(company: Company, past: Thread) -> None:
    now = company.parts.services.now()
    opens = (now + timedelta(hours=30)).replace(minute=0, second=0, microsecond=0)
    day = opens.strftime("%a").lower()
    await company.change("lea", hours=f"{day} {opens:%H}:00-{opens:%H}:30")
    await shown(company)
    await company.press("lea", "solved")
    (check,) = await company.jobs(kind="check")
    assert check["due"] == opens


# ---- topics


async def test_topics_are_chosen_on_the_card_and_the_search_begins_anew(company: Company) -> None:
    await company.ask("How do I keep a header in view?")
    seen = await company.told("lea", "Name the topics")
    assert "About" not in seen
    reply = await company.press("lea", "topics", {"skills": "excel"})
    assert "Changed" in reply.said
    await company.told("lea", "About: Excel.")
    thread = await company.thread()
    assert (dict(thread.skills), thread.skills_chosen) == ({"excel": 1.0}, True)
    same = await company.press("lea", "topics", {"skills": "excel, "})
    assert "already" in same.said


async def test_topics_chosen_twenty_times_at_once_search_anew_once(company: Company) -> None:
    await company.ask("How do I keep a header in view?")
    message = await company.message("lea", "topics")
    data = next(each["data"] for each in buttons(message) if each["verb"] == "topics")
    found = await asyncio.gather(
        *(company.press_raw("lea", "topics", {**data, "skills": "excel"}) for _ in range(20))
    )
    assert {each.status for each in found} == {200}
    await company.quiet()
    thread = await company.thread()
    assert dict(thread.skills) == {"excel": 1.0}
    assert len(thread.live_offers) == 2
    assert len({each.mentor for each in thread.offers}) == len(thread.offers)
