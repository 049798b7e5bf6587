"""Asked once a day: chosen, read at the opening, one question taken, and left again."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest

from matching.model import PersonId, RefusalReason
from matching.thread import OfferState, State
from storage.change import Change, Job
from storage.commit import Cause
from teams_bot import texts
from teams_bot.commands.thread import told
from teams_bot.digests import next_day
from teams_bot.tryout.chats import Delivery
from tests.support.company import ANSWER, Company, buttons, hired, verbs, words

LONG = "1 peer 2880; 1 peer 2880"  # a question waits for two days
TIMER, MESSAGE = "digest_day", "digest"
ANOTHER = "How do I chart in Excel?"


async def chosen(company: Company, *who: str) -> None:
    """Let these people be asked once a day; Ben alone is asked one by one."""
    await company.rule(ladder=LONG)
    for each in ("cai", "dan"):
        await company.change(each, opted_in=False)
    for each in who:
        await company.say(each, "digest")
        await company.told(each, "once a day")


async def next_morning(company: Company, days: int = 1) -> None:
    """Let days pass: what is named after its date is moved with what is remembered."""
    await company.quiet()
    queue = company.store.driver.collection("jobs")
    for each in await company.jobs(kind={"$in": [TIMER, MESSAGE]}):
        start, _, day = each["key"].rpartition(":")
        key = f"{start}:{date.fromisoformat(day) - timedelta(days=days)}"
        await queue.delete_one({"_id": each["_id"], "tenant": company.store.tenant})
        await queue.insert_one({**each, "_id": f"{company.store.tenant}:{key}", "key": key})
    await company.later(hours=24 * days)


def digests(company: Company, who: str) -> list[str]:
    return [
        words(each)
        for each in company.messages(who)
        if "pick_up" in verbs(each) or "skills today" in words(each)
    ]


async def test_what_is_not_for_colleagues_yet_is_in_no_digest_and_cannot_be_taken(
    company: Company,
) -> None:
    await chosen(company, "ana")
    await company.change("lea", manager=PersonId("lou"), manager_allowed=True)
    await company.change("lou", opted_in=True)
    await company.rule(ladder=LONG, ladders="excel = manager 2880; 1 peer 60")
    thread = await company.ask()
    assert thread.asked == {"lou"}
    await next_morning(company)
    assert digests(company, "ana") == []
    said = (await company.press_raw("ana", "pick_up", {"thread": thread.id})).said
    assert texts.SAY["picked_not_you"] in said
    assert "ana" not in (await company.thread()).asked


async def test_who_does_not_know_the_topic_cannot_take_it(company: Company) -> None:
    await chosen(company, "ana")
    thread = await company.ask()
    await company.change("lou", opted_in=True, imported=True)
    said = (await company.press_raw("lou", "pick_up", {"thread": thread.id})).said
    assert texts.SAY["picked_not_you"] in said


async def test_a_day_of_somebody_who_is_asked_once_a_day(company: Company) -> None:
    await chosen(company, "ana")
    thread = await company.ask()
    assert thread.asked == {"ben"}
    refused = {each.mentor: each.reason for each in thread.shortlists[0].refusals}
    assert refused[PersonId("ana")] is RefusalReason.DIGEST
    second = await company.ask(ANOTHER, who="lou")
    assert digests(company, "ana") == []

    await next_morning(company)
    (seen,) = digests(company, "ana")
    assert thread.text in seen
    assert "About: Excel. Asked yesterday." in seen
    assert seen.index(thread.text) < seen.index(second.text)  # the oldest first
    assert len((await company.person("ana")).interrupted_at) == 1

    message = await company.message("ana", "pick_up")
    first, _ = [each for each in buttons(message) if each["verb"] == "pick_up"]
    reply = await company.teams.press("ana", message.id, first, {})
    assert "This one is yours" in str(reply.body)
    assert second.text in str(reply.body)
    assert thread.text not in str(reply.body)
    await company.quiet()
    taken = await company.thread("lea")
    assert taken.state is State.TAKEN
    (mine,) = [each for each in taken.offers if each.mentor == "ana"]
    assert (mine.state, mine.own_choice, mine.source) == (OfferState.TAKEN, True, "peer")
    assert "Ana" in company.seen("lea")[-1]
    assert "Chosen from their digest by Ana" in told(taken, {PersonId("ana"): "Ana"})
    assert len((await company.person("ana")).interrupted_at) == 1  # nobody interrupted her again

    await company.answer("ana")
    await company.told("lea", ANSWER)
    assert (await company.thread("lea")).state is State.ANSWERED
    assert "Lea has your answer" in company.seen("ana")[-1]


async def test_each_day_brings_the_next_and_nothing_to_tell_is_no_digest(
    company: Company,
) -> None:
    await chosen(company, "ana")
    for _ in range(3):
        await next_morning(company)
        (timer,) = await company.jobs(kind=TIMER, state="pending")
        assert timer["due"] > company.parts.services.now()
    assert digests(company, "ana") == []
    assert (await company.person("ana")).interrupted_at == ()
    await company.ask()
    await next_morning(company)
    assert len(digests(company, "ana")) == 1


async def test_choosing_it_twice_or_after_a_break_makes_one_timer(company: Company) -> None:
    await chosen(company, "ana", "ana")
    await company.say("ana", "digest off")
    await company.told("ana", "one by one again")
    await company.say("ana", "digest on")
    await company.quiet()
    assert len(await company.jobs(kind=TIMER)) == 1


async def test_who_left_the_digest_is_asked_one_by_one(company: Company) -> None:
    await chosen(company, "ana")
    await company.say("ana", "one by one")
    await company.quiet()
    assert (await company.ask()).asked == {"ana"}
    await next_morning(company)
    assert digests(company, "ana") == []
    assert await company.jobs(kind=TIMER, state="pending") == []


async def test_a_digest_that_waits_is_not_sent_to_who_left_it_meanwhile(company: Company) -> None:
    await chosen(company, "ana")
    await company.ask()
    services = company.parts.services
    soon = services.now() + timedelta(hours=1)
    job = Job(key="digest:ana:2020-01-01", kind=MESSAGE, due=soon, to=PersonId("ana"))
    await company.store.commit(Change(jobs=(job,)), Cause(), services.now())
    skills = {"skills": "Excel: 4", "digest": "false"}
    assert (await company.press_raw("ana", "set_skills", skills)).status == 200
    await company.later(hours=1)
    (ended,) = await company.jobs(kind=MESSAGE)
    assert (ended["state"], ended["why"]) == ("cancelled", "moot")
    assert digests(company, "ana") == []


@pytest.mark.parametrize(
    "changes",
    [
        {"hours": "never"},
        {"away_until": 2},
        {"suspended_until": 2},
        {"interrupted_at": 6},
        {"opted_in": False},
        {"active": False},
        {"minutes_per_week": 0},
        {"languages": ("fi",)},
        {"blocked": (PersonId("lea"),)},
        {"skills_own": {}},
    ],
    ids=str,
)
async def test_whoever_may_not_be_asked_gets_none(
    company: Company, changes: dict[str, Any]
) -> None:
    await chosen(company, "ana")
    await company.change("lea", languages=("de",))
    await company.ask()
    now = company.parts.services.now()
    for name in ("away_until", "suspended_until"):
        if name in changes:
            changes = {name: now + timedelta(days=changes[name])}
    if "interrupted_at" in changes:  # counters change with what is written alone
        people = company.store.driver.collection("people")
        full = {"interrupted_at": [now + timedelta(hours=24)] * changes["interrupted_at"]}
        await people.update_one({"tenant": company.store.tenant, "id": "ana"}, {"$set": full})
    else:
        await company.change("ana", **changes)
    await next_morning(company)
    assert digests(company, "ana") == []


async def test_a_day_that_is_gone_gets_no_digest(company: Company) -> None:
    await chosen(company, "ana")
    await company.ask()
    await next_morning(company, days=2)
    assert digests(company, "ana") == []
    assert len(await company.jobs(kind=TIMER, state="pending")) == 1


async def test_of_two_who_press_at_once_one_has_it_and_the_other_is_told(
    company: Company,
) -> None:
    await company.change("cai", opted_in=True)
    await chosen(company, "ana", "dan")
    await company.change("dan", opted_in=True)
    thread = await company.ask()
    await next_morning(company)
    replies = await asyncio.gather(*(company.press(each, "pick_up") for each in ("ana", "dan")))
    await company.quiet()
    said = [each.said for each in replies]
    assert sum("This one is yours" in each for each in said) == 1
    assert sum("was a moment faster and has this one" in each for each in said) == 1
    found = await company.thread("lea")
    assert found.id == thread.id
    assert sum(each.own_choice for each in found.offers) == 1


@pytest.mark.parametrize("how", ["answered", "cancelled", "again"])
async def test_what_is_over_says_so_in_one_sentence(company: Company, how: str) -> None:
    await chosen(company, "ana")
    await company.ask()
    await next_morning(company)
    if how == "answered":
        await company.answer("ben")
    elif how == "cancelled":
        await company.press("lea", "cancel")
    else:
        await company.press("ana", "pick_up")
        await company.quiet()
    button = {"thread": (await company.thread()).id}
    reply = await company.press_raw("ana", "pick_up", button)
    expected = "picked" if how == "again" else "picked_gone"
    assert texts.SAY[expected] in reply.said
    assert "Nothing else waits on your skills now" in reply.said
    assert (await company.person("ana")).load == (how == "again")


async def test_who_has_no_room_left_is_told_so(company: Company) -> None:
    await chosen(company, "ana")
    await company.ask()
    await company.ask(ANOTHER, who="lou")
    await company.rule(open_offers_max=1)
    await next_morning(company)
    first = await company.press("ana", "pick_up")
    assert "This one is yours" in first.said
    await company.quiet()
    (other,) = await company.threads("lou")
    second = await company.press_raw("ana", "pick_up", {"thread": other.id})
    assert texts.SAY["picked_full"] in second.said
    assert other.text in second.said  # it still waits, and nothing else is claimed
    assert (await company.person("ana")).load == 1


async def test_a_blocked_pair_meets_in_no_digest_and_by_no_press(company: Company) -> None:
    await chosen(company, "ana")
    thread = await company.ask()
    await company.change("lea", blocked=(PersonId("ana"),))
    await next_morning(company)
    assert digests(company, "ana") == []
    reply = await company.press_raw("ana", "pick_up", {"thread": thread.id})
    assert texts.SAY["picked_not_you"] in reply.said


async def test_who_asks_without_a_name_has_none_in_a_digest(company: Company) -> None:
    await chosen(company, "ana")
    await company.say("lea", "anonymous: How do I pivot in Excel?")
    await company.quiet()
    await next_morning(company)
    (seen,) = digests(company, "ana")
    assert "How do I pivot in Excel?" in seen
    assert "Lea" not in seen
    await company.press("ana", "pick_up")
    await company.quiet()
    assert not any("Lea" in each for each in company.seen("ana"))


async def test_no_more_questions_than_the_rule_says_and_only_on_ones_skills(
    company: Company,
) -> None:
    await chosen(company, "ana")
    await company.rule(digest_questions_max=2, open_offers_max=20, interruptions_per_day=50)
    for number in range(4):
        await company.ask(f"How do I pivot table {number} in Excel?")
    await company.say("lea", "How do I fold a napkin properly?")
    await next_morning(company)
    (seen,) = digests(company, "ana")
    assert "table 0" in seen
    assert "table 1" in seen
    assert "table 2" not in seen
    assert "napkin" not in seen


async def test_who_is_forgotten_gets_no_digest(company: Company) -> None:
    await chosen(company, "ana")
    await company.ask()
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    assert not (await company.person("ana")).digest
    await next_morning(company)
    assert digests(company, "ana") == []
    assert await company.jobs(kind=TIMER, state="pending") == []


async def test_what_somebody_chose_survives_an_import(company: Company) -> None:
    await chosen(company, "ana")
    row = hired(company.teams, "ana", title="Dr")
    await company.store.import_people([row], {}, company.parts.services.now())
    found = await company.person("ana")
    assert (found.title, found.digest) == ("Dr", True)


async def test_the_switch_of_my_skills_does_the_same(company: Company) -> None:
    await company.say("ana", "my skills")
    saved = await company.press("ana", "set_skills", {"skills": "Excel: 4", "digest": "true"})
    assert "Once a day" in saved.said
    assert (await company.person("ana")).digest
    assert len(await company.jobs(kind=TIMER, state="pending")) == 1
    assert await next_day(company.parts.services, await company.person("ana")) == ()


async def test_at_the_desk_there_is_nothing_to_choose(company: Company) -> None:
    await company.change("ana", source="call_centre")
    await company.say("ana", "digest")
    await company.told("ana", "Nothing was changed")
    await company.press_raw("ana", "set_skills", {"skills": "Excel: 4", "digest": "true"})
    assert not (await company.person("ana")).digest


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({}, "once a day"),
        ({"hours": "never"}, texts.SAY["hours_never"]),
        ({"active": False}, texts.SAY["joined_unknown"]),
        ({"imported": False}, texts.SAY["joined_unknown"]),
    ],
    ids=str,
)
async def test_no_digest_is_promised_where_none_comes(
    company: Company, changes: dict[str, Any], says: str
) -> None:
    await company.change("ana", **changes)
    for command in ("digest", "digest off") if changes else ("digest",):
        await company.say("ana", command)
        await company.quiet()
        assert says in company.seen("ana")[-1]
        assert ("once a day" in company.seen("ana")[-1]) is (not changes)
    assert (await company.person("ana")).digest is (not changes)


# ---- words that are taken back


async def _erased(company: Company, how: str, message: Delivery) -> str:
    """Take back a question, or reword it; give what it says from then on."""
    if how == "edited":
        await company.teams.edit("lea", message.activity["id"], "How do I unpivot in Excel?")
    elif how == "deleted":
        await company.teams.delete("lea", message.activity["id"])
    else:
        await company.say("lea", "forget me")
        await company.press("lea", "forget_me")
    await company.quiet()
    return "How do I unpivot in Excel?" if how == "edited" else ""


@pytest.mark.parametrize("how", ["edited", "deleted", "forgotten"])
async def test_a_digest_shows_no_words_that_were_taken_back(company: Company, how: str) -> None:
    await chosen(company, "ana", "dan")
    await company.change("dan", opted_in=True)
    message = await company.say("lea", "How do I pivot in Excel?")
    await company.quiet()
    other = await company.ask(ANOTHER, who="lou")
    await next_morning(company)
    before = {who: len(company.messages(who)) for who in ("ana", "dan")}
    for who in before:
        assert "How do I pivot" in digests(company, who)[0]
    now = await _erased(company, how, message)
    for who, number in before.items():
        assert len(company.messages(who)) == number
        (seen,) = digests(company, who)
        assert "How do I pivot" not in seen
        assert now in seen
        assert other.text in seen


async def test_a_digest_that_quotes_nothing_else_says_so(company: Company) -> None:
    await chosen(company, "ana")
    message = await company.say("lea", "How do I pivot in Excel?")
    await company.quiet()
    await next_morning(company)
    number = len(company.messages("ana"))
    await _erased(company, "deleted", message)
    assert len(company.messages("ana")) == number
    assert "Nothing else waits on your skills now" in company.seen("ana")[-1]
    assert all("How do I pivot" not in each for each in company.seen("ana"))


async def test_what_is_picked_from_a_digest_brings_nothing_new_into_it(company: Company) -> None:
    await chosen(company, "ana")
    await company.ask()
    await next_morning(company)
    later = await company.ask(ANOTHER, who="lou")
    reply = await company.press("ana", "pick_up")
    assert "This one is yours" in reply.said
    assert later.text not in reply.said


async def test_what_somebody_forgets_goes_from_their_own_digest(company: Company) -> None:
    await chosen(company, "ana")
    thread = await company.ask()
    await next_morning(company)
    assert thread.text in digests(company, "ana")[0]
    await company.say("ana", "forget me")
    await company.press("ana", "forget_me")
    await company.quiet()
    assert all(thread.text not in each for each in company.seen("ana"))


# ---- where only people are left who read a digest


async def readers_only(company: Company, **rules: Any) -> None:
    """Ana reads a digest, and nobody else may be asked."""
    await chosen(company, "ana")
    await company.change("ben", opted_in=False)
    await company.rule(ladder="1 peer 30", **rules)


async def test_a_question_for_readers_alone_waits_for_their_next_digest(company: Company) -> None:
    await readers_only(company, digest_wait_minutes=1440)
    thread = await company.ask()
    assert (thread.state, thread.rung, thread.offers) == (State.OPEN, 1, ())
    (card,) = company.seen("lea")
    assert "Your question waits for a colleague's daily message" in card
    assert "chose to be asked once a day" in card
    assert "I will ask others" not in card
    (posting,) = thread.postings
    assert thread.rung_ends == posting.due + timedelta(days=1)
    await next_morning(company)
    assert thread.text in digests(company, "ana")[0]
    await company.press("ana", "pick_up")
    await company.quiet()
    await company.answer("ana")
    assert (await company.thread()).state is State.ANSWERED


async def test_it_ends_where_no_reader_takes_it_up(company: Company) -> None:
    await readers_only(company)
    thread = await company.ask()
    await company.later(hours=48)
    ended = await company.store.thread(thread.id)
    assert (ended.state, ended.rung) == (State.UNANSWERED, 1)
    said = company.seen("lea")[-1]
    assert "nobody has answered" in said
    assert "late answer" not in said
    assert len(company.messages("lea")) == 2


async def test_a_digest_that_came_since_is_not_waited_for_again(company: Company) -> None:
    await readers_only(company)
    await company.rule(ladder="1 peer 2880; 1 peer 30")
    await company.change("ben", opted_in=True)
    thread = await company.ask()
    assert thread.asked == {"ben"}
    await company.later(hours=49)
    ended = await company.store.thread(thread.id)
    assert (ended.state, ended.postings) == (State.UNANSWERED, ())


@pytest.mark.parametrize(
    "change",
    [
        {"digest_wait_minutes": 0},
        {"hours": "never"},
        {"digest": False, "opted_in": False},
        {"reachable": False},
        {"far": True},
    ],
    ids=str,
)
async def test_it_ends_at_once_where_no_digest_comes_soon(
    company: Company, change: dict[str, Any]
) -> None:
    await readers_only(company)
    if "digest_wait_minutes" in change:
        await company.rule(**change)
    elif "far" in change:
        day = company.parts.services.now() + timedelta(days=6)
        await company.change("ana", hours=f"{day:%a} 00:00-24:00".casefold())
    else:
        await company.change("ana", **change)
    thread = await company.ask()
    assert (thread.state, thread.postings) == (State.UNANSWERED, ())


async def test_asking_others_does_not_wait_for_a_digest_twice(company: Company) -> None:
    await readers_only(company)
    await company.rule(ladder="1 peer 30")
    thread = await company.ask()
    await company.press_raw("ana", "pick_up", {"thread": thread.id})
    await company.quiet()
    await company.answer("ana")
    given = (await company.thread()).answers[0]
    data = {"thread": thread.id, "answer": given.id}
    assert "I asked everybody I could" in (await company.press_raw("lea", "not_helped", data)).said
    ended = await company.thread()
    assert (ended.state, len(ended.postings)) == (State.UNANSWERED, 1)
