"""What is listed is done: every intent, every kind of job twice over, every verb of a card."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, get_args

import pytest

from matching.model import PersonId
from matching.sources import Source
from matching.thread import OfferId, PostingId, Rating, Tapped, Thread, ThreadId, unseal
from matching.thread.joining import ask_joint, write_joint
from storage.change import (
    About,
    Change,
    Deflection,
    Draft,
    DraftId,
    Entry,
    Job,
    Person,
    Report,
    ReportId,
)
from storage.commit import Cause
from teams_bot import digests, intents, nightly
from teams_bot.intents import Intent
from teams_bot.messages import MESSAGES
from teams_bot.outcomes import NotAllowed
from teams_bot.reveals import ORIGIN
from teams_bot.services import Services
from teams_bot.timers import TIMERS
from teams_bot.turn.deciding import decide
from tests.support.company import ANSWER, EXCEL, GENERAL, QUESTION, Company, hired, kept, verbs
from tests.teams_bot.cards.gallery import POSTED, Said, in_a_channel

THREAD, OFFER, DRAFT = ThreadId("t"), OfferId("o"), DraftId("d")
POSTED_THERE: Mapping[str, Any] = {"thread": THREAD, "posting": PostingId("p")}
SAMPLES: Mapping[type[Intent], Mapping[str, Any]] = {
    intents.Say: {"text": QUESTION},
    intents.Edit: {"origin": "1", "text": QUESTION},
    intents.Delete: {"origin": "1"},
    intents.Pause: {"until": "tomorrow"},
    intents.Pleasantry: {"thanks": True},
    intents.NotACommand: {"text": "frobnicate"},
    intents.AskDraft: {"draft": DRAFT},
    intents.DropDraft: {"draft": DRAFT},
    intents.Solved: {"draft": DRAFT, "entry": "a"},
    intents.Confirm: {"draft": DRAFT},
    intents.ChooseTopics: {"thread": THREAD, "skills": "excel"},
    intents.AllowManager: {"thread": THREAD, "allowed": True},
    intents.KeepInside: {"thread": THREAD},
    intents.KeepOut: {"thread": THREAD},
    intents.Cancel: {"thread": THREAD},
    intents.Take: {"thread": THREAD, "offer": OFFER},
    intents.PickUp: {"thread": THREAD},
    intents.PassOn: {"thread": THREAD, "offer": OFFER},
    intents.AnswerIt: {"thread": THREAD, "offer": OFFER, "text": ANSWER},
    intents.FollowUpIt: {"thread": THREAD, "text": "Hm?"},
    intents.Finish: {"thread": THREAD, "answer": "a", "rating": "good"},
    intents.Tap: {"thread": THREAD, "answer": "a", "said": Tapped.HELPED},
    intents.SetSkills: {"skills": "Excel: 3"},
    intents.SetDigest: {"on": True},
    intents.KeepInside: {"thread": THREAD},
    intents.NoSuchVerb: {"verb": "explode"},
    intents.NotAboutThat: {"draft": DRAFT},
    intents.ReportIt: {"thread": THREAD},
    intents.RevealIt: {"draft": DRAFT, "confirmed": True},
    intents.BlockIt: {"thread": THREAD},
    intents.LookAtReport: {"report": "r"},
    intents.DecideReport: {"report": "r", "ruling": "keep"},
    intents.OpenDialog: {"quote": "Hm?", "place": None},
    intents.AnswerHere: {"thread": THREAD, "here": True},
    intents.RoomSeen: {
        "room": "19:c",
        "kind": "channel",
        "team": "",
        "name": "All",
        "service_url": "https://x",
        "bot": "28:b",
    },
    intents.RoomLeft: {"room": "19:c"},
    intents.Cast: POSTED_THERE | {"text": ANSWER},
    intents.SeeAnswers: POSTED_THERE,
    intents.Agree: POSTED_THERE | {"own": True},
    intents.JoinAnswers: {"thread": THREAD, "answer": "a"},
    intents.WriteJoint: POSTED_THERE | {"text": ANSWER},
    intents.JudgeJoint: POSTED_THERE | {"confirms": True},
}
APART = {nightly.KIND, digests.TIMER, "channel_gone", "remind", "rest"}  # have tests of their own
CONTRACT = {"join", "ask", "solved", "cancel", "take", "pass", "answer", "follow_up", "finish"}


async def test_every_intent_is_decided(company: Company) -> None:
    me = await company.person("lea")
    arrival = intents.arrival(company.activity("lea", "message"))
    for kind in get_args(Intent):
        wish = kind(**SAMPLES.get(kind, {}))
        try:
            decided: object = await decide(company.parts.services, me, arrival, wish)
        except NotAllowed as no:
            decided = no
        assert str(decided)


def test_every_verb_of_the_contracts_is_read() -> None:
    assert set(intents.VERBS) >= CONTRACT


def test_no_kind_of_job_is_both_a_message_and_a_timer() -> None:
    assert not MESSAGES.keys() & TIMERS.keys()


async def test_every_message_is_drawn_twice_alike_and_changes_nothing(company: Company) -> None:
    await company.ask()
    await company.answer("ana")
    await company.press("lea", "follow_up", {"text": "Hm?"})
    await company.quiet()
    thread = await company.thread()
    answer, line = thread.answers[0], thread.follow_ups[0]
    offer = await _offer_still_sent(company)
    placed = await _answered_in_a_channel(company)
    answer_there = placed.answers[0]
    sealed, joined = await _posted_to_a_crowd(company)
    there = {"posting": POSTED}
    entry = Entry(thread=thread.id, answer=answer.id)
    shown, later = (
        Draft(
            id=DraftId(name),
            person=PersonId("lou"),
            parts=("How?",),
            created=company.parts.services.now(),
            similar=(entry,),
        )
        for name in ("shown", "later")
    )
    asked = Draft(
        id=DraftId("asked"),
        person=PersonId("lea"),
        parts=(thread.id, "root", "Because."),
        origin=ORIGIN,
        created=company.parts.services.now(),
    )
    solved = Deflection(
        id=DraftId("solved"),
        person=PersonId("lou"),
        entry=entry,
        mentor=PersonId("ana"),
        day="2026-11-22",
        question=later.id,
    )
    report = Report(
        id=ReportId("reported"),
        thread=thread.id,
        about=About.LINE,
        item=line.id,
        reporter=PersonId("lou"),
        reported=PersonId("lea"),
        words="Hm?",
        at=company.parts.services.now(),
        kept_until=company.parts.services.now() + timedelta(days=1),
    )
    eve = hired(None, "eve", skills_given={EXCEL: 1}, digest=True)  # to whom nothing was sent
    change = Change(
        drafts=(shown, later, asked),
        deflections=((None, solved),),
        reports=((None, report),),
        people=((None, eve),),
    )
    await kept(company.parts.services, change)
    payloads: Mapping[str, tuple[Thread, Mapping[str, Any]]] = {
        "say": (thread, {"sentence": "Hello.", "card": None}),
        "welcome": (thread, {}),
        "status": (thread, {}),
        "status_update": (thread, {}),
        "offer": (offer, {"offer": offer.offers[0].id}),
        "offer_update": (offer, {"offer": offer.offers[0].id}),
        "answer": (thread, {"answer": answer.id}),
        "answer_update": (thread, {"answer": answer.id}),
        "blank": (thread, {"sent": "message-1"}),
        "follow_up": (thread, {"line": line.id}),
        "thanks": (placed, {"answer": answer_there.id}),
        "reminder": (thread, {}),
        "reminder_update": (thread, {}),
        "similar": (thread, {"draft": shown.id}),
        "check": (thread, {"deflection": solved.id}),
        "follow_up_update": (thread, {"line": line.id}),
        "thanks_update": (thread, {"answer": answer.id}),
        "thanks_words_update": (thread, {"answer": answer.id}),
        "thanks_news_update": (thread, {"answer": answer.id}),
        "moderate": (thread, {"report": report.id}),
        "posted": (placed, {"answer": answer_there.id}),
        "posted_update": (placed, {"answer": answer_there.id, "named": True}),
        "draft": (thread, {"draft": later.id, "attachment": False}),
        "console": (thread, {}),
        "posting": (sealed, there),
        "posting_update": (joined, there),
        "combined": (joined, there),
        "combined_update": (joined, there),
        "compare": (joined, there),
        "joint_ask": (joined, there),
        "joint_check": (joined, there),
        "joint": (joined, there),
        "joint_update": (joined, there),
        "stand_down": (thread, {}),
        "compare_update": (joined, there),
        "joint_ask_update": (joined, there),
        "joint_check_update": (joined, there),
        "reveal_asked": (thread, {"draft": asked.id}),
        "picked": (offer, {"offer": offer.offers[0].id}),
        "digest": (thread, {}),
        "digest_update": (thread, {"sent": "message-1", "quotes": [thread.id]}),
        "nudge": (thread, {}),
        "revealed": (thread, {"who": "Kim", "day": "22 November 2026"}),
    }
    assert payloads.keys() == MESSAGES.keys()
    await company.change("lea", source=Source.CALL_CENTRE, silent_offers=2)
    services = replace(company.parts.services, new_id=lambda: "always-the-same")
    before = await company.store.newest_threads()
    for kind, (of, payload) in payloads.items():
        now, to = services.now(), eve.id if kind in {"digest", "nudge"} else PersonId("lea")
        job = Job(key=kind, kind=kind, due=now, to=to, thread=of.id, payload=payload)
        first = await MESSAGES[kind].draw(services, job)
        second = await MESSAGES[kind].draw(services, job)
        assert first is not None
        assert first.summary
        assert first == second
    assert await company.store.newest_threads() == before
    over = sealed.cancel(services.now())  # no timer of it was ever written
    await kept(services, Change(threads=((sealed, over),)))


async def test_the_snapshot_of_a_day_taken_twice_is_one(company: Company) -> None:
    thread, services = await company.ask(), company.parts.services
    for number in range(2):
        await _run(services, nightly.KIND, thread.id, {"attempt": nightly.ATTEMPTS}, number)
        await services.finish()
    snapshots = company.store.driver.collection("snapshots")
    assert await snapshots.count_documents({"tenant": company.store.tenant}) == 1


@pytest.mark.parametrize("kind", sorted(TIMERS.keys() - APART))
async def test_every_timer_run_twice_leaves_the_same_as_once(company: Company, kind: str) -> None:
    await company.ask()
    await company.press("ana", "take")
    await company.quiet()
    if kind == "rung":
        await company.press("ana", "pass")
        await company.quiet()
    if kind == "left_in_peace":
        await planned_for_later(company)
    thread = await company.thread()
    payload: Mapping[str, Mapping[str, Any]] = {
        "rung": {"rung": thread.rung},
        "claim": {"offer": thread.offers[0].id},
        "drop_mentor": {"person": "ana"},
        "dead_letter": {"key": f"offer:{thread.live_offers[-1].id}", "why": "403"},
        "forget": {"person": "lea"},
        "keep_apart": {"one": "lea", "other": "ana"},
        "left_in_peace": {"person": thread.live_offers[-1].mentor},
    }
    ended = []
    for number in range(3):
        await _run(company.parts.services, kind, thread.id, payload[kind], number)
        ended.append(await _state(company))
    assert ended[0] == ended[1] == ended[2]
    assert ended[0][0] != thread
    await company.quiet()


@pytest.mark.parametrize("kind", ["remind", "rest"])
async def test_a_timer_of_an_answered_question_run_twice_is_as_once(
    company: Company, kind: str
) -> None:
    await company.rule(reminder_hours=0, close_after_days=0)
    await company.ask()
    await company.answer("ana")
    await company.rule(reminder_hours=1, close_after_days=1 if kind == "rest" else 7)
    await company.later(days=2)
    thread = await company.thread()
    ended = []
    for number in range(3):
        await _run(company.parts.services, kind, thread.id, {}, number)
        await company.quiet()
        ended.append((await company.thread(), len(company.messages("lea"))))
    assert ended[0] == ended[1] == ended[2]
    assert ended[0] != (thread, 2)


async def test_the_day_of_a_digest_worked_twice_has_one_message_and_one_day_after_it(
    company: Company,
) -> None:
    await company.change("dan", digest=True)
    thread = await company.ask()
    for number in range(3):
        await _run(company.parts.services, digests.TIMER, thread.id, {"person": "dan"}, number)
        await company.quiet()
    assert len(await company.jobs(kind=digests.MESSAGE)) == 1
    assert len(await company.jobs(kind=digests.TIMER)) == 1
    assert sum("pick_up" in verbs(each) for each in company.messages("dan")) == 1


async def planned_for_later(company: Company) -> None:
    """Let the hours of everybody who is asked begin in two hours."""
    thread, later = await company.thread(), company.parts.services.now() + timedelta(hours=2)
    offers = tuple(replace(each, due=later) for each in thread.offers)
    moved = replace(thread, offers=offers, revision=thread.revision + 1)
    await kept(company.parts.services, Change(threads=((thread, moved),)))


async def test_a_channel_that_is_gone_twice_is_gone_once(company: Company) -> None:
    posted = replace(in_a_channel(Said()), id=ThreadId("posted"))
    await kept(company.parts.services, Change(threads=((None, posted),)))
    ended = []
    for number in range(3):
        payload = {"channel": posted.postings[0].place}
        await _run(company.parts.services, "channel_gone", posted.id, payload, number)
        ended.append(await company.store.thread(posted.id))
    assert ended[0] == ended[1] == ended[2]
    assert ended[0] is not None
    assert not any(each.open for each in ended[0].postings)


async def _run(
    services: Services, kind: str, thread: ThreadId, payload: Mapping[str, Any], number: int
) -> None:
    """Put a timer into the queue as due, and work it as two workers would: twice."""
    now = services.now()
    job = Job(key=f"{kind}:again:{number}", kind="held", due=now, thread=thread, payload=payload)
    await services.store.commit(Change(jobs=(job,)), Cause(), now)
    (leased,) = await services.store.claim("test", ("held",), 1)
    await TIMERS[kind](services, leased)
    await TIMERS[kind](services, leased)


async def _state(company: Company) -> tuple[Thread, list[Person]]:
    people = [await company.person(each) for each in ("ana", "ben", "cai", "dan")]
    return await company.thread(), people


async def _posted_to_a_crowd(company: Company) -> tuple[Thread, Thread]:
    """Keep a question with an answer sealed, and one whose answers were joined."""
    said, now = Said(), company.parts.services.now()
    sealed = replace(in_a_channel(said, PersonId("ana")), id=ThreadId("sealed"))
    opened = unseal(in_a_channel(said, *map(PersonId, ("ana", "ben", "cai"))), now)
    asked = ask_joint(replace(opened, id=ThreadId("joined")), opened.answers[0].id, now)
    joined = write_joint(asked, opened.answers[0].mentor, ANSWER, now)
    await kept(company.parts.services, Change(threads=((None, sealed), (None, joined))))
    return sealed, joined


async def _offer_still_sent(company: Company) -> Thread:
    await company.say("lou", "How do I chart in Excel?")
    await company.quiet()
    return await company.thread("lou")


async def _answered_in_a_channel(company: Company) -> Thread:
    await company.teams.rooms.mention("gus", GENERAL, "How do I sort in Excel?")
    await company.quiet()
    asked = await company.thread("gus")
    assert asked.place is not None
    here = asked.answer_in(replace(asked.place, here=True))
    await kept(company.parts.services, Change(threads=((asked, here),)))
    who = asked.live_offers[0].mentor
    await company.press(who, "answer", {"answer": ANSWER})
    await company.quiet()
    given = await company.thread("gus")
    (answer,) = given.answers
    rated = given.rate(answer.id, rating=Rating.GREAT, minutes_saved=None, thanks="Thank you.")
    await kept(company.parts.services, Change(threads=((given, rated),)))
    return await company.thread("gus")
