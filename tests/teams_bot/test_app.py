"""The routes, and the start and stop of the service."""

import logging
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from botbuilder.core import TurnContext

from storage.embedded import free_port
from teams_bot.app import _Edge, build_app, listening, running
from teams_bot.bot import read_activity
from tests.support.company import Company, company, founded, shared_database

__all__ = ["company", "shared_database"]


async def _get(company: Company, path: str) -> tuple[int, Any]:
    async with company.http.get(f"{company.url}{path}") as response:
        return response.status, await response.json()


async def test_a_service_that_runs_is_alive_and_ready(company: Company) -> None:
    assert await _get(company, "/livez") == (200, {"alive": True})
    assert await _get(company, "/readyz") == (200, {"ready": True})


async def test_the_pages_for_privacy_and_terms_are_there(company: Company) -> None:
    for path in ("/privacy", "/terms"):
        async with company.http.get(f"{company.url}{path}") as response:
            assert (response.status, response.content_type) == (200, "text/html")


async def test_a_service_that_stops_is_alive_and_not_ready(company: Company) -> None:
    company.parts.draining = True
    assert await _get(company, "/livez") == (200, {"alive": True})
    assert await _get(company, "/readyz") == (503, {"ready": False, "why": "draining"})


async def test_a_service_without_its_database_is_not_ready(
    company: Company, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def away(_: object) -> None:
        raise TimeoutError

    caplog.set_level(logging.CRITICAL)
    with monkeypatch.context() as patch:
        patch.setattr(type(company.store), "time", away)
        assert await _get(company, "/readyz") == (503, {"ready": False, "why": "no database"})


async def test_without_signing_keys_a_service_that_asks_for_tokens_is_not_ready(
    mongodb: str, shared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(_: object) -> bool:
        return False

    monkeypatch.setattr("teams_bot.guard.Guard.load_keys", none)
    async with founded(mongodb, shared_database, work=False) as made:
        settings = replace(
            made.parts.settings,
            anonymous=False,
            port=free_port(),
            app_id="11111111-2222-3333-4444-555555555555",
            app_password="never sent",
        )
    async with (
        running(settings) as parts,
        listening(parts, build_app(parts, work=False)) as url,
        aiohttp.ClientSession() as http,
    ):
        async with http.get(f"{url}/readyz") as response:
            assert response.status == 503
            assert (await response.json())["why"] == "no signing keys"
        async with http.post(f"{url}/api/messages", json={"type": "message"}) as response:
            assert response.status == 401


async def test_an_activity_the_sdk_cannot_read_is_refused(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr("teams_bot.app.read_activity", unreadable)
    status, body = await company.post(company.activity("lea", "message", text="hello"))
    assert (status, body) == (400, b'{"error": "This is not an activity."}')


async def test_figures_are_served_on_a_port_of_their_own(
    mongodb: str, shared_database: str
) -> None:
    async with founded(mongodb, shared_database, work=False) as made:
        settings = replace(made.parts.settings, port=free_port(), metrics_port=free_port())
    async with (
        running(settings) as parts,
        listening(parts, build_app(parts, work=False)) as url,
        aiohttp.ClientSession() as http,
    ):
        where = f"http://127.0.0.1:{settings.metrics_port}/metrics"
        async with http.get(where) as response:
            assert "outbox_oldest_due_seconds 0.0" in await response.text()
        async with http.get(f"{url}/metrics") as response:
            assert response.status == 404


async def test_a_port_that_is_taken_leaves_nothing_running(company: Company) -> None:
    async with running(replace(company.parts.settings, tenant="other")) as parts:
        with pytest.raises(OSError, match="address already in use"):
            async with listening(parts, build_app(parts, work=False)):
                pass


async def test_what_a_handler_of_the_sdk_says_goes_to_who_is_spoken_to(company: Company) -> None:
    raw = company.activity("lea", "message", text="hello")
    edge = _Edge(company.parts)
    await TurnContext(edge._adapter, read_activity(raw)).send_activity("Good day.")
    assert company.seen("lea")[0].startswith("Good day.")


async def test_a_body_that_only_says_it_is_compressed_is_refused_without_a_fault(
    company: Company, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"{company.url}/api/messages"
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    for _ in range(2):  # the second on the same connection, or on a new one
        async with company.http.post(url, data=b'{"type": "message"}', headers=headers) as answer:
            assert answer.status == 415
            assert list(await answer.json()) == ["error"]
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]
