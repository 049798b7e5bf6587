"""Questions that are not for colleagues: the proper contact, and nothing kept but a count."""

import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from matching.off_limits import Contact
from matching.off_limits_defaults import DEFAULTS
from matching.thread import State
from storage.off_limits import Topics
from tests.support.company import ANSWER, QUESTION, Company, buttons_of, verbs

CANARY = "Xyzzycanary"
LEGAL = f"I need legal advice on {CANARY}, how do I get it?"
CRISIS = f"I want to die, {CANARY}"
SHOWN = "This may be about a legal matter"


async def dump(company: Company) -> str:
    """Everything MongoDB holds but what is other companies'."""
    store = company.store
    names = (await store.driver.command({"listCollections": 1}))["cursor"]["firstBatch"]
    whole: list[Any] = []
    for each in names:
        found = store.driver.collection(each["name"]).find({})
        mine = [
            one for one in await found.to_list(None) if one.get("tenant") in (None, store.tenant)
        ]
        whole += [(each["name"], one) for one in mine]
    return json.dumps(whole, default=str)


async def counts(company: Company) -> dict[str, tuple[int, int]]:
    found = await company.store.stopped_since("2000-01-01")
    return {each.topic: (each.stopped, each.objected) for each in found}


async def set_contact(company: Company, **contact: str) -> None:
    topics = [replace(each, contact=Contact(**contact)) for each in DEFAULTS]
    base, now = await company.store.off_limits(), company.parts.services.now()
    done = await company.store.publish_off_limits(base, topics, ("test", ""), now)
    assert isinstance(done, Topics)
    company.parts.services._off_limits = None


async def test_it_goes_to_the_contact_and_nothing_stays_but_a_count(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = {who: len(company.messages(who)) for who in ("ana", "ben", "cai", "dan")}
    await company.say("lea", LEGAL)
    seen = await company.told("lea", SHOWN)
    assert "Please turn to your legal department." in seen
    assert "your words wait under a lock" in seen
    assert "was not kept" not in seen  # not before the hour is over
    await company.quiet()
    assert await company.threads() == []
    assert {who: len(company.messages(who)) for who in before} == before
    whole = await dump(company)
    assert CANARY.casefold() not in whole.casefold()
    assert CANARY.casefold() not in caplog.text.casefold()
    assert "legal" not in json.dumps(await company.jobs(), default=str)
    assert await counts(company) == {"legal": (1, 0)}


async def test_a_contact_that_is_set_is_named(company: Company) -> None:
    await set_contact(
        company, name="Kim Lee", mail="kim@example.com", link="https://example.com/legal"
    )
    await company.say("lea", LEGAL)
    seen = await company.told("lea", SHOWN)
    assert "Kim Lee (kim@example.com, https://example.com/legal)" in seen


async def test_who_objects_with_one_press_is_asked_about_normally(company: Company) -> None:
    await company.say("lea", LEGAL)
    reply = await company.press("lea", "not_about_that")
    assert "treated like any other" in reply.said
    await company.quiet()
    (thread,) = await company.threads()
    assert (thread.text, thread.cleared, thread.state) == (LEGAL, ("legal",), State.OPEN)
    assert len(thread.live_offers) == 2
    assert await counts(company) == {"legal": (1, 1)}
    data = reply.activity["value"]["action"]["data"]
    company.parts.services.clock._ahead += timedelta(minutes=2)
    again = await company.press_raw("lea", "not_about_that", data)
    assert "no longer here" in again.said
    company.parts.services.clock._ahead -= timedelta(minutes=2)
    assert len(await company.threads()) == 1


async def test_nobody_else_can_press_it(company: Company) -> None:
    await company.say("lea", LEGAL)
    message = await company.message("lea", "not_about_that")
    data = next(
        each["data"]
        for each in buttons_of(message.attachments[0]["content"])
        if each["verb"] == "not_about_that"
    )
    assert "no longer here" in (await company.press_raw("ana", "not_about_that", data)).said
    assert await company.threads() == []
    assert await company.threads("ana") == []


async def test_a_crisis_takes_no_objection(company: Company) -> None:
    await company.say("lea", CRISIS)
    await company.told("lea", "This may be about a personal crisis")
    await company.quiet()
    assert verbs(company.messages("lea")[-1]) == []
    assert "sealed" not in await dump(company)
    assert CANARY.casefold() not in (await dump(company)).casefold()


async def test_a_lone_word_is_no_unknown_command(company: Company) -> None:
    await company.say("lea", "suicidal")
    await company.told("lea", "This may be about a personal crisis")


async def test_several_questions_and_text_with_a_file_are_looked_at_before_they_wait(
    company: Company,
) -> None:
    await company.say("lea", f"How do I pivot in Excel? Where do I get legal advice on {CANARY}?")
    await company.told("lea", SHOWN)
    assert CANARY not in await dump(company)


async def test_an_edit_does_not_bring_it_to_colleagues(company: Company) -> None:
    await company.ask()
    thread = await company.thread()
    edited = company.activity(
        "lea",
        "messageUpdate",
        text=LEGAL,
        id=thread.origin,
        channelData={"eventType": "editMessage"},
    )
    edited["id"] = thread.origin
    status, _ = await company.post(edited)
    assert status in (200, 201)
    await company.told("lea", "your question stays as it was")
    assert (await company.thread()).text == QUESTION
    assert CANARY not in await dump(company)


async def test_a_topic_that_is_off_limits_cannot_be_chosen(company: Company) -> None:
    topics = [
        replace(each, skills=("excel",)) if each.id == "legal" else each for each in DEFAULTS
    ]
    await company.ask("How do I keep a header in view?")
    base, now = await company.store.off_limits(), company.parts.services.now()
    await company.store.publish_off_limits(base, topics, ("test", ""), now)
    company.parts.services._off_limits = None
    reply = await company.press("lea", "topics", {"skills": "excel"})
    assert SHOWN in reply.said
    assert not (await company.thread()).skills_chosen
    await company.say("lea", QUESTION)
    await company.quiet()
    assert len(await company.threads()) == 1


async def test_answers_and_lines_are_not_stopped(company: Company) -> None:
    await company.ask()
    await company.answer("ana", f"That is for a lawyer: get legal advice. {ANSWER}")
    await company.told("lea", "get legal advice")
    await company.press("lea", "follow_up", {"text": "Is it legal to say so?"})
    await company.told("ana", "Is it legal to say so?")


async def test_a_draft_that_became_off_limits_is_thrown_away(company: Company) -> None:
    await company.say("lea", f"How do I pivot in Excel? How do I {CANARY} a chart in Excel?")
    await company.message("lea", "ask_each")
    topics = [
        replace(each, skills=("excel",)) if each.id == "legal" else each for each in DEFAULTS
    ]
    base, now = await company.store.off_limits(), company.parts.services.now()
    await company.store.publish_off_limits(base, topics, ("test", ""), now)
    company.parts.services._off_limits = None
    reply = await company.press("lea", "ask_each")
    assert SHOWN in reply.said
    drafts = company.store.driver.collection("drafts").find({"tenant": company.store.tenant})
    assert all(each["id"].startswith("sealed-") for each in await drafts.to_list(None))
