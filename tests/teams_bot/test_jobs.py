"""The loop that works the outbox and the timers, where it meets trouble."""

import asyncio
import logging

import pytest

from matching.model import PersonId
from storage.change import Address, Change, Claimed, Job
from storage.store import Store
from teams_bot import jobs
from teams_bot.cards.drawn import Drawn
from teams_bot.jobs import Worker, activity_of
from teams_bot.tryout.faults import hang
from tests.support.company import Company, company, founded, kept, shared_database

__all__ = ["company", "shared_database"]

ADDRESS = Address(service_url="http://127.0.0.1:9", conversation="c", user="u", bot="b")


async def _say(company: Company, who: str, sentence: str) -> None:
    now = company.parts.services.now()
    payload = {"sentence": sentence}
    job = Job(key=f"say:{sentence}", kind="say", due=now, to=PersonId(who), payload=payload)
    await kept(company.parts.services, Change(jobs=(job,)))
    company.parts.services.wake()


def test_a_message_carries_a_card_or_a_text_and_never_both() -> None:
    card = activity_of(Drawn(card={"type": "AdaptiveCard"}, summary="Hello."), ADDRESS)
    text = activity_of(Drawn(card=None, summary="Hello."), ADDRESS)
    assert ("text" in card, card["summary"], len(card["attachments"])) == (False, "Hello.", 1)
    assert ("attachments" in text, text["text"]) == (False, "Hello.")
    for each in (card, text):
        assert (each["from"], each["recipient"]) == ({"id": "b"}, {"id": "u"})


async def test_the_loop_goes_on_after_a_database_that_failed(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    failed = asyncio.Event()

    async def away(*_: object) -> list[Claimed]:
        failed.set()
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(Store, "claim", away)
        company.parts.services.wake()
        await failed.wait()
    await _say(company, "ana", "hello")
    await company.told("ana", "hello")
    assert "the outbox could not be read" in caplog.text


async def test_a_fault_that_cannot_even_be_noted_waits_for_the_lease_to_end(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)

    async def away(*_: object, **__: object) -> None:
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(Store, "person", away)
        patch.setattr(Store, "release", away)
        await _say(company, "ana", "hello")
        await company.until(lambda: "waits for its lease to end" in caplog.text)
    (job,) = await company.jobs()
    assert job["state"] == "leased"
    past = [{"$set": {"lease_ends": {"$subtract": ["$$NOW", 1000]}}}]
    collection = company.store.driver.collection("jobs")
    await collection.update_one({"_id": job["_id"]}, past)
    await company.until(lambda: "were taken back" in caplog.text)
    await company.store.driver.collection("lanes").delete_many({"tenant": company.store.tenant})
    await company.told("ana", "hello")


async def test_a_worker_takes_no_more_than_it_can_carry(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "IN_FLIGHT", 1)
    company.teams.script(hang(0.4), person="ana")
    await _say(company, "ana", "slow")
    await company.until(lambda: any(each.person == "ana" for each in company.teams.ledger))
    await _say(company, "ben", "later")
    await company.told("ben", "later")
    assert [each.text for each in company.messages("ana")] == ["slow"]


async def test_the_budget_of_the_tenant_is_waited_for(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, False])

    async def reserve(*_: object) -> bool:
        return next(answers, True)

    monkeypatch.setattr(Store, "reserve", reserve)
    await _say(company, "ana", "hello")
    await company.told("ana", "hello")
    assert next(answers, "asked three times") == "asked three times"


async def test_a_message_to_a_conversation_that_is_nobodys_own_is_a_dead_letter_when_it_is_gone(
    company: Company,
) -> None:
    base = company.activity("lea", "message")
    gone = Address(
        service_url=base["serviceUrl"],
        conversation="19:gone",
        user="u",
        bot=base["recipient"]["id"],
    )
    now = company.parts.services.now()
    job = Job(key="k", kind="say", due=now, address=gone, payload={"sentence": "Hello."})
    await kept(company.parts.services, Change(jobs=(job,)))
    company.parts.services.wake()
    await company.quiet()
    (found,) = await company.jobs()
    assert (found["state"], found["why"]) == ("dead", "ConversationNotFound")


async def test_a_worker_that_was_stopped_takes_nothing(mongodb: str, shared_database: str) -> None:
    async with founded(mongodb, shared_database, work=False) as company:
        worker = Worker(company.parts.services, company.parts.courier)
        task = asyncio.create_task(worker.run())
        await worker.stop()
        await task
        await _say(company, "ana", "hello")
        (job,) = await company.jobs()
        assert job["state"] == "pending"
