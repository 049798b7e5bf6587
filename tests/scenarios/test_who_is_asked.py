"""Who is asked, who is not and why, and when."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from matching.model import PersonId
from matching.thread import State
from storage.rulebook import Version
from teams_bot import bot
from teams_bot.services import Services
from teams_bot.turn import turn
from tests.support.company import LEVELS, QUESTION, Company, buttons, founded

FAR = timedelta(days=3)


@pytest.mark.parametrize(
    ("changes", "reason", "told"),
    [
        ({"active": False}, "left", "no longer work here"),
        ({"opted_in": False}, "not_opted_in", "not agreed to be asked yet"),
        ({"reachable": False}, "unreachable", "without the app"),
        ({"blocked": (PersonId("lea"),)}, "blocked_pair", "not available"),
        ({"languages": ("fi",)}, "wrong_language", "without a language in common"),
        ({"away_until": FAR}, "away", "away"),
        ({"minutes_per_week": 0}, "out_of_minutes", "without minutes for questions this week"),
        ({"hours": "never"}, "never_open", "not at work in the next two weeks"),
    ],
)
async def test_when_nobody_can_be_asked_the_learner_is_told_why_in_one_sentence(
    company: Company, changes: dict[str, Any], reason: str, told: str
) -> None:
    now = company.parts.services.now()
    made = {name: now + FAR if value == FAR else value for name, value in changes.items()}
    await company.change("lea", languages=("en",))
    for mentor in LEVELS:
        await company.change(mentor, **made)
    thread = await company.ask()
    assert thread.state is State.UNANSWERED
    assert {each.reason.value for each in thread.shortlists[0].refusals} == {reason}
    assert f"Of those who might know: 4 {told}." in company.seen("lea")[0]
    assert len(company.messages("lea")) == 1


async def test_who_was_asked_enough_today_or_is_out_of_minutes_is_left_alone(
    company: Company,
) -> None:
    now = company.parts.services.now()
    people = company.store.driver.collection("people")
    busy = {"tenant": company.store.tenant, "id": {"$in": ["ana", "ben"]}}
    await people.update_many(busy, {"$set": {"interrupted_at": [now] * 6}})
    tired = {"tenant": company.store.tenant, "id": {"$in": ["cai", "dan"]}}
    spent = {"answered_at": [now] * 4, "minutes_per_week": 12}
    await people.update_many(tired, {"$set": spent})
    thread = await company.ask()
    reasons = {each.mentor: each.reason.value for each in thread.shortlists[0].refusals}
    assert reasons == {
        "ana": "asked_too_recently",
        "ben": "asked_too_recently",
        "cai": "out_of_minutes",
        "dan": "out_of_minutes",
    }
    assert (
        "2 with enough interruptions for one day, 2 without minutes for questions this week"
        in company.seen("lea")[0]
    )


async def test_a_learner_is_never_asked_their_own_question(company: Company) -> None:
    thread = await company.ask(who="ana")
    reasons = {each.mentor: each.reason.value for each in thread.shortlists[0].refusals}
    assert reasons == {"ana": "own_question"}


async def test_out_of_hours_is_planned_for_the_next_opening_and_the_learner_told_when(
    company: Company,
) -> None:
    local = company.parts.services.now().astimezone(ZoneInfo("Europe/Berlin"))
    opens = (local + timedelta(hours=3)).replace(minute=0)
    day = opens.strftime("%a").casefold()
    for mentor in LEVELS:
        hours = f"{day} {opens:%H:%M}-24:00"
        await company.change(mentor, hours=hours, time_zone="Europe/Berlin")
    await company.change("lea", time_zone="Europe/Berlin")
    thread = await company.ask()
    assert thread.state is State.OPEN
    assert company.messages("ana") == []
    seen = company.seen("lea")[0].replace(f"on {opens:%a %d %b} ", "at ")
    assert f"Ana starts work at {opens:%H:%M}; I will ask then." in seen
    await company.later(hours=1)
    assert company.messages("ana") == []
    wait = thread.offers[0].due - company.parts.services.now()
    await company.later(seconds=wait.total_seconds() + 60 - 3600)
    await company.message("ana", "take")
    assert (await company.thread()).rung == 1


async def test_a_question_taken_back_before_the_opening_reaches_nobody(company: Company) -> None:
    tomorrow = company.parts.services.now() + timedelta(days=1)
    day = tomorrow.strftime("%a").casefold()
    for mentor in LEVELS:
        await company.change(mentor, hours=f"{day} {tomorrow:%H}:00-24:00")
    await company.ask()
    await company.press("lea", "cancel")
    await company.later(hours=30)
    assert company.messages("ana") == []
    assert (await company.person("ana")).record.asked == 0


async def test_rules_change_under_a_running_service_within_seconds(company: Company) -> None:
    assert len((await company.ask()).offers) == 2
    base, now = await company.store.rules(), company.parts.services.now()
    values = {"ladder": "3 peer 30"}
    published = await company.store.publish_rules(base, values, ("ada", "trial"), now)
    assert isinstance(published, Version)

    async def noticed() -> bool:
        return (await company.parts.services.rules()).rules.ladder == "3 peer 30"

    await company.until(noticed, "the new rules", seconds=4)
    again = await company.ask("How do I chart in Excel?")
    assert len(again.offers) == 3
    assert again.shortlists[0].rules_version == published.number


async def test_of_fifty_questions_at_once_a_mentor_with_room_for_one_gets_one(
    idle: Company,
) -> None:
    for mentor in ("ben", "cai", "dan"):
        await idle.change(mentor, opted_in=False)
    await idle.rule(open_offers_max=1)
    assert await _fifty_at_once(idle) == {201}  # nobody has to send it again
    threads = await idle.store.newest_threads()
    assert len(threads) == 50
    assert sum(len(each.live_offers) for each in threads) == 1
    assert (await idle.person("ana")).load == 1
    assert {each.state for each in threads if not each.offers} == {State.UNANSWERED}


async def test_fifty_questions_at_once_for_a_few_mentors_are_all_kept(idle: Company) -> None:
    await idle.rule(open_offers_max=20, interruptions_per_day=100)
    assert await _fifty_at_once(idle) == {201}
    threads = await idle.store.newest_threads()
    assert len(threads) == 50
    assert sum(len(each.live_offers) for each in threads) == 4 * 20


@pytest.fixture
async def idle(
    mongodb: str, shared_database: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Company]:
    """A company whose outbox nobody works, on a machine that may be busy with other tests."""
    monkeypatch.setattr(bot, "SECONDS_TO_KEEP", 40)
    async with founded(mongodb, shared_database, work=False) as made:
        yield made
        await made.audit()


async def _fifty_at_once(company: Company) -> set[int]:
    """Let fifty people ask at once; give the answers they got."""
    activities = [
        {
            **company.activity("lea", "message", text=f"How do I do thing {number} in Excel?"),
            "from": {"id": f"29:{number}", "name": "Asker", "aadObjectId": f"asker-{number}"},
        }
        for number in range(50)
    ]
    answers = await asyncio.gather(*(company.post(each) for each in activities))
    return {status for status, _ in answers}


async def test_an_answered_question_makes_room_for_the_next(company: Company) -> None:
    await company.rule(open_offers_max=1, ladder="10 peer 30; 10 peer 30; 10 peer 30")
    await company.ask()
    full = await company.ask(who="lou", text="How do I chart in Excel?")
    assert full.state is State.UNANSWERED
    await company.answer("ana")
    again = await company.ask(who="lou", text="How do I sum in Excel?")
    assert len(again.offers) == 4


async def test_a_question_without_a_known_skill_goes_to_those_who_helped_last(
    company: Company,
) -> None:
    await company.ask()
    await company.answer("ana")
    await company.finish()
    thread = await company.ask("Where is the key of the bicycle shed?")
    assert "ana" in thread.asked
    assert QUESTION not in company.seen("ana")[-1]


async def test_a_learner_with_as_many_open_questions_as_fit_is_told_what_to_do(
    company: Company,
) -> None:
    await company.rule(open_questions_max=2)
    for text in ("How do I pivot in Excel?", "How do I chart in Excel?"):
        await company.ask(text)
    await company.say("lea", "How do I sum up in Excel?")
    await company.told("lea", "No more than 2 questions of yours can wait")
    assert len(await company.threads()) == 2
    await company.press("lea", "cancel")
    await company.quiet()
    await company.ask("How do I sum up in Excel?")
    assert len(await company.threads()) == 3


async def test_an_answer_makes_room_and_asking_others_needs_it(company: Company) -> None:
    await company.rule(open_questions_max=1)
    await company.ask("How do I pivot in Excel?")
    await company.answer("ana")
    card = await company.message("lea", "finish")
    await company.change("ana", away_until=company.parts.services.now() + timedelta(days=1))
    await company.say("lea", "How do I chart in Excel?")
    await company.press("lea", "ask")
    await company.quiet()
    again = next(each for each in buttons(card) if each["verb"] == "finish")["data"]
    data = {**again, "rating": "okay", "next": "again"}
    refused = await company.press_raw("lea", "finish", data)
    assert "One question of yours can wait" in refused.said


async def test_questions_that_two_processes_take_at_once_do_not_exceed_the_limit(
    company: Company,
) -> None:
    await company.rule(open_questions_max=2)
    services = company.parts.services
    other = Services(store=services.store, clock=services.clock, tenant=services.tenant)
    raw = [
        company.activity("lea", "message", text=f"How do I do thing {each} in Excel?")
        for each in range(8)
    ]
    await asyncio.gather(
        *(turn((services, other)[place % 2], each) for place, each in enumerate(raw))
    )
    assert len(await company.threads()) == 2
    await company.quiet()


VAGUE = "How do I get this done by tomorrow?"


async def test_a_question_without_a_known_topic_goes_to_recent_helpers_and_says_so(
    company: Company,
) -> None:
    asked = await company.ask(VAGUE)
    assert len(asked.offers) == 2
    await company.told("lea", "I recognised no topic, so I ask colleagues who are free")
    await company.ask("How do I pivot in Excel?")
    assert "no topic" not in company.seen("lea")[-1]


async def test_where_the_rules_want_a_topic_nothing_is_broadcast_without_one(
    company: Company,
) -> None:
    await company.rule(ask_without_skill=False)
    await company.say("lea", VAGUE)
    await company.told("lea", "I recognised no topic in your question, so nobody was asked")
    assert await company.threads() == []
    asked = await company.ask("How do I pivot in Excel?")
    assert len(asked.offers) == 2


async def test_a_question_that_is_open_when_the_rule_is_switched_off_asks_nobody_else(
    company: Company,
) -> None:
    await company.ask(VAGUE)
    await company.rule(ask_without_skill=False)
    await company.later(minutes=31)
    thread = await company.thread()
    assert (thread.state, len(thread.offers)) == (State.UNANSWERED, 2)


async def test_a_pair_rests_after_help_if_the_rule_says_so(company: Company) -> None:
    await company.rule(pair_rest_hours=48)
    await company.ask()
    await company.answer("ana")
    await company.finish()
    again = await company.ask("How do I chart in Excel?")
    reasons = {each.mentor: each.reason.value for each in again.shortlists[0].refusals}
    assert reasons == {"ana": "pair_at_rest"}
    other = await company.ask("How do I sort in Excel?", who="lou")
    assert "ana" in {each.mentor for each in other.offers}
    await company.later(hours=49)
    late = await company.ask("How do I print in Excel?")
    assert "ana" not in {each.mentor for each in late.shortlists[0].refusals}
