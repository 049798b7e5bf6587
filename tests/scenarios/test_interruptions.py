"""Never worn out: however much is asked at once, nobody gets more than a day's interruptions."""

from datetime import timedelta

from matching.model import RefusalReason
from matching.thread import State
from storage.change import Change, Job
from storage.commit import Cause
from teams_bot.auditor import Auditor
from teams_bot.interruptions import planned
from tests.support.company import LEVELS, Company, verbs


async def test_of_forty_questions_at_once_nobody_gets_more_than_the_budget(
    company: Company,
) -> None:
    await company.rule(open_offers_max=20, interruptions_per_day=3, ladder="2 peer 30")
    for number in range(40):
        who = "lea" if number % 2 else "lou"
        await company.say(who, f"How do I pivot table {number} in Excel?")
    await company.quiet(60)
    for mentor in LEVELS:
        offers = [each for each in company.messages(mentor) if "take" in verbs(each)]
        assert len(offers) == 3, mentor
        assert len((await company.person(mentor)).interrupted_at) == 3
    threads = [*await company.threads("lea"), *await company.threads("lou")]
    assert len(threads) == 40
    assert sum(len(each.offers) for each in threads) == 3 * len(LEVELS)
    refused = {
        refusal.reason
        for each in threads
        if each.state is State.UNANSWERED and not each.offers
        for refusal in each.shortlists[0].refusals
        if refusal.mentor in LEVELS
    }
    assert refused == {RefusalReason.ASKED_TOO_RECENTLY}
    assert await Auditor(services=company.parts.services).round() == ()
    assert company.parts.services.overrun == 0


async def test_the_next_day_has_room_again(company: Company) -> None:
    await company.rule(interruptions_per_day=1, ladder="1 peer 30; 1 peer 30")
    for mentor in ("ben", "cai", "dan"):
        await company.change(mentor, opted_in=False)
    assert len((await company.ask()).offers) == 1
    again = await company.ask("How do I chart in Excel?")
    assert (again.state, again.offers) == (State.UNANSWERED, ())
    assert "1 with enough interruptions for one day" in company.seen("lea")[-1]
    await company.later(hours=24)
    assert len((await company.ask("How do I sort in Excel?")).offers) == 1


async def test_a_reminder_and_a_request_share_the_day(company: Company) -> None:
    await company.rule(interruptions_per_day=1, ladder="1 peer 30")
    for mentor in ("ben", "cai", "dan"):
        await company.change(mentor, opted_in=False)
    services = company.parts.services
    now = services.now()
    reminder = Job(
        key="check:1",
        kind="check",
        due=now,
        to=(await company.person("ana")).id,
        payload={"deflection": "none"},
    )
    job = await planned(
        services, await company.person("ana"), reminder, until=now + timedelta(days=1)
    )
    assert job is not None
    await services.store.commit(Change(jobs=(job,)), Cause(), now)
    assert (await company.ask()).state is State.UNANSWERED
