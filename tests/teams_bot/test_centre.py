"""The console over HTTP: who is let in, and what anything else is answered."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from matching.model import PersonId
from matching.sources import Source
from storage.change import Change, Door
from storage.commit import Cause
from storage.store import Store
from teams_bot import texts
from teams_bot.centre import build_centre
from teams_bot.centre.door import PER_MINUTE, TRIES_PER_MINUTE
from teams_bot.centre.routes import FILES, HEADERS
from teams_bot.keys import new_key
from teams_bot.services import Services
from tests.support.company import (
    ANSWER,
    Company,
    company,
    kept,
    known,
    services,
    shared_database,
)
from tests.support.desk import called, employed, link_for, seated

__all__ = ["company", "services", "shared_database"]
ANA = PersonId("ana")


@pytest.fixture
async def desk(services: Services) -> AsyncIterator[TestClient[Any, Any]]:
    """The console alone, as behind a proxy at https://mentor.example.com."""
    services.public_url = "https://mentor.example.com"
    ana = await known(services, "ana")
    await kept(services, Change(people=((ana, replace(ana, source=Source.CALL_CENTRE)),)))
    app = web.Application()
    inside = build_centre(services, anonymous=False, monotonic=lambda: 0.0)
    app.add_subapp("/centre", inside)
    async with TestClient(TestServer(app)) as client:
        yield client


async def told(response: Any) -> tuple[int, str]:
    return response.status, (await response.json()).get("error", "")


def mine(services: Services) -> dict[str, str]:
    return {"tenant": services.tenant, "person": ANA}


async def session(services: Services, who: str = "ana") -> Mapping[str, str]:
    token = await new_key(services, PersonId(who), Door.CONSOLE)
    return {"Authorization": f"Bearer {token}"}


# ---- the way in


async def test_a_link_signs_in_once_for_a_session_that_can_be_ended(company: Company) -> None:
    await employed(company, "ana")
    link = await link_for(company, "ana")
    address, _, token = link.partition("#")
    assert address == f"{company.url}/centre/"
    status, found = await called(company, "session", {"token": token})
    assert (status, found["name"]) == (200, "Ana")
    assert found["session"] != token
    again = await called(company, "session", {"token": token})
    assert again == (401, {"error": texts.SAY["desk_link"]})
    header = {"Authorization": f"Bearer {found['session']}"}
    assert (await called(company, "state", None, header))[0] == 200
    assert (await called(company, "leave", {}, header))[0] == 200
    assert await called(company, "state", None, header) == (
        401,
        {"error": texts.SAY["desk_sign_in"]},
    )


async def test_of_many_who_open_a_link_at_once_one_gets_in(company: Company) -> None:
    await employed(company, "ana")
    token = (await link_for(company, "ana")).partition("#")[2]
    found = await asyncio.gather(*(called(company, "session", {"token": token}) for _ in range(8)))
    assert sorted(status for status, _ in found) == [200] + [401] * 7


async def test_the_button_of_the_help_card_sends_the_link_too(company: Company) -> None:
    await employed(company, "ana")
    await company.say("ana", "help")
    said = await company.press("ana", "console")
    assert said.said == texts.SAY["console_coming"]
    await company.told("ana", "It works for 10 minutes")
    assert "/centre/#" not in str(await company.jobs())  # the link is written down nowhere


async def test_who_is_not_of_the_desk_gets_no_link(company: Company) -> None:
    await company.say("ana", "console")
    await company.told("ana", texts.SAY["console_not_yours"])
    await employed(company, "ana")
    company.parts.services.public_url = ""
    await company.say("ana", "Console!")
    await company.told("ana", texts.SAY["console_nowhere"])


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer x", "Bearer a.b", "Basic {token}", "{token}", "Bearer {token}x"],
)
async def test_a_forged_session_is_nobodys(
    services: Services, desk: TestClient[Any, Any], header: str | None
) -> None:
    token = (await session(services))["Authorization"].removeprefix("Bearer ")
    headers = {} if header is None else {"Authorization": header.format(token=token)}
    lets_in = header == "{token}"  # the word before it changes nothing
    found = await desk.get("/centre/api/state", headers=headers)
    assert found.status == (200 if lets_in else 401)


async def test_a_session_of_another_tenant_opens_nothing_here(
    services: Services, desk: TestClient[Any, Any]
) -> None:
    other = Store(services.store.driver, f"other-{secrets.token_hex(4)}")  # type: ignore[arg-type]
    there = Services(store=other, clock=services.clock, tenant=str(other.tenant))
    for door in Door:
        token = await new_key(there, ANA, door)
        found = await desk.get("/centre/api/state", headers={"Authorization": f"Bearer {token}"})
        assert await told(found) == (401, texts.SAY["desk_sign_in"])
        tried = await desk.post("/centre/api/session", json={"token": token})
        assert await told(tried) == (401, texts.SAY["desk_link"])


@pytest.mark.parametrize("gone", [{"active": False}, {"source": Source.PEER}, {"imported": False}])
async def test_who_leaves_the_desk_loses_every_key_for_good(
    services: Services, desk: TestClient[Any, Any], gone: Mapping[str, Any]
) -> None:
    headers, link = await session(services), await new_key(services, ANA, Door.SIGN_IN)
    assert (await desk.get("/centre/api/state", headers=headers)).status == 200
    here = await known(services, "ana")
    away = replace(here, **gone)
    await kept(services, Change(people=((here, away),)))
    found = await desk.get("/centre/api/state", headers=headers)
    assert await told(found) == (401, texts.SAY["console_not_yours"])
    await kept(services, Change(people=((away, here),)))
    assert (await desk.get("/centre/api/state", headers=headers)).status == 401
    assert (await desk.post("/centre/api/session", json={"token": link})).status == 401


