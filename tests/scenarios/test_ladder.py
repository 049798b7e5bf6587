"""The ladder: rung after rung, source after source, each asked once and none without a reason."""

from datetime import timedelta

from matching.model import PersonId
from matching.sources import Source
from matching.thread import OfferState, State
from tests.support.company import ANSWER, EXCEL, Company, verbs

MANAGED = "manager 60"


async def with_manager(company: Company, ladder: str = f"2 peer 30; {MANAGED}") -> None:
    """Let lou be lea's manager, who knows nothing of Excel."""
    await company.change("lea", manager=PersonId("lou"))
    await company.rule(ladder=ladder)


async def test_the_learner_is_asked_once_whether_the_manager_may_be_asked(
    company: Company,
) -> None:
    await with_manager(company)
    await company.ask()
    assert "may I ask your manager, Lou?" in await company.told("lea", "manager")
    said = await company.press("lea", "allow_manager")
    assert "I ask your manager" in said.said
    await company.quiet()
    assert "allow_manager" not in verbs(company.messages("lea")[0])
    assert (await company.person("lea")).manager_allowed is True
    assert len(company.messages("lea")) == 1


async def test_the_manager_is_asked_where_it_was_allowed_and_answers_like_a_peer(
    company: Company,
) -> None:
    await with_manager(company)
    await company.change("lea", manager_allowed=True)
    await company.ask()
    await company.later(minutes=31)
    thread = await company.thread()
    assert [(each.mentor, each.source) for each in thread.live_offers] == [("lou", "manager")]
    await company.answer("lou")
    assert "Lou answered your question" in await company.told("lea", ANSWER)


async def test_a_manager_who_may_not_be_asked_is_passed_over(company: Company) -> None:
    await with_manager(company, f"2 peer 30; {MANAGED}; 2 peer 30")
    await company.ask()
    await company.press("lea", "keep_manager_out")
    await company.later(minutes=31)
    thread = await company.thread()
    assert {each.mentor for each in thread.live_offers} == {"cai", "dan"}
    assert company.messages("lou") == []


async def test_managers_of_each_other_are_asked_once_each_and_never_the_learner(
    company: Company,
) -> None:
    await with_manager(company, f"{MANAGED}; {MANAGED}")
    await company.change("lou", manager=PersonId("lea"))
    await company.change("lea", manager_allowed=True)
    await company.ask()
    await company.later(minutes=61)
    thread = await company.thread()
    assert (thread.state, [each.mentor for each in thread.offers]) == (State.UNANSWERED, ["lou"])


async def test_contract_mentors_wait_for_their_rung(company: Company) -> None:
    await company.change("ana", source=Source.CONTRACT)
    await company.rule(ladder="2 peer 30; 2 peer 30; contract 240 cost 12")
    thread = await company.ask()
    assert "ana" not in thread.asked
    await company.later(minutes=31)
    assert "ana" not in (await company.thread()).asked
    await company.later(minutes=31)
    thread = await company.thread()
    assert [(each.mentor, each.source) for each in thread.live_offers] == [("ana", "contract")]
    assert thread.rung_ends - thread.offers[-1].due == timedelta(minutes=240)


async def test_a_topic_may_have_a_ladder_of_its_own(company: Company) -> None:
    await company.rule(ladders=f"{EXCEL} = 1 peer 10; 3 peer 10")
    first = await company.ask()
    assert (len(first.offers), first.rung_ends - first.offers[0].due) == (1, timedelta(minutes=10))
    await company.later(minutes=11)
    assert len((await company.thread()).live_offers) == 3


async def test_whoever_is_named_by_somebody_who_passes_is_asked_next(company: Company) -> None:
    await company.rule(ladder="1 peer 30; 1 peer 30; 1 peer 30")
    thread = await company.ask()
    (first,) = (each.mentor for each in thread.offers)
    last = next(each for each in ("dan", "cai", "ben") if each != first)
    await company.press(first, "pass", {"suggest": f" {last.upper()} "})
    await company.quiet()
    thread = await company.thread()
    assert [each.mentor for each in thread.live_offers] == [last]
    pick = thread.shortlists[-1].picks[0]
    assert "thought of you" in pick.reason
    assert "was named by somebody who was asked" in pick.introduction


async def test_a_name_the_hard_rules_forbid_is_not_asked(company: Company) -> None:
    await company.change("dan", away_until=company.parts.services.now() + timedelta(days=3))
    await company.rule(ladder="1 peer 30; 1 peer 30")
    thread = await company.ask()
    (first,) = (each.mentor for each in thread.offers)
    await company.press(first, "pass", {"suggest": "dan"})
    await company.quiet()
    thread = await company.thread()
    assert "dan" not in thread.asked
    assert ("dan", "away") in {
        (each.mentor, each.reason) for each in thread.shortlists[-1].refusals
    }


async def test_every_rung_that_asks_nobody_is_passed_over_with_its_reasons(
    company: Company,
) -> None:
    await with_manager(company, f"{MANAGED}; 2 peer 30; contract 60")
    await company.change("lea", manager_allowed=True)
    await company.change("lou", opted_in=False)
    thread = await company.ask()
    assert thread.rung == 1
    passed_over, chosen = thread.shortlists
    assert (passed_over.source, passed_over.picks) == (Source.MANAGER, ())
    assert [(each.mentor, each.reason) for each in passed_over.refusals] == [
        ("lou", "not_opted_in")
    ]
    assert (chosen.source, len(chosen.picks)) == (Source.PEER, 2)
    assert all(each.state is OfferState.SENT for each in thread.offers)
