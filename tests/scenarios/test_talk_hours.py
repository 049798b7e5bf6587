"""Thanks and lines reach helpers in their hours, unless they are in the talk right now."""

from datetime import datetime, timedelta

import pytest

from teams_bot.cards import words
from tests.support.company import Company, Reply


@pytest.fixture
async def answered(company: Company) -> Company:
    """A question that ana answered two hours ago; her day is over."""
    await company.rule(ladder="1 peer 30")
    for mentor in ("ben", "cai", "dan"):
        await company.change(mentor, opted_in=False)
    await company.ask()
    await company.answer("ana")
    await company.later(hours=2)
    await opens_in(company, 3)
    return company


async def opens_in(company: Company, hours: int) -> datetime:
    """Let ana's hours open for thirty minutes, so many hours from now."""
    opens = (company.parts.services.now() + timedelta(hours=hours)).replace(minute=0, second=0)
    opens = opens.replace(microsecond=0)
    text = f"{opens:%a %H}:00-{opens:%H}:30".lower()
    await company.change("ana", hours=text, time_zone="UTC")
    return opens


async def due(company: Company, kind: str) -> list[datetime]:
    return [each["due"] for each in await company.jobs(kind=kind)]


async def write(company: Company, text: str = "And with two tables?") -> Reply:
    reply = await company.press("lea", "follow_up", {"text": text})
    await company.quiet()
    return reply


async def test_thanks_wait_for_the_morning_and_then_come(answered: Company) -> None:
    opens = await opens_in(answered, 3)
    await answered.finish(thanks="Just what I needed.")
    assert await due(answered, "thanks") == [opens]
    assert "Just what I needed." not in str(answered.seen("ana"))
    await answered.later(hours=3)
    assert "Just what I needed." in str(answered.seen("ana"))


async def test_a_line_waits_and_its_sender_reads_that_it_does(answered: Company) -> None:
    opens = await opens_in(answered, 3)
    said = (await write(answered)).said
    assert words.SAY["line_waits"] in said
    assert await due(answered, "follow_up") == [opens]
    assert "two tables" not in str(answered.seen("ana"))
    await answered.later(hours=3)
    assert "two tables" in str(answered.seen("ana"))


async def test_who_wrote_within_the_hour_is_there_and_reads_it_at_once(answered: Company) -> None:
    await answered.press("ana", "follow_up", {"text": "One more thing."})
    await answered.quiet()
    said = (await write(answered)).said
    assert words.SAY["line_waits"] not in said
    assert "two tables" in str(answered.seen("ana"))


async def test_in_a_pause_they_wait_for_its_end(answered: Company) -> None:
    back = answered.parts.services.now() + timedelta(days=3)
    await answered.change("ana", hours="mon-sun 00:00-24:00", away_until=back)
    await write(answered)
    await answered.finish(thanks="Thank you!")
    for kind in ("follow_up", "thanks"):
        (at,) = await due(answered, kind)
        assert abs(at - back) < timedelta(seconds=1), kind


async def test_hours_that_never_open_hold_nothing_back(answered: Company) -> None:
    await answered.change("ana", hours="never")
    said = (await write(answered)).said
    assert words.SAY["line_waits"] not in said
    assert "two tables" in str(answered.seen("ana"))


async def test_what_a_helper_writes_reaches_the_learner_at_any_hour(answered: Company) -> None:
    await answered.change("lea", hours="never")
    await answered.press("ana", "follow_up", {"text": "Use a slicer."})
    await answered.quiet()
    assert "Use a slicer." in str(answered.seen("lea"))


async def test_a_line_of_somebody_who_is_kept_apart_meanwhile_never_comes(
    answered: Company,
) -> None:
    await write(answered)
    await answered.finish(next="block")
    await answered.later(hours=3)
    assert "two tables" not in str(answered.seen("ana"))