async def test_an_expired_session_says_what_to_do(
    services: Services, desk: TestClient[Any, Any]
) -> None:
    headers = await session(services)
    past = {"$set": {"ends": services.now() - timedelta(seconds=1)}}
    await services.store.driver.collection("sessions").update_many(mine(services), past)
    found = await desk.get("/centre/api/state", headers=headers)
    status, sentence = await told(found)
    assert (status, "Write “console” to the bot" in sentence) == (401, True)


async def test_who_is_forgotten_is_signed_out(
    services: Services, desk: TestClient[Any, Any]
) -> None:
    headers = await session(services)
    await services.store.commit(Change(forget=ANA), Cause(), services.now())
    assert (await desk.get("/centre/api/state", headers=headers)).status == 401
    keys = services.store.driver.collection("sessions")
    assert await keys.count_documents(mine(services)) == 0


# ---- what is refused


async def test_links_cannot_be_tried_for_long_and_a_session_has_its_pace(
    services: Services, desk: TestClient[Any, Any]
) -> None:
    tried = [
        (await desk.post("/centre/api/session", json={"token": "a.b"})).status
        for _ in range(TRIES_PER_MINUTE + 2)
    ]
    assert set(tried[:TRIES_PER_MINUTE]) == {401}
    assert tried[-1] == 429
    headers = await session(services)
    found = [
        (await desk.get("/centre/api/state", headers=headers)).status
        for _ in range(PER_MINUTE + 2)
    ]
    assert found == [200] * PER_MINUTE + [429, 429]
    assert (await desk.get("/centre/api/state", headers=await session(services))).status == 200


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://mentor.example.com", 200),
        ("https://evil.example", 403),
        ("http://mentor.example.com", 403),
        ("null", 403),
    ],
)
async def test_only_its_own_page_may_call(
    services: Services, desk: TestClient[Any, Any], origin: str, status: int
) -> None:
    headers = {**await session(services), "Origin": origin}
    assert (await desk.get("/centre/api/state", headers=headers)).status == status


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"X-Forwarded-For": "10.0.0.1"}])
async def test_a_trial_answers_this_machine_alone(
    company: Company, headers: Mapping[str, str]
) -> None:
    assert await called(company, "state", None, headers) == (
        403,
        {"error": texts.SAY["desk_elsewhere"]},
    )


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"[" * 5000, "application/json", 400),
        (b'{"thread": 7}', "application/json", 400),
        (b'{"press": "1", "on": "yes"}', "application/json", 400),
        (b"{}", "text/plain", 415),
        (b'"' + b"x" * 20_000, "application/json", 413),
    ],
)
async def test_what_cannot_be_read_gets_one_sentence(
    services: Services, desk: TestClient[Any, Any], body: bytes, kind: str, status: int
) -> None:
    headers = {**await session(services), "Content-Type": kind}
    found = await desk.post("/centre/api/duty", data=body, headers=headers)
    assert await told(found) == (status, texts.SAY["desk_unreadable"])


async def test_trouble_is_told_and_nothing_is_half_done(
    services: Services, desk: TestClient[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = await session(services)
    monkeypatch.setattr(services, "room", None)
    found = await desk.post("/centre/api/duty", json={"press": "1", "on": False}, headers=headers)
    assert await told(found) == (500, texts.SAY["broken"])
    assert not (await known(services, "ana")).off_duty


async def test_who_has_not_agreed_cannot_go_on_duty(
    services: Services, desk: TestClient[Any, Any]
) -> None:
    ana = await known(services, "ana")
    await kept(services, Change(people=((ana, replace(ana, opted_in=False)),)))
    headers = await session(services)
    found = await desk.post("/centre/api/duty", json={"press": "1", "on": True}, headers=headers)
    assert await told(found) == (409, texts.SAY["desk_joined"])
    state = await (await desk.get("/centre/api/state", headers=headers)).json()
    assert state["me"]["why"] == texts.OFF_DUTY["not_joined"]


# ---- the page


@pytest.mark.parametrize("name", FILES)
async def test_the_page_lets_nothing_else_in(desk: TestClient[Any, Any], name: str) -> None:
    found = await desk.get(f"/centre/{name}")
    text = await found.text()
    assert {each: found.headers[each] for each in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "innerHTML" not in text
    assert " style=" not in text
    assert 'onclick="' not in text


async def test_the_address_without_a_slash_leads_to_the_page(desk: TestClient[Any, Any]) -> None:
    found = await desk.get("/centre", allow_redirects=False)
    assert (found.status, found.headers["Location"]) == (301, "/centre/")
    assert (await desk.get("/centre/elsewhere")).status == 404


async def test_words_of_people_travel_as_they_are_and_only_as_data(company: Company) -> None:
    await employed(company, "ana")
    seat = await seated(company, "ana")
    text = "Is <img src=x onerror=alert(1)> an Excel thing?"
    await company.ask(text)
    assert (await seat.state())["queue"][0]["question"] == text
    await seat.claim()
    await seat.on_talk("answer", text=f"{ANSWER} <script>")
    assert (await seat.talk())["answer"] == f"{ANSWER} <script>"
