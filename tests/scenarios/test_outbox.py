"""The outbox: what is said, in which order, how often, and what becomes of what cannot be said."""

import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from matching.model import PersonId
from matching.thread import ThreadId
from storage.change import Change, Job, Policy
from storage.commit import Cause
from teams_bot.messages import MESSAGES
from teams_bot.tryout.faults import Fault, accept_then, accept_then_drop, drop, hang, status
from tests.support.company import ANSWER, Company, founded


async def say(
    company: Company, who: str, *sentences: str, policy: Policy = Policy.REPEAT, kind: str = "say"
) -> None:
    """Put sentences into the outbox."""
    now = company.parts.services.now()
    jobs = tuple(
        Job(
            key=f"say:{who}:{each}",
            kind=kind,
            due=now,
            to=PersonId(who),
            payload={"sentence": each},
            policy=policy,
        )
        for each in sentences
    )
    await company.store.commit(Change(jobs=jobs), Cause(), now)
    company.parts.services.wake()


async def ended(company: Company, who: str, state: str) -> dict[str, Any]:
    """Wait until the one job of this person has this state."""

    async def so() -> bool:
        return bool(await company.jobs(to=who, state=state))

    await company.until(so, f"{who}'s message to be {state}")
    (job,) = await company.jobs(to=who)
    return job


async def hurry(company: Company) -> None:
    """Let the pauses be over: what is due later, and what conversations rest for, is now."""
    for name, field in (("lanes", "not_before"), ("lanes", "tat"), ("jobs", "due")):
        collection = company.store.driver.collection(name)
        step = [{"$set": {field: {"$min": [f"${field}", "$$NOW"]}}}]
        await collection.update_many({"tenant": company.store.tenant, field: {"$ne": None}}, step)
    company.parts.services.wake()


def requests(company: Company, who: str) -> int:
    return sum(
        each.direction == "from bot" and each.person == who for each in company.teams.ledger
    )


async def test_messages_of_one_conversation_arrive_in_their_order(company: Company) -> None:
    numbers = [str(number) for number in range(6)]
    await say(company, "ana", *numbers[:3])
    await say(company, "ana", *numbers[3:])
    await company.quiet()
    assert [each.text for each in company.messages("ana")] == numbers


async def test_a_message_that_is_tried_again_keeps_its_place(company: Company) -> None:
    company.teams.script(status(503), person="ana")
    await say(company, "ana", "first", "second")
    await company.until(lambda: requests(company, "ana") == 1)
    await company.until(lambda: _waits(company, "ana"))
    await hurry(company)
    await company.quiet()
    assert [each.text for each in company.messages("ana")] == ["first", "second"]


async def test_a_slow_conversation_does_not_delay_a_healthy_one(company: Company) -> None:
    for who in ("ana", "ben", "cai", "dan"):
        company.teams.script(hang(2.5), person=who)
        await say(company, who, "slow")
    await company.until(lambda: sum(requests(company, who) for who in ("ana", "ben")) == 2)
    begun = time.monotonic()
    await say(company, "lea", "quick")
    await company.told("lea", "quick")
    assert time.monotonic() - begun < 1
    assert company.messages("ana") == []
    await company.quiet()


@pytest.mark.parametrize(
    ("fault", "waits"),
    [
        (status(412), 1),
        (status(429, retry_after=7), 7),
        (status(429, retry_after="10000000"), 900),
        (status(429), 5),
        (status(401), 1),
    ],
)
async def test_what_was_not_carried_out_is_tried_again_after_a_rest(
    company: Company, fault: Fault, waits: float
) -> None:
    company.teams.script(fault, person="ana")
    await say(company, "ana", "hello", policy=Policy.ONCE)
    await company.until(lambda: _waits(company, "ana"))
    assert requests(company, "ana") == 1
    rest = await _rest(company, "ana")
    assert max(waits, 2) - 1 < rest <= max(waits, 2)
    await hurry(company)
    await company.quiet()
    assert len(company.messages("ana")) == 1


