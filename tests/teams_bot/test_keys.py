"""Keys let somebody in for a while; only a digest of their secret is kept."""

from datetime import timedelta

import pytest

from matching.model import PersonId
from storage.change import Door
from teams_bot.keys import LASTS, key_of, new_key
from teams_bot.services import Services
from tests.support.company import services, shared_database

__all__ = ["services", "shared_database"]
ANA = PersonId("ana")
WRONG = ("", ".", "x", "{id}", "{id}.", "{id}.x", ".{secret}", "ü.\ud800")


def mine(services: Services) -> dict[str, str]:
    return {"tenant": services.tenant, "person": ANA}


async def test_a_token_opens_its_own_door_and_no_secret_is_kept(services: Services) -> None:
    token = await new_key(services, ANA, Door.SIGN_IN)
    found = await key_of(services, token, Door.SIGN_IN)
    assert found is not None
    assert found.person == ANA
    assert await key_of(services, token, Door.CONSOLE) is None
    kept = await services.store.driver.collection("sessions").find_one(mine(services))
    assert token.partition(".")[2] not in str(kept)


@pytest.mark.parametrize(
    "change", ["", ".", "x", "{id}", "{id}.", "{id}.x", ".{secret}", "ü.\ud800"]
)
async def test_another_token_opens_nothing(services: Services, change: str) -> None:
    identity, _, secret = (await new_key(services, ANA, Door.CONSOLE)).partition(".")
    token = change.format(id=identity, secret=secret)
    assert await key_of(services, token, Door.CONSOLE) is None
    assert await key_of(services, f"{identity}.{secret}{'x' * 200}", Door.CONSOLE) is None


@pytest.mark.parametrize("door", Door)
async def test_a_key_ends(services: Services, door: Door) -> None:
    token = await new_key(services, ANA, door)
    past = {"$set": {"ends": services.now() - timedelta(seconds=1)}}
    await services.store.driver.collection("sessions").update_one(mine(services), past)
    assert await key_of(services, token, door) is None
    assert LASTS[door] <= timedelta(hours=12)
