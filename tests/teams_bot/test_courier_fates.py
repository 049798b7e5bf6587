"""From status, code, header or error to a fate: the tables, row by row."""

import json
import ssl
from datetime import UTC, datetime
from types import SimpleNamespace

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from teams_bot.courier.fates import (
    BY_CODE,
    BY_ERROR,
    BY_STATUS,
    LONGEST_WAIT,
    Answer,
    Delivery,
    Fate,
    judge_answer,
    judge_error,
    retry_after,
)

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TO = SimpleNamespace(ssl=True, host="127.0.0.1", port=1)
REFUSED = OSError(111, "refused")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("7.5", 7.5),
        ("0", 1),  # never at once
        ("900", 900),
        ("1000000000", LONGEST_WAIT),
        ("9" * 5000, LONGEST_WAIT),
        ("Sun, 22 Nov 2026 03:00:40 GMT", 40),
        ("Sun, 22 Nov 2026 04:00:40 +0100", 40),
        ("Sun, 22 Nov 2026 03:00:40 -0000", 40),
        ("Sun, 22 Nov 2026 02:00:00 GMT", 1),  # has passed
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT),
        ("Sun, 22 Nov 99999 03:00:40 GMT", 5),
        ("", 5),
        ("-3", 5),
        ("soon", 5),
        ("NaN", 5),
        ("Infinity", 5),
        ("1e9", 5),
        ("٣", 5),
    ],
)
def test_a_throttled_conversation_rests_as_long_as_it_is_told(text, seconds):
    answer = Answer(status=429, retry_after=text)
    assert judge_answer(answer, repeatable=False, now=NOW) == Delivery(
        fate=Fate.AGAIN, wait=seconds, why="429"
    )


def test_without_a_clock_a_date_is_measured_from_the_date_of_the_answer():
    at, until = "Sun, 22 Nov 2026 03:00:00 GMT", "Sun, 22 Nov 2026 03:00:25 GMT"
    dated = Answer(status=429, retry_after=until, date=at)
    undated = Answer(status=429, retry_after=until)
    assert judge_answer(dated, repeatable=False).wait == 25
    assert judge_answer(undated, repeatable=False).wait == 5


@pytest.mark.parametrize(("asked", "wait"), [("3", 30), ("60", 60), ("10000", LONGEST_WAIT)])
def test_an_unavailable_service_is_never_asked_sooner_than_thirty_seconds(asked, wait):
    answer = Answer(status=503, retry_after=asked)
    assert judge_answer(answer, repeatable=False, now=NOW).wait == wait


def test_a_refusal_asks_for_no_rest():
    answer = Answer(status=400, retry_after="60")
    assert judge_answer(answer, repeatable=False, now=NOW).wait == 0


@given(text=st.text(max_size=40))
def test_no_header_can_break_it(text):
    seconds = retry_after(text, NOW)
    wait = judge_answer(Answer(status=429, retry_after=text), repeatable=False, now=NOW).wait
    assert 1 <= wait <= LONGEST_WAIT
    assert seconds is None or isinstance(seconds, float)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"error": {"code": "BotDisabledByAdmin", "message": "text"}}, "BotDisabledByAdmin"),
        ({"error": {"code": "Bad Argument", "message": "text"}}, "BadArgument"),
        ({"code": "Odd"}, "Odd"),
        ({"errorCode": 209, "message": "no JSON"}, "MessageWritesBlocked"),
        (
            {"errorCode": 209, "message": '{"subCode": "MessageWritesBlocked"}'},
            "MessageWritesBlocked",
        ),
        (
            {"error": {"code": "Forbidden", "message": '{"subCode": "MessageWritesBlocked"}'}},
            "MessageWritesBlocked",
        ),
        (
            {"error": {"code": "BotDisabledByAdmin", "message": '{"subCode": "Odd"}'}},
            "BotDisabledByAdmin",
        ),
        ({"errorCode": 210, "message": "text"}, "403"),
        ({"errorCode": [209]}, "403"),
        ({"error": {"code": "<b>a sentence, and a name</b>"}}, "403"),
        ({"error": {"code": "x" * 65}}, "403"),
        ({"error": {"code": 7}}, "403"),
        ({"error": "text"}, "403"),
        ({"message": "\ud800"}, "403"),
        ([{"code": "Odd"}], "403"),
        (None, "403"),
    ],
)
def test_the_code_is_found_wherever_teams_writes_it_and_nothing_else_is(body, why):
    answer = Answer(status=403, body=json.dumps(body).encode())
    assert judge_answer(answer, repeatable=False).why == why


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe", b"[" * 60_000, b'{"a":' * 9_000])
@pytest.mark.parametrize(("status", "fate"), [(201, Fate.SENT), (403, Fate.REFUSED)])
def test_an_unreadable_body_leaves_the_status(status, fate, body):
    delivery = judge_answer(Answer(status=status, body=body), repeatable=False)
    assert (delivery.fate, delivery.sent_id) == (fate, None)


def nested(depth: int) -> dict:
    return {"error": nested(depth - 1)} if depth else {"code": "Deep"}


def test_a_code_is_not_looked_for_without_end():
    answer = Answer(status=403, body=json.dumps(nested(50)).encode())
    assert judge_answer(answer, repeatable=False).why == "403"


@pytest.mark.parametrize(
    ("error", "fate", "wait"),
    [
        (aiohttp.ClientConnectorError(TO, REFUSED), Fate.UNSENT, 2),
        (aiohttp.ClientConnectorDNSError(TO, REFUSED), Fate.UNSENT, 2),
        (aiohttp.ClientConnectorSSLError(TO, REFUSED), Fate.UNSENT, 2),
        (
            aiohttp.ClientConnectorCertificateError(TO, ssl.SSLCertVerificationError()),
            Fate.UNSENT,
            2,
        ),
        (aiohttp.ConnectionTimeoutError(), Fate.UNSENT, 2),
        (aiohttp.InvalidURL("https:///"), Fate.REFUSED, 0),
        (TimeoutError(), Fate.AMBIGUOUS, 30),
        (aiohttp.SocketTimeoutError(), Fate.AMBIGUOUS, 30),
        (aiohttp.ServerDisconnectedError(), Fate.AMBIGUOUS, 30),
        (aiohttp.ClientOSError(104, "reset"), Fate.AMBIGUOUS, 30),
        (aiohttp.ClientPayloadError(), Fate.AMBIGUOUS, 30),
    ],
)
def test_an_error_says_whether_anything_can_have_left(error, fate, wait):
    assert judge_error(error, repeatable=False) == Delivery(
        fate=fate, wait=wait, why=type(error).__name__
    )
    harmless = Fate.AGAIN if fate is Fate.AMBIGUOUS else fate
    assert judge_error(error, repeatable=True).fate is harmless


def test_every_fate_is_in_the_tables():
    rows = {verdict.fate for verdict in (*BY_CODE.values(), *BY_STATUS.values())}
    rows |= {verdict.fate for _, verdict in BY_ERROR}
    assert rows | {Fate.SENT} == set(Fate)
