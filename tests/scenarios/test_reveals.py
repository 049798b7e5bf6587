"""Who asked without a name is shown in Teams, to whom confirms it, and to nobody else."""

from datetime import timedelta

import pytest

from matching.model import PersonId
from matching.thread import Thread
from storage.change import Change
from storage.commit import Cause
from teams_bot import texts
from teams_bot.reveals import ASKED_FOR, Request, asked_for
from tests.support.company import QUESTION, Company, Json, buttons

WHY = "A threat was reported"


async def requested(company: Company) -> Thread:
    """What `thread reveal` writes, in Dan's name."""
    thread = await company.ask(f"anonymous: {QUESTION}")
    await company.rule(may_reveal="dan")
    now = company.parts.services.now()
    request = Request(thread=thread.id, login="root", why=WHY)
    change = asked_for(request, PersonId("dan"), "request", now)
    await company.store.commit(change, Cause(), now)
    company.parts.services.wake()
    await company.told("dan", "asks in your name")
    return thread


async def data_of(company: Company) -> Json:
    message = await company.message("dan", "show_who_asked")
    return dict(buttons(message)[0]["data"])


async def acts(company: Company) -> list[tuple[str, str, str]]:
    found = await company.store.log_entries()
    return sorted((each.who, each.what, each.about) for each in found)


async def test_the_press_shows_it_in_the_chat_keeps_it_and_tells_the_learner_later(
    company: Company,
) -> None:
    thread = await requested(company)
    card = await company.told("dan", "asks in your name")
    for part in (QUESTION, "root", WHY):
        assert part in card
    assert "Lea" not in card
    reply = await company.press("dan", "show_who_asked")
    assert "It was asked by Lea (lea)" in reply.said
    (kept,) = await company.store.reveals(thread.id)
    assert (kept.learner, kept.who, kept.login, kept.why) == ("lea", "dan", "root", WHY)
    assert await acts(company) == [
        ("dan", "reveal asked for", thread.id),
        ("dan", "reveal confirmed", thread.id),
    ]
    (told,) = await company.jobs(kind="revealed")
    assert told["to"] == "lea"
    assert told["due"] > company.parts.services.now() + timedelta(hours=71)
    stored = await company.store.driver.collection("inbox").find({}).to_list(None)
    assert "asked by Lea" not in str(stored)
    await company.later(minutes=73 * 60)
    assert "it was shown to Dan" in await company.told("lea", "it was shown to")
    assert WHY not in " ".join(company.seen("lea"))


async def test_who_did_not_ask_says_so_and_nothing_is_shown(company: Company) -> None:
    thread = await requested(company)
    data = await data_of(company)
    reply = await company.press("dan", "not_me")
    assert "it is kept that it was not you" in reply.said
    assert ("dan", "reveal denied", thread.id) in await acts(company)
    again = await company.press_raw("dan", "show_who_asked", data)
    assert again.said == texts.SAY["reveal_gone"]
    assert await company.store.reveals(thread.id) == []


async def test_a_draft_of_questions_is_no_request(company: Company) -> None:
    await company.rule(may_reveal="dan")
    await company.say("dan", "How do I pivot in Excel? And how do I sort a list in Excel?")
    message = await company.message("dan", "ask_each")
    data = {"question": buttons(message)[0]["data"]["question"]}
    for verb in ("show_who_asked", "not_me"):
        assert (await company.press_raw("dan", verb, data)).said == texts.SAY["reveal_gone"]


@pytest.mark.parametrize("change", ["another", "rule", "late"])
async def test_nobody_else_no_longer_named_or_too_late_is_shown_nothing(
    company: Company, change: str
) -> None:
    thread = await requested(company)
    data = await data_of(company)
    who, why, ahead = "dan", "reveal_gone", timedelta()
    if change == "another":
        who = "ana"
    elif change == "rule":
        await company.rule(may_reveal="ana")
        why = "reveal_not_yours"
    else:
        ahead = ASKED_FOR + timedelta(minutes=1)
    company.parts.services.clock._ahead += ahead
    reply = await company.press_raw(who, "show_who_asked", data)
    company.parts.services.clock._ahead -= ahead
    assert reply.said == texts.SAY[why]
    assert await company.store.reveals(thread.id) == []


async def test_forgetting_the_learner_erases_the_reason_and_keeps_the_act(
    company: Company,
) -> None:
    thread = await requested(company)
    await company.press("dan", "show_who_asked")
    now = company.parts.services.now()
    await company.store.commit(Change(forget=PersonId("lea")), Cause(), now)
    (kept,) = await company.store.reveals(thread.id)
    assert (kept.who, kept.why) == ("dan", "")
