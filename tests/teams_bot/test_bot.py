"""The bot: whatever goes wrong, who wrote is told, in time."""

import asyncio
from typing import Any

import pytest

from storage.change import Unavailable, Unconfirmed
from teams_bot import bot
from tests.support.company import QUESTION, Company, company, shared_database

__all__ = ["company", "shared_database"]


async def _hangs(*_: object) -> None:
    await asyncio.Event().wait()


async def _is_away(*_: object) -> None:
    raise Unavailable("no primary")


async def _is_unsure(*_: object) -> None:
    raise Unconfirmed("too slow")


async def _breaks(*_: object) -> None:
    raise RuntimeError("a bug")


@pytest.fixture
async def hurried(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company whose service gives up soon."""
    monkeypatch.setattr(bot, "SECONDS_TO_KEEP", 1.5)
    monkeypatch.setattr(bot, "SECONDS_TO_KEEP_A_PRESS", 1.5)
    monkeypatch.setattr(bot, "SECONDS_TO_TELL", 0.3)
    return company


@pytest.mark.parametrize(
    ("trouble", "status", "said"),
    [
        (_hangs, 503, "That was not saved"),
        (_is_away, 503, "That was not saved"),
        (_is_unsure, 503, "That was not saved"),
        (_breaks, 500, "Something went wrong on our side"),
    ],
)
async def test_who_wrote_in_vain_is_told_directly_and_may_send_it_again(
    hurried: Company, monkeypatch: pytest.MonkeyPatch, trouble: Any, status: int, said: str
) -> None:
    message = hurried.activity("lea", "message", text=QUESTION)
    with monkeypatch.context() as patch:
        patch.setattr(bot, "turn", trouble)
        assert (await hurried.post(message))[0] == status
        assert said in hurried.seen("lea")[0]
        press = hurried.activity(
            "lea",
            "invoke",
            name="adaptiveCard/action",
            value={"action": {"type": "Action.Execute", "verb": "join"}},
        )
        assert (await hurried.post(press))[0] == status
        assert len(hurried.messages("lea")) == 1  # a press is answered by Teams itself
    assert (await hurried.post(message))[0] == 201
    await hurried.quiet()
    assert len(await hurried.threads()) == 1


async def test_a_connector_that_hangs_too_does_not_hold_the_answer_up(
    hurried: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot, "turn", _is_away)
    monkeypatch.setattr("teams_bot.courier.Courier.send", _hangs)
    async with asyncio.timeout(6):
        status, _ = await hurried.post(hurried.activity("lea", "message", text=QUESTION))
    assert status == 503
