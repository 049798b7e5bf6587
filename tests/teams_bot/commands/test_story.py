"""The story of one question: it ends well, or says in one sentence where it broke off."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from matching.thread import State, Thread
from teams_bot.app import Running
from teams_bot.commands import demo, story
from teams_bot.commands.demo import demo_service
from teams_bot.commands.demo_data import LEARNER
from teams_bot.commands.story import Broken, play
from teams_bot.settings import Settings
from teams_bot.tryout import LocalTeams
from teams_bot.tryout.chats import Delivery
from teams_bot.tryout.faults import status


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(story, "PATIENCE_SECONDS", 1.5)
    monkeypatch.setattr(story, "SECONDS_TO_DOUBT", 0.5)


async def broken(settings: Settings, prepared: Callable[[LocalTeams], None]) -> str:
    """Why the story broke off, after this was done to the local Teams."""
    async with demo_service(settings, page=False) as (teams, parts):
        prepared(teams)
        try:
            with pytest.raises(Broken) as found:
                [line async for line in play(teams, parts)]
        finally:
            await parts.services.store.driver.drop()
    return str(found.value)


async def test_what_the_connector_answered_is_told(settings: Settings, impatient: None) -> None:
    def refuse(teams: LocalTeams) -> None:
        teams.script(*[status(400)] * 9, person=LEARNER)

    why = await broken(settings, refuse)
    assert why.startswith(
        "a message did not arrive within 1.5 seconds: the connector answered 400"
    )


async def test_a_bot_that_says_nothing_is_told(
    settings: Settings, impatient: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = demo.build_app
    monkeypatch.setattr(demo, "build_app", lambda parts: real(parts, work=False))
    why = await broken(settings, lambda _: None)
    assert why == "a message did not arrive within 1.5 seconds: the bot did not send it."


async def test_a_bot_that_is_not_there_is_told(settings: Settings) -> None:
    def misled(teams: LocalTeams) -> None:
        teams._postman._endpoint = f"http://127.0.0.1:{settings.port}/elsewhere"

    why = await broken(settings, misled)
    assert why == "the bot answered 404 to the question."


async def test_a_question_for_which_nobody_is_asked_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = story._thread

    async def without_offers(parts: Running) -> Thread:
        return replace(await real(parts), offers=())

    monkeypatch.setattr(story, "_thread", without_offers)
    assert await broken(settings, lambda _: None) == "nobody was asked."


async def test_a_thread_that_is_not_closed_in_the_end_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = story._thread

    async def still_open(parts: Running) -> Thread:
        return replace(await real(parts), state=State.ANSWERED)

    monkeypatch.setattr(story, "_thread", still_open)
    assert await broken(settings, lambda _: None) == "the thread is answered, not closed."


async def test_a_press_that_is_refused_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unheard(*_: object, **__: object) -> Delivery:
        return Delivery(status=503, body="later", attempts=1, activity="activity-1")

    monkeypatch.setattr(LocalTeams, "press", unheard)
    assert await broken(settings, lambda _: None) == "a press was answered 503: {}"
