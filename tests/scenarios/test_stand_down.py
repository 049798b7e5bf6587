"""Who does not react is asked nothing more, and is asked once whether to go on."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from matching.model import RefusalReason
from matching.thread import State
from teams_bot import texts
from teams_bot.silence import ask_the_stood_down
from tests.support.company import ALWAYS, ANSWER, Company, hired, verbs
from tests.support.outside import Outside
from tests.support.post import link_of

QUESTION = "stand_down"


@pytest.fixture
async def alone(company: Company) -> Company:
    """Ana is the only one who may be asked, for half an hour each."""
    for each in ("ben", "cai", "dan"):
        await company.change(each, opted_in=False)
    await company.rule(ladder="1 peer 30")
    return company


async def _in_vain(company: Company, number: int = 1) -> None:
    """Ana is asked, once a day, and does not react."""
    for _ in range(number):
        await company.later(hours=24)
        thread = await company.ask(f"How do I pivot in Excel, {company.new_id()}?")
        assert len(thread.offers) == 1
        await company.later(minutes=31)


def _asked_to_go_on(company: Company, who: str = "ana") -> list[str]:
    return [each.text for each in company.messages(who) if "keep_asking" in verbs(each)]


async def _refused(company: Company) -> bool:
    """Whether Ana is refused as stood down for one more question."""
    thread = await company.ask(f"How do I chart in Excel, {company.new_id()}?")
    reasons = {each.reason for each in thread.shortlists[0].refusals if each.mentor == "ana"}
    return reasons == {RefusalReason.STOOD_DOWN}


async def test_after_two_requests_in_vain_one_question_is_asked_and_no_other_request(
    alone: Company,
) -> None:
    await _in_vain(alone)
    assert _asked_to_go_on(alone) == []
    await _in_vain(alone)
    assert len(_asked_to_go_on(alone)) == 1
    assert "I asked you twice and you were busy" in alone.seen("ana")[-1]
    assert "Shall I go on?" in alone.seen("ana")[-1]
    assert await _refused(alone)
    assert "1 taking no questions for now" in alone.seen("lea")[-1]
    await alone.later(days=3)
    assert await _refused(alone)
    assert len(_asked_to_go_on(alone)) == 1


async def test_the_rule_says_after_how_many_and_may_say_never(alone: Company) -> None:
    await alone.rule(silent_offers_max=1)
    await _in_vain(alone)
    assert "I asked you once and you were busy" in alone.seen("ana")[-1]
    await alone.rule(silent_offers_max=0)
    await _in_vain(alone, 2)
    assert len(_asked_to_go_on(alone)) == 1


@pytest.mark.parametrize(
    ("verb", "says", "asked"),
    [
        ("keep_asking", "Good, I go on", True),
        ("rest_two_weeks", "Have two quiet weeks", False),
        ("stop_asking", "All right, and thank you", False),
    ],
)
async def test_each_button_does_what_it_says(
    alone: Company, verb: str, says: str, *, asked: bool
) -> None:
    await _in_vain(alone, 2)
    reply = await alone.press("ana", verb)
    assert says in reply.said
    me = await alone.person("ana")
    assert me.silent_offers == 0
    assert (me.opted_in, me.stays_out) == (verb != "stop_asking", verb == "stop_asking")
    thread = await alone.ask("How do I sort in Excel?")
    assert bool(thread.offers) is asked


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, texts.SAY["keep_asking"]),
        ({"digest": True}, texts.SAY["keep_digest"]),
        ({"hours": "never"}, texts.SAY["hours_never"]),
        ({"hours": "never", "digest": True}, texts.SAY["hours_never"]),
        ({"active": False}, texts.SAY["joined_unknown"]),
        ({"imported": False}, texts.SAY["joined_unknown"]),
        ({"away_until": timedelta(days=9)}, "and are asked again from then on"),
        ({"away_until": -timedelta(days=9)}, texts.SAY["keep_asking"]),
    ],
    ids=str,
)
async def test_who_goes_on_reads_how_they_are_asked_from_now_on(
    alone: Company, changes: dict[str, Any], says: str
) -> None:
    if "away_until" in changes:
        changes = {"away_until": alone.parts.services.now() + changes["away_until"]}
    await alone.change("ana", **changes)
    assert says in (await alone.press_raw("ana", "keep_asking", {})).said
    assert (await alone.person("ana")).away_until == changes.get("away_until")


async def test_two_weeks_are_over_after_two_weeks(alone: Company) -> None:
    await _in_vain(alone, 2)
    await alone.press("ana", "rest_two_weeks")
    me, now = await alone.person("ana"), alone.parts.services.now()
    assert me.away_until is not None
    assert now + timedelta(days=13) < me.away_until <= now + timedelta(days=14)
    local = me.away_until.astimezone(ZoneInfo(me.time_zone))
    assert (local.hour, local.minute) == (0, 0)
    await alone.later(days=14)
    assert len((await alone.ask("How do I sort in Excel?")).offers) == 1


async def test_two_weeks_do_not_shorten_a_longer_pause(alone: Company) -> None:
    longer = alone.parts.services.now() + timedelta(days=40)
    await alone.change("ana", away_until=longer)
    reply = await alone.press_raw("ana", "rest_two_weeks", {})
    assert (await alone.person("ana")).away_until == longer
    local = longer.astimezone(ZoneInfo((await alone.person("ana")).time_zone))
    assert f"{local:%d %B %Y}" in reply.said


async def test_no_more_is_heeded_whatever_the_rule_of_consent(alone: Company) -> None:
    await _in_vain(alone, 2)
    await alone.press("ana", "stop_asking")
    await alone.rule(ask_consent=False)
    thread = await alone.ask("How do I sort in Excel?")
    reasons = {each.mentor: each.reason for each in thread.shortlists[0].refusals}
    assert reasons["ana"] is RefusalReason.NOT_OPTED_IN


async def _answers(company: Company) -> None:
    await company.answer("ana")


async def _resumes(company: Company) -> None:
    await company.say("ana", "resume")


async def _pauses(company: Company) -> None:
    await company.say("ana", "pause until tomorrow")
    await company.quiet()
    await company.change("ana", away_until=None)


async def _saves(company: Company) -> None:
    await company.say("ana", "my skills")
    await company.press("ana", "set_skills", {"skills": "Excel: 5", "asked": "true"})


async def _wants_it_again(company: Company) -> None:
    await company.say("ana", "my skills")
    assert "I have stopped asking you for now" in await company.told("ana", "stopped asking")
    await company.press("ana", "keep_asking")


ENDS = [_answers, _resumes, _pauses, _saves, _wants_it_again]


@pytest.mark.parametrize("act", ENDS)
async def test_what_a_helper_does_ends_it(alone: Company, act: Any) -> None:
    await _in_vain(alone, 2)
    await act(alone)
    await alone.quiet()
    assert not await _refused(alone)


@pytest.mark.parametrize("text", ["How do I mute in Teams?", "thanks", "my questions", "help"])
async def test_what_a_learner_says_does_not_end_it_but_counts_before(
    alone: Company, text: str
) -> None:
    await _in_vain(alone)
    assert (await alone.person("ana")).silent_offers == 1
    await alone.say("ana", text)
    assert (await alone.person("ana")).silent_offers == 0
    await _in_vain(alone, 2)
    await alone.say("ana", f"{text} ")
    assert await _refused(alone)


async def test_any_press_before_sets_the_count_back(alone: Company) -> None:
    await _in_vain(alone)
    thread = await alone.ask()
    await alone.press("ana", "take")
    assert (await alone.person("ana")).silent_offers == 0
    assert (await alone.thread()).id == thread.id


async def test_what_somebody_else_answered_is_not_held_against_anybody(company: Company) -> None:
    for each in ("cai", "dan"):
        await company.change(each, opted_in=False)
    await company.rule(ladder="2 peer 30")
    for _ in range(3):
        thread = await company.ask(f"How do I pivot in Excel, {company.new_id()}?")
        assert thread.asked == {"ana", "ben"}
        await company.answer("ana", ANSWER)
        await company.finish()
        await company.quiet()  # no message is under way while the times are moved
        await company.later(minutes=31)
    assert (await company.person("ben")).silent_offers == 0


async def test_what_never_arrived_is_not_held_against_anybody(alone: Company) -> None:
    for _ in range(2):
        await alone.ask(f"How do I pivot in Excel, {alone.new_id()}?")
        await alone.store.driver.collection("jobs").update_many(
            {"tenant": alone.store.tenant, "kind": "offer"}, {"$set": {"state": "uncertain"}}
        )
        await alone.later(minutes=31)
    assert (await alone.person("ana")).silent_offers == 0


async def test_who_helped_somebody_else_meanwhile_was_busy(alone: Company) -> None:
    await alone.ask("How do I pivot in Excel?")
    await alone.ask("How do I chart in Excel?")
    await alone.answer("ana")
    await alone.later(minutes=31)
    assert (await alone.person("ana")).silent_offers == 0


async def test_of_two_that_run_out_at_once_one_question_comes(alone: Company) -> None:
    await alone.rule(silent_offers_max=2, silent_apart_hours=0)
    first = await alone.ask("How do I pivot in Excel?")
    second = await alone.ask("How do I chart in Excel?")
    third = await alone.ask("How do I sort in Excel?")
    await alone.later(minutes=31)
    states = {(await alone.store.thread(each.id)).state for each in (first, second, third)}
    assert states == {State.UNANSWERED}
    assert (await alone.person("ana")).silent_offers == 2
    assert len(_asked_to_go_on(alone)) == 1


async def test_what_is_held_stays_and_may_be_taken(alone: Company) -> None:
    thread = await alone.ask("How do I sort in Excel?")
    await alone.change("ana", silent_offers=2)
    await alone.press("ana", "take")
    assert (await alone.store.thread(thread.id)).state is State.TAKEN
    assert (await alone.person("ana")).silent_offers == 0


async def _missed(company: Company, **wait: float) -> int:
    """Ana misses one more question after a wait; give how many silences were counted."""
    await company.later(**wait)
    await company.ask(f"How do I pivot in Excel, {company.new_id()}?")
    await company.later(minutes=31)
    return (await company.person("ana")).silent_offers


async def test_requests_missed_in_the_same_day_are_one_silence(alone: Company) -> None:
    assert await _missed(alone, minutes=0) == 1
    assert await _missed(alone, minutes=0) == 1
    assert await _missed(alone, hours=22) == 1
    assert _asked_to_go_on(alone) == []
    assert not await _refused(alone)
    assert await _missed(alone, hours=2) == 2
    assert len(_asked_to_go_on(alone)) == 1


async def test_two_that_wait_at_once_are_one_silence(alone: Company) -> None:
    await alone.ask("How do I pivot in Excel?")
    await alone.ask("How do I chart in Excel?")
    await alone.later(minutes=31)
    assert (await alone.person("ana")).silent_offers == 1


async def test_the_rule_says_how_far_apart_silences_are(alone: Company) -> None:
    await alone.rule(silent_offers_max=9, silent_apart_hours=3)
    assert await _missed(alone, minutes=0) == 1
    assert await _missed(alone, hours=2) == 1
    assert await _missed(alone, hours=1) == 2
    await alone.rule(silent_apart_hours=0)
    assert await _missed(alone, minutes=0) == 3


async def test_an_answer_half_a_day_late_sets_the_count_back(alone: Company) -> None:
    assert await _missed(alone, minutes=0) == 1
    await alone.later(hours=12)
    await alone.answer("ana")
    assert (await alone.person("ana")).silent_offers == 0
    assert await _missed(alone, hours=24) == 1


async def test_what_an_import_and_forget_make_of_the_last_silence(alone: Company) -> None:
    await _in_vain(alone)
    me = await alone.person("ana")
    assert me.silent_at is not None
    row = replace(hired(alone.teams, "ana"), title="Analyst")
    await alone.store.import_people([row], {}, alone.parts.services.now())
    assert (await alone.person("ana")).silent_at == me.silent_at
    await alone.say("ana", "forget me")
    await alone.press("ana", "forget_me")
    assert (await alone.person("ana")).silent_at is None


async def _night(company: Company) -> int:
    """Ask whoever was not asked; give how many that were, and let it arrive."""
    asked = await ask_the_stood_down(company.parts.services)
    company.parts.services.wake()
    await company.quiet()
    return asked


async def test_who_a_stricter_rule_stands_down_is_asked_once_too(alone: Company) -> None:
    await alone.rule(silent_offers_max=5)
    await _in_vain(alone, 3)
    assert await _night(alone) == 0
    await alone.rule(silent_offers_max=2)
    assert await _refused(alone)
    assert _asked_to_go_on(alone) == []
    assert [await _night(alone) for _ in range(3)] == [1, 0, 0]
    assert len(_asked_to_go_on(alone)) == 1
    await alone.store.driver.collection("jobs").delete_many(  # as their time to live has it
        {"tenant": alone.store.tenant, "kind": QUESTION}
    )
    assert await _night(alone) == 0


async def test_two_nights_at_once_ask_once(alone: Company) -> None:
    await _in_vain(alone)
    await alone.rule(silent_offers_max=1)
    services = alone.parts.services
    assert min(await asyncio.gather(*(ask_the_stood_down(services) for _ in range(2)))) == 0
    assert len(await alone.jobs(kind=QUESTION)) == 1


async def test_who_was_asked_when_the_last_request_ran_out_is_not_asked_at_night(
    alone: Company,
) -> None:
    await _in_vain(alone, 2)
    assert await _night(alone) == 0
    await alone.press("ana", "keep_asking")
    await _in_vain(alone, 2)
    assert len(_asked_to_go_on(alone)) == 1  # the first shows what was pressed
    assert await _night(alone) == 0


@pytest.mark.parametrize(
    "changes",
    [{"stays_out": True}, {"active": False}, {"reachable": False}, {"silent_offers": 0}],
    ids=str,
)
async def test_the_night_asks_only_who_is_still_stood_down_and_can_be_asked(
    alone: Company, changes: dict[str, Any]
) -> None:
    await _in_vain(alone)
    await alone.rule(silent_offers_max=1)
    await alone.change("ana", **changes)
    assert await _night(alone) == 0


async def test_who_had_no_room_for_the_question_gets_it_when_there_is(alone: Company) -> None:
    await _in_vain(alone)
    await alone.later(hours=24)
    await alone.ask()
    back = alone.parts.services.now() + timedelta(days=40)
    await alone.change("ana", away_until=back)
    await alone.later(minutes=31)
    assert await _refused(alone)
    assert await _night(alone) == 0
    await alone.later(days=39)
    assert await _night(alone) == 1
    await alone.later(days=2)
    assert len(_asked_to_go_on(alone)) == 1


async def test_what_a_rule_made_stricter_counts_is_counted_no_further(alone: Company) -> None:
    await _in_vain(alone)
    await alone.later(hours=24)
    await alone.ask()
    await alone.rule(silent_offers_max=1)
    await alone.later(minutes=31)
    assert (await alone.person("ana")).silent_offers == 1
    assert await _night(alone) == 1
    assert len(_asked_to_go_on(alone)) == 1


async def test_the_question_waits_for_the_hours(alone: Company) -> None:
    await _in_vain(alone)
    await alone.later(hours=24)
    await alone.ask()
    tomorrow = alone.parts.services.now() + timedelta(days=1)
    await alone.change("ana", hours=f"{tomorrow:%a} 00:00-24:00".casefold())
    await alone.later(minutes=31)
    assert _asked_to_go_on(alone) == []
    (job,) = await alone.jobs(kind=QUESTION)
    assert job["due"] > alone.parts.services.now()
    await alone.change("ana", hours=ALWAYS)
    await alone.later(days=1)
    await alone.until(lambda: _asked_to_go_on(alone), "the question")


async def test_a_question_that_was_settled_before_is_not_asked(alone: Company) -> None:
    await _in_vain(alone)
    await alone.later(hours=24)
    await alone.ask()
    tomorrow = alone.parts.services.now() + timedelta(days=1)
    await alone.change("ana", hours=f"{tomorrow:%a} 00:00-24:00".casefold())
    await alone.later(minutes=31)
    await alone.say("ana", "resume")
    await alone.later(days=1)
    await asyncio.sleep(0)
    assert _asked_to_go_on(alone) == []


# ---- no, thanks


async def test_no_thanks_is_remembered(company: Company) -> None:
    await company.store.import_people(
        [hired(company.teams, "gus", opted_in=False, welcomed=False)],
        {},
        company.parts.services.now(),
    )
    await company.teams.install("gus")
    await company.message("gus", "stay_out")
    reply = await company.press("gus", "stay_out")
    assert "do not bring it up again" in reply.said
    me = await company.person("gus")
    assert (me.opted_in, me.stays_out) == (False, True)
    await company.say("gus", "help")
    await company.quiet()
    assert "join" not in verbs(company.messages("gus")[-1])


async def test_who_said_no_may_change_their_mind(company: Company) -> None:
    await company.change("ana", opted_in=False, stays_out=True)
    await company.say("ana", "my skills")
    await company.press("ana", "set_skills", {"skills": "Excel: 5", "asked": "true"})
    me = await company.person("ana")
    assert (me.opted_in, me.stays_out) == (True, False)
    await company.press("ana", "set_skills", {"skills": "Excel: 5", "asked": "false"})
    me = await company.person("ana")
    assert (me.opted_in, me.stays_out) == (False, True)


async def test_saving_skills_says_nothing_for_who_never_agreed(company: Company) -> None:
    await company.change("ana", opted_in=False)
    await company.say("ana", "my skills")
    await company.press("ana", "set_skills", {"skills": "Excel: 5", "asked": "false"})
    assert not (await company.person("ana")).stays_out


# ---- outside, by mail


@pytest.mark.parametrize(
    ("do", "opted_in", "paused"),
    [("join", True, False), ("rest", True, True), ("leave", False, False)],
)
async def test_by_mail_the_page_asks_whether_to_go_on(
    outside: Outside, do: str, *, opted_in: bool, paused: bool
) -> None:
    company, post = outside.company, outside.post
    await outside.bring()
    await outside.send(link_of(post.mails[0]), do="join")
    await outside.alone()
    for _ in range(2):
        await company.later(hours=24)
        await company.ask(f"How do I pivot in Excel, {company.new_id()}?")
        await company.later(hours=5)
    mail = post.mails[-1]
    assert mail["Subject"] == "Shall we go on asking you?"
    page = await outside.get(link_of(mail))
    assert "Shall we go on asking you?" in page.words
    assert (await company.person("olga")).silent_offers == 2
    await outside.send(link_of(mail), do=do)
    me = await company.person("olga")
    assert me.opted_in is opted_in
    assert (me.away_until is not None) is paused
    assert "Shall we go on asking you?" not in (await outside.get(link_of(mail))).words or (
        me.silent_offers == 2 and not opted_in
    )
