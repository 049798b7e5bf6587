"""Keys change, hosts hang, strangers invent key ids: who is let in, and how often we fetch."""

import asyncio
import time

import pytest

from teams_bot.guard import Reason, tokens
from teams_bot.guard.keys import read_keys
from tests.support.identity import (
    SERVICE_URL,
    guarded_service,
    loop_probe,
    message,
    private_key,
    public_jwk,
    signed,
    until,
)


async def say(service, **token):
    return (await service.post(message(), token=service.token(**token))).status


async def test_the_first_message_with_a_new_key_is_accepted_after_one_fetch():
    async with guarded_service() as service:
        assert await say(service) == 201
        service.clock.advance(minutes=2)
        service.identity.keys.append(public_jwk("second"))
        private_key("second")
        answers = await asyncio.gather(*(say(service, key="second") for _ in range(10)))
        assert answers == [201] * 10
        assert service.identity.fetches == 2


async def test_a_first_rush_shares_one_fetch():
    async with guarded_service() as service:
        assert set(await asyncio.gather(*(say(service, jti=f"{n}") for n in range(20)))) == {201}
        assert service.identity.fetches == 1


async def test_a_flood_of_invented_key_ids_causes_one_fetch_a_minute():
    private_key("stranger")
    async with guarded_service() as service:
        await service.guard.load_keys()
        for minute in range(1, 4):
            service.clock.advance(seconds=61)
            for n in range(30):
                token = signed({}, key="stranger", kid=f"kid-{minute}-{n}")
                assert (await service.post(message(), token=token)).status == 401
            assert service.identity.fetches == 1 + minute
            assert await say(service) == 201
        assert service.guard.rejected == {Reason.UNKNOWN_KEY: 90}
        assert len(service.ran) == 3


async def test_a_hanging_metadata_host_holds_up_nobody_whose_key_is_known():
    async with guarded_service(fetch_seconds=0.5) as service:
        assert await say(service) == 201
        service.identity.hang = asyncio.Event()
        service.clock.advance(hours=25)
        async with loop_probe() as lags:
            begun = time.perf_counter()
            for n in range(20):
                assert await say(service, jti=f"{n}") == 201
            assert time.perf_counter() - begun < 0.5
            assert await say(service, key="stranger") == 401
        assert max(lags) < 0.2
        assert service.identity.fetches == 2
        service.identity.hang.set()


async def test_keys_a_day_old_are_refreshed_behind_the_message():
    async with guarded_service() as service:
        await say(service)
        service.clock.advance(hours=24)
        service.identity.keys = [public_jwk("first"), public_jwk("second")]
        assert await say(service) == 201
        await until(lambda: service.identity.fetches == 2)
        assert await say(service, key="second") == 201
        assert service.identity.fetches == 2


async def test_keys_work_for_five_days_without_their_host_and_not_longer():
    async with guarded_service() as service:
        await say(service)
        service.identity.status = 503
        service.clock.advance(days=4, hours=23)
        assert await say(service) == 201
        service.clock.advance(hours=1)
        assert await say(service) == 503
        assert not service.guard.keys_loaded
        service.clock.advance(minutes=1)
        service.identity.status = 200
        assert await say(service) == 201


TROUBLE = {
    "down": {"status": 500},
    "a redirect": {"redirect": True},
    "no key": {"keys": []},
    "no keys_url": {"metadata": {}},
    "keys_url a list": {"metadata": {"jwks_uri": ["x"]}},
    "keys over another scheme": {"metadata": {"jwks_uri": "ftp://127.0.0.1/keys"}},
    "not an object": {"metadata": ["x"]},
    "endless": {"metadata": {"jwks_uri": "x" * 1_100_000}},
}


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE)
async def test_without_any_keys_the_service_says_503_and_when_to_come_back(trouble):
    async with guarded_service() as service:
        for name, value in trouble.items():
            setattr(service.identity, name, value)
        service.clock.advance(seconds=0.5)
        answer = await service.post(message(), token=service.token())
        assert answer.status == 503
        assert answer.headers["Retry-After"] == "60"
        assert not service.guard.keys_loaded
        assert await service.guard.load_keys() is False
        assert service.identity.fetches == 1, "the minute counts for /readyz too"


