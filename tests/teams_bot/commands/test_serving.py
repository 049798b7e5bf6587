"""What `serve` and `demo` share: an address to listen at, and an end."""

import asyncio
import os
import signal
import time

import pytest

from teams_bot.commands.serving import Stop, _cannot_listen, stop_signals
from teams_bot.settings import Settings


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_it_waits_until_it_is_told_to_end(sent: signal.Signals) -> None:
    async def told() -> None:
        stop = stop_signals()
        os.kill(os.getpid(), sent)
        await asyncio.wait_for(stop.told.wait(), 10)

    asyncio.run(told())


@pytest.mark.parametrize(
    ("sent", "hurried"),
    [
        ((signal.SIGTERM,), False),
        ((signal.SIGINT,), True),
        ((signal.SIGTERM, signal.SIGTERM), True),
        ((signal.SIGTERM, signal.SIGINT), True),
    ],
)
async def test_ctrl_c_and_a_second_signal_cut_the_draining_short(
    sent: tuple[signal.Signals, ...], hurried: bool
) -> None:
    stop = Stop()
    for each in sent:
        stop.hear(each)
    begun = time.monotonic()
    await stop.drained(0.3)
    assert (time.monotonic() - begun < 0.2) == hurried


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (OSError(98, "error while attempting to bind on ..."), "Address already in use"),
        (OSError(13, "..."), "Permission denied"),
        (OSError(-2, "Name or service not known"), "Name or service not known"),
        (OSError("odd"), "odd"),
    ],
)
def test_why_nothing_can_listen_is_told_in_plain_words(trouble: OSError, why: str) -> None:
    told = _cannot_listen(Settings(port=80, metrics_port=90), trouble)
    assert told == (
        f"Nothing can listen at HOST 127.0.0.1 and PORT 80 (or METRICS_PORT 90): {why}. "
        "Stop what is there, or set another one."
    )
