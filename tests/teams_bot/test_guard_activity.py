"""Whatever JSON comes, nothing behind the guard meets a shape it cannot read."""

import json
import time
from contextlib import suppress

import pytest
from botbuilder.schema import Activity
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from teams_bot.guard.activity import LISTS, TEXTS, check_shape, parse
from teams_bot.guard.refusals import Refused
from tests.support.identity import guarded_service, loop_probe, message, press

LOCAL = "http://127.0.0.1:3979/connector"

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "$ne", "tenant", "type", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)
names = sorted({path.split(".")[0] for path in [*TEXTS, *LISTS, "value", "textFormat"]})
local = message(serviceUrl=LOCAL)
pressed = press(serviceUrl=LOCAL)


@st.composite
def activities(draw):
    """Anything at all, or a good activity with some fields replaced by anything."""
    if draw(st.integers(0, 4)) == 0:
        return draw(json_values)
    spoilt = draw(st.dictionaries(st.sampled_from(names), json_values, max_size=3))
    kind = draw(st.sampled_from(["message", "invoke", "conversationUpdate", "installationUpdate"]))
    return {**(pressed if kind == "invoke" else {**local, "type": kind}), **spoilt}


@pytest.fixture(scope="module")
async def service():
    async with guarded_service(anonymous=True) as service:
        yield service


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=activities())
async def test_no_json_at_all_causes_a_500(service, body):
    answer = await service.post(body)
    assert answer.status in {201, 400, 403}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(body=activities())
def test_the_sdk_can_read_what_is_admitted(body):
    try:
        activity = parse(json.dumps(body).encode())
        check_shape(activity)
    except Refused:
        return
    read = Activity().deserialize(activity)
    assert read.service_url == activity["serviceUrl"]
    assert read.from_property.id == activity["from"]["id"]


@given(raw=st.binary(max_size=200) | st.text(alphabet='{}[]":,\\u0dn1e9-', max_size=60))
def test_any_bytes_are_an_object_or_refused(raw):
    with suppress(Refused):
        assert isinstance(parse(raw if isinstance(raw, bytes) else raw.encode()), dict)


HOSTILE = {
    "brackets": b"[" * 262_144,
    "nested objects": b'{"a":' * 52_000,
    "closed brackets": b"[" * 131_072 + b"]" * 131_072,
    "many numbers": b"[" + b"1," * 131_000 + b"1]",
    "many objects": b"[" + b"{}," * 87_000 + b"{}]",
    "many digits": b"1" * 262_144,
    "many fractions": b"[" + b"1e9," * 65_000 + b"1]",
    "many escapes": b'"' + rb"\ud83d" * 43_000 + b'"',
    "backslashes": b'"' + b"\\" * 262_000,
    "many names": b"{" + b",".join(b'"%d":0' % n for n in range(25_000)) + b"}",
    "many members": json.dumps(message(membersAdded=[{"id": "1"}] * 20_000)).encode(),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_no_body_of_256_kb_takes_more_time_than_its_size_explains(body):
    """Under 50 ms on a free machine; the limit leaves room for a measured run on a busy one."""
    begun = time.process_time()
    with suppress(Refused):
        check_shape(parse(body))
    assert time.process_time() - begun < 1


async def test_without_a_token_a_hostile_body_costs_the_loop_nothing():
    async with guarded_service() as service, loop_probe() as lags:
        for body in HOSTILE.values():
            assert (await service.post(data=body)).status == 401
            assert (await service.post(data=body, token="a.b.c")).status == 401
        assert max(lags) < 0.2
