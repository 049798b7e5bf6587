"""The log: one line an event, UTC, and nobody's words in it."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from teams_bot.commands.logs import JsonLine, PlainLine, begin

CANARY: Final = "canary: how do I pivot?"


def record(
    name: str = "teams_bot.jobs", message: str = "job %s failed", *given: object, **more: Any
) -> logging.LogRecord:
    made = logging.LogRecord(
        name, logging.ERROR, __file__, 1, message, given, more.pop("trouble", None)
    )
    vars(made).update(more)
    made.created = 1795316400.0625
    return made


def raised(work: Callable[[], object]) -> Any:
    try:
        work()
    except ValueError as error:
        return type(error), error, error.__traceback__
    raise AssertionError


def failing() -> None:
    try:
        {}[CANARY]
    except KeyError as error:
        raise ValueError(CANARY) from error


def failing_twice() -> None:
    try:
        int(CANARY)
    except ValueError:
        raise ValueError(CANARY)  # noqa: B904 - what the log makes of it is tested


def failing_alone() -> None:
    try:
        int(CANARY)
    except ValueError:
        raise ValueError(CANARY) from None


def test_an_event_is_one_object_with_utc_time() -> None:
    line = JsonLine().format(record("teams_bot.jobs", "job %s\nfailed", "say", reason="no_token"))
    assert json.loads(line) == {
        "time": "2026-11-22T03:00:00.062Z",
        "level": "ERROR",
        "logger": "teams_bot.jobs",
        "event": "job say failed",
        "reason": "no_token",
    }


def test_an_event_is_one_line_for_people() -> None:
    line = PlainLine().format(record("teams_bot.jobs", "job %s\nfailed", "say", reason="no_token"))
    assert line == "2026-11-22T03:00:00.062Z ERROR teams_bot.jobs job say failed reason=no_token"


def test_nothing_in_an_event_can_break_the_line() -> None:
    hostile = "a\r\n2026 ERROR forged\u2028\u0085\x1b[31m"
    for formatter in (JsonLine(), PlainLine()):
        line = formatter.format(record("teams_bot.jobs", "%s", hostile))
        assert len(line.splitlines()) == 1
    assert JsonLine().format(record("teams_bot.jobs", "%s", hostile)).isascii()


@pytest.mark.parametrize("formatter", [JsonLine(), PlainLine()])
@pytest.mark.parametrize(
    ("work", "kinds"),
    [
        (failing, "ValueError from KeyError"),
        (failing_twice, "ValueError from ValueError"),
        (failing_alone, "ValueError"),
    ],
)
def test_of_an_exception_its_kind_and_place_are_kept_and_never_its_words(
    formatter: logging.Formatter, work: Callable[[], object], kinds: str
) -> None:
    line = formatter.format(record("teams_bot.jobs", "job failed", trouble=raised(work)))
    assert kinds in line
    assert re.search(rf"test_logs\.py:\d+ {work.__name__}", line)
    assert "canary" not in line
    assert len(line.splitlines()) == 1


def test_of_a_library_only_the_fixed_part_of_a_message_is_kept() -> None:
    said = record("asyncio", f"Task was never retrieved\nfuture: <Task {CANARY}>", given=CANARY)
    assert json.loads(JsonLine().format(said))["event"] == "Task was never retrieved"
    said = record("aiohttp.server", "Error from %s", CANARY)
    assert json.loads(JsonLine().format(said))["event"] == "Error from (str)"
    assert json.loads(JsonLine().format(record("other", "")))["event"] == ""
    assert "canary" not in JsonLine().format(said)


@pytest.mark.parametrize(
    ("message", "given", "event"),
    [
        ("Lost %s of %d after %.1f s", (CANARY, 3, 1.5), "Lost (str) of 3 after 1.5 s"),
        ("Error from %s", (ValueError(CANARY),), "Error from (ValueError)"),
        ("%(n)d from %(who)s", ({"n": 2, "who": CANARY},), "2 from (str)"),
        ("100 % of it", (), "100 % of it"),
        ("Lost\n%s", (CANARY,), "Lost"),
        ("Lost %d", (CANARY,), "Lost %d"),
    ],
)
def test_numbers_and_kinds_are_put_into_the_message_of_a_library(
    message: str, given: tuple[object, ...], event: str
) -> None:
    line = JsonLine().format(record("aiohttp.server", message, *given))
    assert json.loads(line)["event"] == event


def test_a_warning_is_spelt_out_on_one_line() -> None:
    said = record("py.warnings", "%s", "a.py:1: UserWarning: Unknown option\n  validate(x)\n")
    event = json.loads(JsonLine().format(said))["event"]
    assert event == "a.py:1: UserWarning: Unknown option validate(x)"


def test_an_empty_exception_is_none() -> None:
    assert "error" not in JsonLine().format(record(trouble=(None, None, None)))


@pytest.mark.parametrize(
    ("form", "own"), [("json", logging.INFO), ("plain", logging.INFO), ("none", logging.CRITICAL)]
)
def test_our_own_events_are_told_by_what_lasts_and_not_by_what_ends(form: Any, own: int) -> None:
    begin(form)
    assert logging.getLogger("teams_bot").level == own
    assert logging.getLogger("storage").level == own