@pytest.mark.parametrize(
    "fault", [accept_then(503), accept_then(504), accept_then(500), accept_then_drop(), drop()]
)
async def test_a_message_worth_repeating_leaves_twice_at_most(
    company: Company, fault: Fault
) -> None:
    company.teams.script(fault, fault, person="ana")
    await say(company, "ana", "hello")
    await company.until(lambda: _waits(company, "ana"))
    assert 28 < await _rest(company, "ana") <= 30
    await hurry(company)
    await ended(company, "ana", "uncertain")
    assert requests(company, "ana") == 2
    assert len(company.messages("ana")) <= 2


@pytest.mark.parametrize("fault", [accept_then(503), accept_then_drop(), drop()])
async def test_a_message_not_worth_repeating_leaves_once_and_is_uncertain(
    company: Company, fault: Fault
) -> None:
    company.teams.script(fault, person="ana")
    await say(company, "ana", "hello", policy=Policy.ONCE)
    job = await ended(company, "ana", "uncertain")
    assert requests(company, "ana") == 1
    assert job["why"]


@pytest.mark.parametrize("code", [400, 404, 413])
async def test_what_will_never_be_accepted_is_a_dead_letter_at_once(
    company: Company, code: int
) -> None:
    company.teams.script(status(code), person="ana")
    await say(company, "ana", "hello")
    job = await ended(company, "ana", "dead")
    assert requests(company, "ana") == 1
    assert job["why"]


async def test_a_card_that_is_too_big_for_teams_arrives_as_its_sentence(company: Company) -> None:
    company.teams.script(status(413), person="ana")
    await company.say("ana", "help")
    await company.quiet()
    (message,) = company.messages("ana")
    assert message.attachments == ()
    assert "What I can do" in message.text


async def test_an_offer_that_arrives_as_its_sentence_is_answered_by_a_reply(
    company: Company,
) -> None:
    company.teams.script(status(413), person="ana")
    await company.ask()
    (message,) = company.messages("ana")
    assert message.attachments == ()
    assert message.text.endswith("Reply to this message to answer.")
    await company.say("ana", ANSWER, reply_to=message.id)
    await company.press("ana", "answer")
    await company.told("lea", ANSWER)


