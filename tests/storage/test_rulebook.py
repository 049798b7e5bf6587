"""The versions of the rules."""

import asyncio

import pytest

from matching.rules import RuleError, Rules
from storage.change import Faster
from storage.rulebook import Version
from storage.store import Store
from tests.storage.making import NOW

NOTE = ("mia", "less waiting")


async def test_nobody_has_set_anything_is_version_nought(store: Store) -> None:
    assert await store.rules() == Version(number=0, rules=Rules())
    assert await store.rules_history() == []


async def test_a_version_keeps_who_when_and_why(store: Store) -> None:
    base = await store.rules()
    made = await store.publish_rules(base, {"claim_minutes": "45"}, NOTE, NOW)
    assert made == Version(
        number=1, rules=Rules(claim_minutes=45), who="mia", when=NOW, why="less waiting"
    )
    assert await store.rules() == made
    second = await store.publish_rules(made, {"claim_minutes": 30}, NOTE, NOW)
    assert isinstance(second, Version)
    assert second.rules == Rules()
    assert await store.rules_history() == [second, made]


async def test_only_what_differs_from_the_defaults_is_kept(store: Store) -> None:
    await store.publish_rules(await store.rules(), {"claim_minutes": 45}, NOTE, NOW)
    kept = await store.driver.collection("rules").find_one({"tenant": "acme"})
    assert kept is not None
    assert kept["values"] == {"claim_minutes": 45}


async def test_of_two_who_publish_at_once_one_was_faster(store: Store) -> None:
    base = await store.rules()
    done = await asyncio.gather(
        *(store.publish_rules(base, {"claim_minutes": 40 + n}, NOTE, NOW) for n in range(5))
    )
    assert sum(isinstance(each, Version) for each in done) == 1
    assert sum(each == Faster() for each in done) == 4
    assert len(await store.rules_history()) == 1


@pytest.mark.parametrize("values", [{"claim_minutes": 0}, {"no_such_rule": 1}])
async def test_what_a_rule_cannot_have_is_told_and_not_kept(
    store: Store, values: dict[str, object]
) -> None:
    with pytest.raises(RuleError):
        await store.publish_rules(await store.rules(), values, NOTE, NOW)
    assert await store.rules_history() == []


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ({"from_the_future": 1, "claim_minutes": 45}, Rules(claim_minutes=45)),
        ({"claim_minutes": 10**9, "open_offers_max": 2}, Rules(open_offers_max=2)),
    ],
)
async def test_stored_rules_that_this_program_cannot_have_are_its_defaults(
    store: Store, stored: dict[str, object], read: Rules
) -> None:
    await store.publish_rules(await store.rules(), {}, NOTE, NOW)
    await store.driver.collection("rules").update_one(
        {"tenant": "acme"}, {"$set": {"values": stored}}
    )
    assert (await store.rules()).rules == read
