"""One turn: decided, drawn, committed, told; again when somebody was faster."""

import logging
from dataclasses import replace
from typing import Any

import pytest

from matching.model import PersonId
from storage.change import Change, Duplicate, Faster, Unconfirmed
from storage.commit import Cause
from storage.store import Store
from teams_bot import texts, turn
from teams_bot.services import Services
from teams_bot.turn import ATTEMPTS, CARD, MESSAGE, carry_out
from tests.support.company import QUESTION, known, opened, services, shared_database

__all__ = ["services", "shared_database"]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "PAUSE_SECONDS", 0)


def activity(who: str = "lea", **fields: Any) -> dict[str, Any]:
    """A message in the personal chat, unless the fields say otherwise."""
    return {
        "type": "message",
        "id": "1",
        "serviceUrl": "http://127.0.0.1:9",
        "from": {"id": f"29:{who}", "name": who.title(), "aadObjectId": who},
        "conversation": {"id": f"a:{who}", "conversationType": "personal"},
        "recipient": {"id": "28:bot"},
        **fields,
    }


def press(verb: str, data: dict[str, Any], who: str = "ana", **fields: Any) -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": action}}
    return activity(who, **invoke, **fields)


async def test_a_message_is_answered_by_the_outbox_and_a_press_in_its_own_reply(
    services: Services,
) -> None:
    assert await turn.turn(services, activity(text="help")) is None
    assert services.woken.is_set()
    thread = await opened(services)
    data = {"thread": thread.id, "offer": thread.offers[0].id}
    body = await turn.turn(services, press("take", data))
    assert body is not None
    assert (body["statusCode"], body["type"]) == (200, CARD)
    told = await turn.turn(services, press("answer", {**data, "answer": ""}, id="2"))
    assert told == {"statusCode": 200, "type": MESSAGE, "value": texts.SAY["answer_empty"]}


async def test_an_activity_without_an_id_is_known_by_what_it_says_and_when(
    services: Services,
) -> None:
    for when, action in (("t1", "add"), ("t1", "add"), ("t2", "remove"), ("t3", "add")):
        raw = activity("gus", type="installationUpdate", id=None, action=action, timestamp=when)
        await turn.turn(services, raw)
    jobs = services.store.driver.collection("jobs")
    found = await jobs.find({"tenant": services.store.tenant}).sort("due", 1).to_list(None)
    assert [each["kind"] for each in found] == ["welcome", "drop_mentor", "welcome"]


async def test_who_writes_can_be_reached_where_they_wrote_and_keeps_their_name(
    services: Services,
) -> None:
    await turn.turn(services, activity("gus", text="hello"))
    gus = await known(services, "gus")
    assert (gus.name, gus.imported, gus.reachable) == ("Gus", False, True)
    assert gus.address is not None
    assert gus.address.conversation == "a:gus"
    elsewhere = {"id": "19:team", "conversationType": "channel"}
    await turn.turn(services, activity("gus", text="hello", id="2", conversation=elsewhere))
    assert (await known(services, "gus")).address == gus.address
    named = activity("ana", text="hello")
    await turn.turn(services, {**named, "from": {**named["from"], "name": "Somebody else"}})
    assert (await known(services, "ana")).name == "Ana"


async def test_who_was_forgotten_gets_their_name_back_when_they_write(services: Services) -> None:
    await turn.turn(services, activity("gus", text="hello"))
    await turn.turn(services, press("forget_me", await forget_asked(services), who="gus", id="2"))
    assert (await known(services, "gus")).name == texts.ERASED
    await turn.turn(services, activity("gus", text="hello", id="3"))
    assert (await known(services, "gus")).name == "Gus"


async def test_whoever_was_slower_thinks_again_until_it_fits(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = Store.commit, iter([Faster(), Faster()])

    async def slower(self: Store, *arguments: Any) -> Any:
        return next(tries, None) or await real(self, *arguments)

    monkeypatch.setattr(Store, "commit", slower)
    await turn.turn(services, activity(text=QUESTION))
    assert len(await services.store.threads_of(PersonId("lea"))) == 1


async def test_a_turn_that_never_fits_is_not_confirmed(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    async def never(*_: object) -> Faster:
        seen.append(1)
        return Faster()

    monkeypatch.setattr(Store, "commit", never)
    with pytest.raises(Unconfirmed):
        await turn.turn(services, activity(text=QUESTION))
    assert len(seen) == ATTEMPTS

    async def nothing() -> Change:
        return Change()

    with pytest.raises(Unconfirmed):
        await carry_out(services, nothing, Cause())
    assert len(seen) == 2 * ATTEMPTS


async def test_what_is_moot_or_was_done_before_is_not_carried_out(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def moot() -> None:
        return None

    async def nothing() -> Change:
        return Change()

    assert not await carry_out(services, moot, Cause())
    assert await carry_out(services, nothing, Cause())

    async def before(*_: object) -> Duplicate:
        return Duplicate(reply=None)

    monkeypatch.setattr(Store, "commit", before)
    assert not await carry_out(services, nothing, Cause())


async def test_a_reply_that_was_erased_meanwhile_is_answered_as_it_stands_now(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="teams_bot.turn")
    raw = press("forget_me", await forget_asked(services), who="gus")
    first = await turn.turn(services, raw)
    again = await turn.turn(services, raw)
    assert "What you wrote is being erased" in str(first)
    assert "used already" in str(again)
    assert "handled before" in caplog.text


async def forget_asked(services: Services) -> dict[str, str]:
    """What the button carries that Gus gets when he writes `forget me`."""
    await turn.turn(services, activity("gus", text="forget me", id="forget"))
    drafts = services.store.driver.collection("drafts")
    (asked,) = await drafts.find({"tenant": services.store.tenant, "person": "gus"}).to_list(None)
    return {"nonce": asked["id"]}


async def test_only_the_person_who_writes_is_changed_by_a_refusal(services: Services) -> None:
    before = await known(services, "ana")
    await turn.turn(services, press("take", {"thread": "t", "offer": "o"}, who="ana"))
    after = await known(services, "ana")
    assert replace(after, address=before.address) == before


async def test_what_asks_for_nothing_leaves_no_trace(services: Services) -> None:
    assert await turn.turn(services, activity("gus", type="typing")) is None
    assert await services.store.person(PersonId("gus")) is None
