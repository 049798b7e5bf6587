"""The call centre: a question stands at the desk until somebody takes and answers it."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from matching.model import PersonId, RefusalReason
from matching.sources import Source
from matching.thread import OfferState, State
from storage.change import Change, Door
from teams_bot import texts
from teams_bot.keys import new_key
from tests.support.channel import opened_channel
from tests.support.company import ANSWER, QUESTION, Company, hired, kept
from tests.support.desk import Seat, employed, seated


async def test_a_question_stands_at_the_desk_is_taken_answered_wrapped_up_and_rated(
    company: Company,
) -> None:
    await employed(company, "ana", ladder="1 peer 30; call_centre 120")
    seat = await seated(company, "ana")
    await company.ask()
    assert (await seat.state())["queue"] == []
    await company.later(minutes=31)
    assert "Your question is with the mentoring desk" in await company.told("lea", "desk")
    (waits,) = (await seat.state())["queue"]
    assert (waits["question"], waits["learner"], waits["skills"]) == (QUESTION, "Lea", ["Excel"])

    status, told = await seat.claim()
    assert (status, told["queue"]) == (200, [])
    assert "Ana of the mentoring desk has taken your question" in await company.told(
        "lea", "taken"
    )
    assert (await seat.on_talk("answer", text=ANSWER))[0] == 200
    assert "Ana answered your question" in await company.told("lea", ANSWER)
    assert (await seat.on_talk("wrap_up", code="Solved"))[0] == 200
    await company.finish(thanks="Perfect!")
    talk = await seat.talk()
    assert (talk["wrap_up"], talk["thanks"], talk["may_answer"]) == ("Solved", "Perfect!", False)
    thread = await company.thread()
    (offer,) = (each for each in thread.offers if each.mentor == "ana")
    assert (offer.source, offer.wrap_up, thread.state) == (
        Source.CALL_CENTRE,
        "Solved",
        State.CLOSED,
    )
    record = (await company.person("ana")).record
    assert (record.asked, record.reacted, record.answered, record.rated) == (1, 1, 1, 1)


async def test_a_claim_that_runs_out_puts_the_question_back_in_the_queue(company: Company) -> None:
    await employed(company, "ana", "ben")
    one, two = await seated(company, "ana"), await seated(company, "ben")
    await company.ask()
    await one.claim()
    (held,) = (await two.state())["queue"]
    assert held["held"]["by"] == "Ana"
    await company.later(minutes=31)
    (waits,) = (await two.state())["queue"]
    assert waits["held"] is None
    assert (await one.talk())["state"] == "expired"
    assert (await company.person("ana")).load == 0
    assert (await two.claim())[0] == 200
    assert (await company.thread()).claim.mentor == "ben"  # type: ignore[union-attr]
    assert (await one.on_talk("answer", text=ANSWER))[0] == 200  # late, and still welcome
    assert (await company.thread()).state is State.ANSWERED


async def test_a_claim_that_outlasts_the_rung_ends_the_search(company: Company) -> None:
    await employed(company, "ana", ladder="call_centre 20")
    seat = await seated(company, "ana")
    await company.ask()
    await seat.claim()
    await company.later(minutes=31)
    thread = await company.thread()
    assert (thread.state, [each.open for each in thread.postings]) == (State.UNANSWERED, [False])
    assert "I asked everybody I could" in await company.told("lea", "everybody")


async def test_a_question_handed_back_waits_with_a_note_for_the_next(company: Company) -> None:
    await employed(company, "ana", "ben")
    one, two = await seated(company, "ana"), await seated(company, "ben")
    await company.ask()
    await one.claim()
    assert (await one.on_talk("hand_back", note="It is <b>LibreOffice</b>"))[0] == 200
    for seat in (one, two):
        (waits,) = (await seat.state())["queue"]
        assert waits["notes"] == [{"of": "Ana", "text": "It is <b>LibreOffice</b>"}]
    assert (await one.state())["talks"] == []
    assert (await one.claim())[0] == 200  # a second time, by the same person
    assert (await company.person("ana")).load == 1
    assert (await company.thread()).rung == 1


async def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_kindly(
    company: Company,
) -> None:
    await employed(company, "ana", "ben")
    one, two = await seated(company, "ana"), await seated(company, "ben")
    await company.ask()
    both = await asyncio.gather(one.claim(), two.claim())
    assert sorted(status for status, _ in both) == [200, 409]
    (said,) = (told["error"] for status, told in both if status == 409)
    assert "was a moment faster" in said


async def test_forty_who_claim_at_once_leave_one_winner_and_every_count_right(
    company: Company,
) -> None:
    crew = [PersonId(f"desk-{number}") for number in range(40)]
    now = company.parts.services.now()
    rows = [
        hired(None, each, source=Source.CALL_CENTRE, address=None, reachable=False)
        for each in crew
    ]
    await company.store.import_people(rows, {}, now)
    await company.rule(ladder="call_centre 120")
    await company.ask()
    seats = [await keyed(company, each) for each in crew]
    (waits,) = (await seats[0].state())["queue"]
    fields = {"thread": waits["thread"], "posting": waits["posting"]}
    found = await asyncio.gather(*(each.press("claim", **fields) for each in seats))
    assert Counter(status for status, _ in found) == {200: 1, 409: 39}
    thread = await company.thread()
    assert [each.state for each in thread.offers] == [OfferState.TAKEN]


async def keyed(company: Company, who: str) -> Seat:

    session = await new_key(company.parts.services, PersonId(who), Door.CONSOLE)
    return Seat(company=company, who=who, session=session)


async def test_a_learner_who_takes_the_question_back_meanwhile_ends_it_for_the_desk(
    company: Company,
) -> None:
    await employed(company, "ana")
    seat = await seated(company, "ana")
    await company.ask()
    waits = (await seat.state())["queue"][0]
    await seat.claim()
    await company.press("lea", "cancel")
    await company.quiet()
    state = await seat.state()
    assert (state["queue"], state["talks"], (await company.person("ana")).load) == ([], [], 0)
    again = await seat.press("claim", thread=waits["thread"], posting=waits["posting"])
    assert (again[0], "not at the desk any more" in again[1]["error"]) == (409, True)


async def test_where_nobody_is_on_duty_the_rung_is_passed_over_and_says_why(
    company: Company,
) -> None:
    await employed(company, "ana", "ben", "cai", ladder="call_centre 120; 1 peer 30")
    now = company.parts.services.now()
    seat = await seated(company, "ana")
    why = (await seat.press("duty", on=False))[1]["roster"][-1]["why"]
    assert why.startswith("switched off duty, back ")
    await company.change("ben", away_until=now + timedelta(hours=3))
    await company.change("cai", opted_in=False)
    thread = await company.ask()
    assert [each.mentor for each in thread.live_offers] == ["dan"]
    assert {each.mentor: each.reason for each in thread.shortlists[0].refusals} == {
        "ana": "off_duty",
        "ben": "off_duty",
        "cai": "not_opted_in",
    }
    assert thread.postings == ()


async def test_a_learner_hears_that_nobody_is_on_duty(company: Company) -> None:
    await employed(company, "ana")
    await company.change("ana", off_duty=True)
    await company.ask()
    assert "1 of the mentoring desk not on duty" in await company.told("lea", "on duty")


async def test_a_desk_without_anybody_is_passed_over(company: Company) -> None:
    await company.rule(ladder="call_centre 120; 1 peer 30")
    thread = await company.ask()
    assert [each.mentor for each in thread.live_offers] == ["ana"]


async def test_a_question_waits_for_the_desk_to_open_within_the_rungs_time(
    company: Company,
) -> None:
    await employed(company, "ana")
    now = company.parts.services.now()
    await company.change("ana", away_until=now + timedelta(minutes=50))
    seat = await seated(company, "ana")
    thread = await company.ask()
    assert thread.postings[0].due == now + timedelta(minutes=50)
    assert "The desk opens at" in await company.told("lea", "opens")
    assert (await seat.state())["queue"] == []
    await company.later(minutes=51)
    assert len((await seat.state())["queue"]) == 1


async def test_in_hours_the_clock_of_the_rung_begins_when_the_desk_opens(company: Company) -> None:
    await employed(company, "ana", ladder="call_centre 60 in hours")
    now = company.parts.services.now()
    await company.change("ana", away_until=now + timedelta(days=2))
    thread = await company.ask()
    assert thread.rung_ends == now + timedelta(days=2, hours=1)


async def test_learner_and_desk_write_to_each_other_before_and_after_the_answer(
    company: Company,
) -> None:
    await employed(company, "ana")
    seat = await seated(company, "ana")
    await company.ask()
    await seat.claim()
    nonce = (await seat.talk())["nonce"]
    assert (await seat.on_talk("say", text="Which version?", nonce=nonce))[0] == 200
    await company.told("lea", "Which version?")
    await seat.on_talk("answer", text=ANSWER)
    await company.press("lea", "follow_up", {"text": "And on a Mac?"})
    await company.quiet()
    talk = await seat.talk()
    assert [(each["mine"], each["text"]) for each in talk["lines"]] == [
        (True, "Which version?"),
        (False, "And on a Mac?"),
    ]
    stale = await seat.on_talk("say", text="The same.", nonce="1.2")
    assert (stale[0], "out of date" in stale[1]["error"]) == (409, True)


async def test_nobody_claims_more_than_they_may_hold_nor_what_they_may_not(
    company: Company,
) -> None:
    await employed(company, "ana", "ben")
    await company.rule(ladder="call_centre 120", open_offers_max=1)
    one, two = await seated(company, "ana"), await seated(company, "ben")
    await company.ask()
    await company.ask("How do I chart in Excel?", "lou")
    await company.ask("How do I sort in Excel?", "ben")
    await one.claim()
    status, told = await one.claim()
    assert (status, "You hold one question" in told["error"]) == (409, True)
    assert len((await two.state())["queue"]) == 2  # not the own question
    own = (await one.state())["queue"][-1]
    said = await two.press("claim", thread=own["thread"], posting=own["posting"])
    assert "your own question" in said[1]["error"]
    await two.press("duty", on=False)
    waits = (await two.state())["queue"][-1]
    said = await two.press("claim", thread=waits["thread"], posting=waits["posting"])
    assert "You are off duty" in said[1]["error"]


async def test_people_kept_apart_do_not_meet_at_the_desk(company: Company) -> None:
    await employed(company, "ana", "ben")
    await kept(company.parts.services, Change(apart=((PersonId("lea"), PersonId("ana")),)))
    one, two = await seated(company, "ana"), await seated(company, "ben")
    await company.ask()
    (waits,) = (await two.state())["queue"]
    assert (await one.state())["queue"] == []
    said = await one.press("claim", thread=waits["thread"], posting=waits["posting"])
    assert (said[0], "not at the desk any more" in said[1]["error"]) == (409, True)


async def test_of_a_question_without_a_name_the_desk_sees_no_learner(company: Company) -> None:
    await employed(company, "ana", "ben")
    ana, ben = await seated(company, "ana"), await seated(company, "ben")
    await company.ask(f"anonymous: {QUESTION}")
    (waits,) = (await ana.state())["queue"]
    assert (waits["question"], waits["learner"]) == (QUESTION, texts.SOMEBODY)
    await ana.claim()
    nonce = (await ana.talk())["nonce"]
    await ana.on_talk("say", text="On which machine?", nonce=nonce)
    await company.press("lea", "follow_up", {"text": "On a Mac."})
    await company.quiet()
    talk = await ana.talk()
    lines = [(each["of"], each["mine"]) for each in talk["lines"]]
    assert (talk["learner"], lines) == (
        texts.SOMEBODY,
        [("Ana", True), (texts.SOMEBODY, False)],
    )
    await ana.on_talk("answer", text=ANSWER)
    await company.finish(thanks="Perfect!")
    for seat in (ana, ben):
        told = str(await seat.state())
        assert "Lea" not in told
        assert "'lea'" not in told
    assert "Perfect!" in str(await ana.state())


async def test_who_is_suspended_takes_answers_and_writes_nothing_at_the_desk(
    company: Company,
) -> None:
    await employed(company, "ana")
    seat = await seated(company, "ana")
    await company.ask()
    await company.ask("How do I merge cells in Excel?")
    await seat.claim()
    tomorrow = company.parts.services.now() + timedelta(days=1)
    await company.change("ana", suspended_until=tomorrow)
    nonce = (await seat.talk())["nonce"]
    for status, told in (
        await seat.claim(),
        await seat.on_talk("answer", text=ANSWER),
        await seat.on_talk("say", text="Which one?", nonce=nonce),
    ):
        assert (status, "suspended" in str(told).casefold()) == (409, True)
    assert (await seat.on_talk("hand_back"))[0] == 200


async def test_the_same_press_sent_twice_is_done_once(company: Company) -> None:
    await employed(company, "ana")
    seat = await seated(company, "ana")
    await company.ask()
    await seat.claim()
    talk = await seat.talk()
    fields = {name: talk[name] for name in ("thread", "offer")}
    found = [await seat.press("answer", press="same", text=ANSWER, **fields) for _ in range(2)]
    assert [status for status, _ in found] == [200, 200]
    assert len((await company.thread()).answers) == 1


async def test_codes_are_those_of_the_rule_and_only_after_a_claim(company: Company) -> None:
    await employed(company, "ana")
    seat = await seated(company, "ana")
    await company.ask()
    await seat.claim()
    assert (await seat.on_talk("wrap_up", code="Nonsense"))[0] == 409
    assert (await seat.on_talk("answer", text="  "))[0] == 409


async def test_who_leaves_while_holding_a_question_puts_it_back(company: Company) -> None:
    await employed(company, "ana", "ben")
    one, two = await seated(company, "ana"), await seated(company, "ben")
    await company.ask()
    await one.claim()
    rows = [hired(company.teams, "ana", active=False, source=Source.CALL_CENTRE)]
    await company.store.import_people(rows, {}, company.parts.services.now())
    company.parts.services.wake()
    await company.quiet()
    (waits,) = (await two.state())["queue"]
    assert waits["held"] is None
    assert (await one.call("state"))[0] == 401


async def test_an_import_leaves_the_switch_as_it_is(company: Company) -> None:
    await employed(company, "ana")
    until = company.parts.services.now() + timedelta(hours=3)
    await company.change("ana", off_duty=True, off_until=until)
    rows = [hired(company.teams, "ana", source=Source.CALL_CENTRE)]
    await company.store.import_people(rows, {}, company.parts.services.now())
    ana = await company.person("ana")
    assert (ana.off_duty, ana.off_until) == (True, until)


@pytest.mark.parametrize("how", ["switch", "console"])
async def test_who_comes_on_duty_sees_what_passed_the_desk_by_and_still_waits(
    company: Company, how: str
) -> None:
    await employed(company, "dan", ladder="call_centre 60; 1 peer 120")
    seat = await seated(company, "dan")
    await seat.press("duty", on=False)
    thread = await company.ask()
    assert [each.mentor for each in thread.live_offers] == ["ana"]
    await company.ask("How do I merge cells in Excel?")
    await company.press("lea", "cancel")
    await company.quiet()
    assert (await seat.state())["queue"] == []
    if how == "switch":
        await seat.press("duty", on=True)
    else:
        await company.change("dan", off_until=company.parts.services.now())
        seat = await seated(company, "dan")
    await company.quiet()
    (waits,) = (await seat.state())["queue"]
    assert waits["question"] == QUESTION
    (asked,) = (each for each in await company.threads() if each.text == QUESTION)
    assert (asked.rung, asked.rung_ends) == (thread.rung, thread.rung_ends)
    assert [each.mentor for each in asked.live_offers] == ["ana"]
    await seat.press("duty", on=False)
    await seat.press("duty", on=True)  # it stands there once
    assert len((await seat.state())["queue"]) == 1
    assert (await seat.claim())[0] == 200
    assert (await seat.on_talk("answer", text=ANSWER))[0] == 200
    await company.told("lea", ANSWER)
    (asked,) = (each for each in await company.threads() if each.text == QUESTION)
    assert [(each.mentor, each.state) for each in asked.offers] == [
        ("ana", OfferState.WITHDRAWN),
        ("dan", OfferState.ANSWERED),
    ]


async def test_what_stands_in_a_channel_is_not_given_to_who_comes_on_duty(
    company: Company,
) -> None:
    await opened_channel(company)
    await employed(company, "dan", ladder="call_centre 60; 2 crowd 120")
    seat = await seated(company, "dan")
    await seat.press("duty", on=False)
    await company.ask()
    await seat.press("duty", on=True)
    assert (await seat.state())["queue"] == []


async def test_what_waits_for_a_digest_is_given_to_who_comes_on_duty(company: Company) -> None:
    await employed(company, "dan", ladder="call_centre 60; 1 peer 30")
    seat = await seated(company, "dan")
    await seat.press("duty", on=False)
    for each in ("ben", "cai"):
        await company.change(each, opted_in=False)
    await company.change("ana", digest=True)
    thread = await company.ask()
    assert [each.place for each in thread.postings] == ["digest"]
    await seat.press("duty", on=True)
    (waits,) = (await seat.state())["queue"]
    assert waits["question"] == QUESTION
    assert "mentoring desk" in company.seen("lea")[0]


async def test_the_switch_ends_with_the_next_shift(company: Company) -> None:
    await employed(company, "ana", ladder="call_centre 120")
    seat = await seated(company, "ana")
    _, told = await seat.press("duty", on=False)
    assert (told["me"]["on"], "back" in told["me"]["why"]) == (False, True)
    await company.ask()
    assert (await company.thread()).postings == ()  # nobody is there in the rung's time
    ana = await company.person("ana")
    assert ana.off_until is not None
    await company.change("ana", off_until=ana.off_until - timedelta(days=1))
    assert (await seat.state())["me"] == {"name": "Ana", "on": True, "why": ""}
    await company.ask("How do I merge cells in Excel?")
    assert (await seat.claim())[0] == 200
    _, told = await seat.press("duty", on=False)
    _, told = await seat.press("duty", on=True)
    assert told["me"]["on"]
    assert (await company.person("ana")).off_until is None


async def _asks_others(company: Company) -> str:
    """Lea presses “Not yet, ask others” on the newest answer."""
    thread = await company.thread()
    ids = {"thread": thread.id, "answer": thread.answers[-1].id}
    company.parts.services.clock._ahead += timedelta(minutes=1)  # a press of its own
    reply = await company.press_raw("lea", "not_helped", ids)
    await company.quiet()
    return reply.said


async def test_who_answered_at_the_desk_is_not_asked_again_and_then_nobody_is_left(
    company: Company,
) -> None:
    await employed(company, "ana", "ben")
    seats = [await seated(company, each) for each in ("ana", "ben")]
    await company.ask()
    for number, seat in enumerate(seats, 1):
        await seat.claim()
        await seat.on_talk("answer", text=f"Answer {number}.")
        thread = await company.thread()
        assert (thread.state, thread.rung, len(thread.answers)) == (State.ANSWERED, number, number)
        said = await _asks_others(company)
    assert "I asked everybody I could. Write back what is missing" in said
    thread = await company.thread()
    assert (thread.state, thread.rung) == (State.UNANSWERED, 2)
    reasons = {each.reason for each in thread.shortlists[-1].refusals}
    assert reasons == {RefusalReason.ALREADY_ASKED}
    before = thread
    assert "I asked everybody I could. Write back what is missing" in await _asks_others(company)
    assert await company.thread() == before
    company.parts.services.clock._ahead -= timedelta(minutes=3)