async def test_a_poisoned_message_is_dead_after_eight_tries_while_others_flow(
    company: Company, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def poison(*_: object) -> None:
        raise RuntimeError("poison")

    monkeypatch.setitem(MESSAGES, "thanks", replace(MESSAGES["thanks"], draw=poison))
    caplog.set_level(logging.CRITICAL)
    await say(company, "ana", "poison", kind="thanks")
    for tries in range(1, 8):
        await company.until(lambda tries=tries: _tried(company, "ana", tries))
        await say(company, "ben", f"healthy {tries}")
        await company.told("ben", f"healthy {tries}")
        await hurry(company)
    job = await ended(company, "ana", "dead")
    assert (job["attempts"], job["why"]) == (8, "fault")
    assert requests(company, "ana") == 0


async def test_a_fault_after_the_sending_never_sends_a_message_once_more_than_allowed(
    company: Company, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = []

    async def broken(*_: object, **__: object) -> bool:
        failed.append(1)
        raise RuntimeError("the database hiccups")

    caplog.set_level(logging.CRITICAL)
    with monkeypatch.context() as patch:
        patch.setattr(type(company.store), "end", broken)
        await say(company, "ana", "once", policy=Policy.ONCE)
        await say(company, "ben", "worth it")
        await company.told("ana", "once")
        await company.told("ben", "worth it")
        await company.until(lambda: len(failed) == 2)
    jobs = company.store.driver.collection("jobs")
    leased = {"tenant": company.store.tenant, "state": "leased"}
    assert await jobs.count_documents(leased) == 2
    step = [{"$set": {"lease_ends": {"$subtract": ["$$NOW", 1000]}}}]
    await jobs.update_many(leased, step)
    await ended(company, "ana", "uncertain")
    await company.until(lambda: company.jobs(to="ben", ambiguous=1), "ben's to be taken back")
    await hurry(company)
    await company.quiet()
    assert len(company.messages("ana")) == 1
    assert len(company.messages("ben")) == 2


async def test_a_message_whose_reason_has_gone_is_not_sent(company: Company) -> None:
    await company.ask()
    await company.press("lea", "cancel")
    await company.quiet()
    now, thread = company.parts.services.now(), await company.thread()
    made = (
        ("status", {}, ThreadId("nobody-asked-this")),
        ("offer", {"offer": thread.offers[0].id}, thread.id),
        ("offer_update", {"offer": "no-such-offer"}, thread.id),
        ("answer", {"answer": "no-such-answer"}, thread.id),
        ("follow_up", {"line": "no-such-line"}, thread.id),
        ("thanks", {"answer": "no-such-answer"}, thread.id),
        ("welcome", {}, None),
    )
    jobs = tuple(
        Job(
            key=f"late:{kind}",
            kind=kind,
            due=now,
            to=PersonId("lou" if of else "unknown"),
            thread=of,
            payload=payload,
        )
        for kind, payload, of in made
    )
    await company.store.commit(Change(jobs=jobs), Cause(), now)
    company.parts.services.wake()
    await company.quiet()
    late = await company.jobs(key={"$regex": "^late:"})
    assert [(each["state"], each["why"]) for each in late] == [("cancelled", "moot")] * len(made)


async def test_a_job_of_a_kind_this_program_does_not_know_stays_untouched(
    company: Company,
) -> None:
    await say(company, "ana", "from the future", kind="hologram")
    await say(company, "ben", "hello")
    await company.told("ben", "hello")
    (job,) = await company.jobs(kind="hologram")
    assert (job["state"], job["attempts"]) == ("pending", 0)
    await company.store.driver.collection("jobs").delete_one({"_id": job["_id"]})


async def test_a_stopped_service_finishes_what_is_under_way_and_takes_no_more(
    mongodb: str, shared_database: str
) -> None:
    async with founded(mongodb, shared_database) as company:
        company.teams.script(hang(0.5), person="ana")
        await say(company, "ana", "under way", "too late")
        await company.until(lambda: requests(company, "ana") == 1)
        store, tenant = company.store, company.store.tenant
    async with founded(mongodb, shared_database, tenant=tenant, work=False) as again:
        states = {
            each["payload"].get("sentence", "sent"): each["state"] for each in await again.jobs()
        }
    assert store.tenant == tenant
    assert states == {"sent": "done", "too late": "pending"}


async def test_two_workers_on_one_outbox_say_everything_once_and_in_order(
    mongodb: str, shared_database: str
) -> None:
    async with (
        founded(mongodb, shared_database) as company,
        founded(mongodb, shared_database, tenant=company.store.tenant) as other,
    ):
        for number in range(4):
            for who in ("ana", "ben", "cai", "dan"):
                await say(company, who, f"{who} {number}")
                other.parts.services.wake()
        await company.quiet()
        for who in ("ana", "ben", "cai", "dan"):
            assert [each.text for each in company.messages(who)] == [
                f"{who} {number}" for number in range(4)
            ]


@pytest.fixture
async def paced(mongodb: str, shared_database: str) -> AsyncIterator[Company]:
    """A company that is spoken to at the pace of production."""
    async with founded(mongodb, shared_database, paced=True) as made:
        yield made


async def test_nobody_is_spoken_to_faster_than_teams_allows(paced: Company) -> None:
    await say(paced, "ana", *map(str, range(6)))
    await paced.until(lambda: len(paced.messages("ana")) == 5, seconds=6)
    sends = [each for each in paced.teams.ledger if each.person == "ana"]
    assert {each.status for each in sends} == {201}
    assert sends[3].started - sends[0].started < 1.5  # a burst
    assert sends[4].started - sends[3].started > 1.5


async def _waits(company: Company, who: str) -> bool:
    """Whether a message was given back, to be tried again after a rest."""
    tried = await company.jobs(to=who, state="pending", attempts={"$gt": 0})
    return bool(tried) and await _rest(company, who) > 0


async def _tried(company: Company, who: str, tries: int) -> bool:
    return bool(await company.jobs(to=who, state="pending", attempts=tries))


async def _rest(company: Company, who: str) -> float:
    """Give for how many more seconds nothing is said to somebody."""
    query = {"tenant": company.store.tenant, "lane": who}
    rest = {"$subtract": ["$not_before", "$$NOW"]}  # both by the server's clock
    steps = [{"$match": query}, {"$project": {"rest": rest}}]
    found = await company.store.driver.aggregate("lanes", steps)
    return float(found[0]["rest"] or 0) / 1000 if found else 0.0
