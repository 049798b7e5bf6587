"""The auditor: what it finds, what it leaves alone, and what it says."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import State
from storage import codec
from storage.change import Job
from teams_bot import auditor
from teams_bot.auditor import Auditor
from teams_bot.jobs import Worker
from tests.support.company import Company, company, shared_database

__all__ = ["company", "shared_database"]

ANA = PersonId("ana")
Damage = Callable[[Company], Awaitable[object]]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditor, "SECOND_LOOK_SECONDS", 0)


async def _set(company: Company, name: str, query: dict, **values: object) -> None:
    collection = company.store.driver.collection(name)
    done = await collection.update_one({"tenant": company.store.tenant, **query}, {"$set": values})
    assert done.modified_count == 1


async def _look(company: Company) -> tuple[str, ...]:
    return await Auditor(services=company.parts.services).round()


async def test_a_company_that_works_has_nothing_to_find(company: Company) -> None:
    for text in ("How do I pivot in Excel?", "How do I chart in Excel?"):
        await company.ask(text)
        assert await _look(company) == ()
    await company.press("ana", "take")
    assert await _look(company) == ()
    await company.answer("ana")
    await company.finish()
    assert await _look(company) == ()


DAMAGES: dict[str, tuple[str, Damage]] = {
    "the timer of the rung is gone": (
        "open",
        lambda it: _set(it, "jobs", {"kind": "rung"}, state="dead"),
    ),
    "the timer of the claim is gone": (
        "taken",
        lambda it: _set(it, "jobs", {"kind": "claim"}, state="done"),
    ),
    "the card of a request is dead": (
        "open",
        lambda it: _set(it, "jobs", {"kind": "offer", "to": "ana"}, state="dead"),
    ),
    "an open question asks nobody": (
        "open",
        lambda it: _set(it, "threads", {}, offers=[], live=[]),
    ),
    "somebody is held by a question that has ended": (
        "open",
        lambda it: _set(it, "threads", {}, state="closed"),
    ),
}


@pytest.mark.parametrize("what", DAMAGES)
async def test_what_is_lost_is_found_named_and_counted(
    company: Company, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    state, damage = DAMAGES[what]
    await company.ask("How do I pivot canary in Excel?")
    if state == "taken":
        await company.press("ana", "take")
        await company.quiet()
    thread = await company.thread()
    assert thread.state is State(state)
    await damage(company)
    assert await _look(company) == (thread.id,)
    assert company.parts.services.violations == 1
    (line,) = [each for each in caplog.records if each.levelno == logging.ERROR]
    assert line.getMessage() == f"1 questions have lost a step: {thread.id}"
    for name in ("jobs", "threads", "people"):
        await company.store.driver.collection(name).delete_many({"tenant": company.store.tenant})
    assert await _look(company) == ()
    assert company.parts.services.violations == 0


async def test_what_is_under_way_is_no_loss(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    await company.ask()
    await _set(company, "jobs", {"kind": "rung"}, state="done")
    real = auditor._second_look

    async def mended(*given: object) -> object:
        await _set(company, "jobs", {"kind": "rung"}, state="pending")
        return await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(auditor, "_second_look", mended)
    assert await _look(company) == ()


async def test_a_round_is_bounded_and_the_next_one_goes_on(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("How do I pivot in Excel?", "How do I chart in Excel?"):
        await company.ask(text)
    monkeypatch.setattr(auditor, "PAGE", 1)
    monkeypatch.setattr(auditor, "PAGES", 1)
    ids = sorted(each.id for each in await company.threads())
    one = Auditor(services=company.parts.services)
    seen = []
    for _ in range(3):
        await one.round()
        seen.append(one.after)
    assert seen == [*ids, ""]


async def test_the_worker_audits_each_minute_and_survives_what_goes_wrong(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = []

    async def broken(_: Auditor) -> None:
        rounds.append(1)
        raise RuntimeError("broken")

    monkeypatch.setattr(Auditor, "round", broken)
    monkeypatch.setattr("teams_bot.jobs.AUDIT_SECONDS", 0)
    company.parts.services.wake()
    await company.until(lambda: len(rounds) > 1)
    assert "the questions could not be audited" in caplog.text
    monkeypatch.setattr("teams_bot.jobs.AUDIT_SECONDS", 60)
    assert Worker(company.parts.services, company.parts.courier)._audited > 0


async def _left(company: Company, number: int, **changes: object) -> None:
    """Interrupting messages to Ana that have left within the last hour."""
    now = company.parts.services.now()
    jobs = [
        {
            **codec.job_document(
                company.store.tenant, Job(key=f"check:{each}", kind="check", due=now, to=ANA), each
            ),
            "state": "done",
            "ended": now,
            **changes,
        }
        for each in range(number)
    ]
    await company.store.driver.collection("jobs").insert_many(jobs)


@pytest.mark.parametrize(
    ("number", "allowed", "over"), [(6, None, 0), (7, None, 1), (7, 7, 0), (8, 7, 1)]
)
async def test_who_was_interrupted_too_often_is_reported(
    company: Company,
    caplog: pytest.LogCaptureFixture,
    number: int,
    allowed: int | None,
    over: int,
) -> None:
    await _left(company, number, interruption=None if allowed is None else {"per_day": allowed})
    await _look(company)
    assert company.parts.services.overrun == over
    assert ("1 people were interrupted too often: ana" in caplog.text) is bool(over)


async def test_what_left_more_than_a_day_ago_or_interrupts_nobody_is_not_counted(
    company: Company,
) -> None:
    await _left(company, 9, due=company.parts.services.now() - timedelta(hours=25))
    await _look(company)
    assert company.parts.services.overrun == 0


async def test_the_budgets_are_looked_at_every_tenth_round(company: Company) -> None:
    mine = Auditor(services=company.parts.services)
    await mine.round()
    await _left(company, 7)
    for _ in range(9):
        await mine.round()
    assert company.parts.services.overrun == 0
    await mine.round()
    assert company.parts.services.overrun == 1