async def test_readiness_brings_the_keys():
    async with guarded_service() as service:
        assert not service.guard.keys_loaded
        assert await service.guard.load_keys()
        assert await service.guard.load_keys()
        assert service.identity.fetches == 1


async def test_a_guard_can_be_closed_while_it_fetches():
    async with guarded_service() as service:
        service.identity.hang = asyncio.Event()
        waiting = asyncio.create_task(service.guard.load_keys())
        await until(lambda: service.identity.fetches)
        await service.guard.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        service.identity.hang.set()


async def test_a_caller_who_gives_up_does_not_stop_the_fetch_of_the_others():
    async with guarded_service() as service:
        service.identity.hang = asyncio.Event()
        first, second = (asyncio.create_task(service.guard.load_keys()) for _ in range(2))
        await until(lambda: service.identity.fetches)
        first.cancel()
        service.identity.hang.set()
        assert await second


def test_entries_that_are_no_strong_signing_keys_are_left_out():
    odd = [
        "text",
        {},
        {"kty": "RSA", "kid": "odd", "n": "!", "e": "AQAB"},
        {"kty": "oct", "kid": "oct", "k": "c2VjcmV0"},
        public_jwk("encryption", use="enc"),
        public_jwk("weak", bits=1024),
        public_jwk("nameless", kid=""),
        public_jwk("numbered", kid=7),
        public_jwk("first", endorsements=None),
        public_jwk("second", endorsements=["msteams", 7]),
    ]
    keys = read_keys({"keys": odd})
    assert {kid: key.endorsements for kid, key in keys.items()} == {
        "first": frozenset(),
        "second": {"msteams"},
    }
    assert read_keys({"keys": {}}) == {}


@pytest.fixture
def decoded(monkeypatch):
    """The number of real verifications: PyJWT's own function, counted."""
    count, decode = [], tokens.jwt.decode
    monkeypatch.setattr(tokens.jwt, "decode", lambda *a, **k: count.append(1) or decode(*a, **k))
    return count


async def test_a_token_is_verified_once_and_its_service_url_each_time(decoded):
    async with guarded_service() as service:
        token = service.token()
        assert (await service.post(message(), token=token)).status == 201
        assert (await service.post(message(), token=token)).status == 201
        for other in ({"serviceUrl": SERVICE_URL + "x"}, {"channelId": "directline"}):
            assert (await service.post(message(**other), token=token)).status == 403
        assert len(decoded) == 1


async def test_a_remembered_token_expires():
    async with guarded_service() as service:
        token = service.token(exp=60)
        assert (await service.post(message(), token=token)).status == 201
        service.clock.advance(seconds=359)
        assert (await service.post(message(), token=token)).status == 201
        service.clock.advance(seconds=1)
        assert (await service.post(message(), token=token)).status == 401
        assert service.guard.rejected == {Reason.EXPIRED: 1}


async def test_a_remembered_token_falls_with_its_key():
    async with guarded_service() as service:
        token = service.token(exp=7 * 86_400)
        assert (await service.post(message(), token=token)).status == 201
        service.identity.keys = [public_jwk("second")]
        service.clock.advance(hours=24)
        await service.post(message(), token=token)
        await until(lambda: service.identity.fetches == 2)
        await asyncio.sleep(0.05)
        assert (await service.post(message(), token=token)).status == 401


async def test_a_remembered_token_falls_when_its_key_id_gets_another_key():
    async with guarded_service() as service:
        token = service.token(exp=7 * 86_400)
        assert (await service.post(message(), token=token)).status == 201
        service.identity.keys = [public_jwk("second", kid="first")]
        service.clock.advance(days=5)
        assert (await service.post(message(), token=token)).status == 401
        assert service.guard.rejected == {Reason.BAD_SIGNATURE: 1}


async def test_only_so_many_tokens_are_remembered_the_last_used_ones(decoded):
    async with guarded_service(cached_tokens=2) as service:
        first, second, third = (service.token(jti=f"{n}") for n in range(3))
        for token in (first, second, first, third, first):
            await service.post(message(), token=token)
        assert len(decoded) == 3
        await service.post(message(), token=second)
        assert len(decoded) == 4
