import asyncio
import json
import logging
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from teams_bot.tryout import wire
from teams_bot.tryout.routes import FILES
from tests.teams_bot.tryout.stage import (
    ANA,
    PEOPLE,
    Stage,
    button,
    card_of,
    staged,
    with_card,
)


async def did(stage: Stage, deed: str, body: Any, **more: Any) -> tuple[int, Any]:
    async with stage.http.post(f"{stage.url}/tryout/api/{deed}", json=body, **more) as answer:
        return answer.status, await answer.json()


@pytest.mark.parametrize("name", FILES)
async def test_every_file_of_the_page_is_served_under_a_strict_policy(
    stage: Stage, name: str
) -> None:
    async with stage.http.get(f"{stage.url}/tryout/{name}") as answer:
        assert answer.status == 200
        assert answer.content_type == FILES[name][1]
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert await answer.text()


async def test_the_address_without_its_slash_leads_to_the_page(stage: Stage) -> None:
    async with stage.http.get(f"{stage.url}/tryout") as answer:
        assert (answer.status, answer.url.path) == (200, "/tryout/")


@pytest.mark.parametrize(
    "name", ["node_modules/.package-lock.json", "package.json", "../routes.py"]
)
async def test_nothing_else_is_served(stage: Stage, name: str) -> None:
    async with stage.http.get(f"{stage.url}/tryout/{name}") as answer:
        assert answer.status == 404


async def test_the_page_has_no_inline_script_and_no_foreign_address(stage: Stage) -> None:
    async with stage.http.get(f"{stage.url}/tryout/") as answer:
        html = await answer.text()
    assert html.count("<script") == html.count("<script src=")
    assert "style=" not in html
    assert "https://" not in html


async def test_the_state_holds_people_messages_examples_and_requests() -> None:
    async with staged(suggestions=("How?",)) as stage:
        await stage.send(ANA, {"type": "message", "text": "Hello"})
        async with stage.http.get(f"{stage.url}/tryout/api/state") as answer:
            state = await answer.json()
    assert (state["bot"], state["suggestions"]) == ("Nanomentor", ["How?"])
    assert state["people"][0] == {
        "id": ANA,
        "name": "Ana Silva",
        "title": "Sales analyst",
        "time_zone": "",
        "installed": True,
    }
    assert [each["installed"] for each in state["people"]] == [True, True, False, False]
    assert [each["text"] for each in state["messages"][ANA]] == ["Hello"]
    assert [each["action"] for each in state["wire"]] == ["send"]


async def test_the_page_can_do_what_a_person_can_do(stage: Stage) -> None:
    assert await did(stage, "say", {"person": ANA, "text": "Hi", "reply_to": "7"}) == (
        200,
        {"accepted": True},
    )
    said = stage.teams.messages(ANA)[0].id
    await did(stage, "edit", {"person": ANA, "message": said, "text": "Hello"})
    await did(stage, "delete", {"person": ANA, "message": said})
    _, sent, _ = await stage.send(ANA, with_card(card_of(actions=(button("take"),))))
    await did(stage, "press", {"person": ANA, "message": sent["id"], "action": button("take")})
    await did(stage, "uninstall", {"person": ANA})
    await did(stage, "install", {"person": PEOPLE[2].id})
    kinds = [each["type"] for each in stage.heard]
    assert kinds[:4] == ["message", "messageUpdate", "messageDelete", "invoke"]
    assert sorted(kinds[4:]) == ["conversationUpdate"] * 2 + ["installationUpdate"] * 2


async def test_what_is_not_possible_comes_back_as_a_sentence(stage: Stage) -> None:
    status, body = await did(stage, "say", {"person": PEOPLE[3].id, "text": "Hi"})
    assert (status, body) == (409, {"error": "Add Nanomentor for Dmitri Petrov first."})


@pytest.mark.parametrize("body", [{}, [], {"person": ANA}, 7, {"person": [], "text": "x"}])
async def test_an_unreadable_wish_of_the_page_is_no_crash(stage: Stage, body: Any) -> None:
    status, answer = await did(stage, "say", body)
    assert status == 400
    assert "cannot be read" in answer["error"]


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}]
)
async def test_another_site_can_neither_read_nor_press(
    stage: Stage, headers: dict[str, str]
) -> None:
    status, _ = await did(stage, "say", {"person": ANA, "text": "Hi"}, headers=headers)
    async with stage.http.get(f"{stage.url}/tryout/api/state", headers=headers) as answer:
        assert (status, answer.status) == (403, 403)
    assert stage.heard == []


async def test_its_own_origin_is_let_in(stage: Stage) -> None:
    status, _ = await did(
        stage, "say", {"person": ANA, "text": "Hi"}, headers={"Origin": stage.url}
    )
    assert status == 200


async def test_a_form_of_another_kind_is_refused(stage: Stage) -> None:
    async with stage.http.post(f"{stage.url}/tryout/api/say", data=b"{}") as answer:
        assert answer.status == 415


async def events(answer: aiohttp.ClientResponse, count: int) -> list[Any]:
    found: list[Any] = []
    async for line in answer.content:
        if line.startswith(b"data: "):
            found.append(json.loads(line[6:]))
        if len(found) == count:
            break
    return found


async def test_the_stream_tells_what_happens_and_ends_with_the_tryout() -> None:
    async with staged() as stage, stage.http.get(f"{stage.url}/tryout/api/stream") as answer:
        assert answer.content_type == "text/event-stream"
        await stage.send(ANA, {"type": "message", "text": "Hello"})
        await stage.send(ANA, {"type": "typing"})
        seen = await asyncio.wait_for(events(answer, 4), 5)
        await stage.teams.close()
        assert await asyncio.wait_for(events(answer, 9), 5) == [{"event": "bye"}]
    assert [each["event"] for each in seen] == ["message", "wire", "typing", "wire"]
    assert (seen[0]["person"], seen[0]["message"]["text"]) == (ANA, "Hello")
    assert (seen[1]["request"]["status"], seen[1]["request"]["action"]) == (201, "send")


async def test_a_silent_stream_shows_that_it_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("teams_bot.tryout.routes.HEARTBEAT", 0.05)
    async with staged() as stage, stage.http.get(f"{stage.url}/tryout/api/stream") as answer:
        await answer.content.readuntil(b"still here\n\n")


async def test_a_tab_that_is_closed_is_no_trouble_also_during_a_sign_of_life(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("teams_bot.tryout.routes.HEARTBEAT", 0.05)
    gone = []

    async def closed(_: web.StreamResponse, line: bytes) -> None:
        gone.append(line)
        if len(gone) > 1:
            raise ConnectionResetError("Cannot write to closing transport")

    monkeypatch.setattr(web.StreamResponse, "write", closed)
    async with staged() as stage, stage.http.get(f"{stage.url}/tryout/api/stream") as answer:
        assert answer.status == 200
        while len(gone) < 2:
            await asyncio.sleep(0.01)
    assert gone == [b": connected\n\n", b": still here\n\n"]
    assert [each for each in caplog.records if each.levelno >= logging.ERROR] == []


async def test_a_watcher_who_falls_behind_is_told_to_read_everything_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "KEPT_EVENTS", 3)
    with stage.teams.wire.watch() as queue:
        for number in range(4):
            stage.teams.wire.publish({"event": str(number)})
    assert [queue.get_nowait()["event"] for _ in range(2)] == ["resync", "3"]
    assert queue.empty()
