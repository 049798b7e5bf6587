import asyncio

from matching.model import PersonId
from matching.rules import Rules
from matching.sources import Source
from storage import outside
from storage.change import Address, Tenant
from storage.codec import candidate_of, person_document
from storage.store import Store
from tests.storage.making import NOW, person

OLGA = PersonId("olga")
HERE = Address(service_url="https://x", conversation="c", user="u", bot="b")


def olga(**changes):
    usual = {"source": Source.CONTRACT, "mail": "olga@home.test", "opted_in": False}
    return person("olga", **usual | {"reachable": False} | changes)


async def jobs(store: Store) -> list[str]:
    found = store.driver.collection("jobs").find({"tenant": store.tenant})
    return [each["kind"] for each in await found.to_list(None)]


async def test_an_import_invites_each_address_once(store: Store) -> None:
    done = await store.import_people([olga(), person("ana", mail="a@b")], {}, NOW, invite=True)
    assert (done.invited, done.not_invited) == (("olga",), ())
    again = await store.import_people([olga()], {}, NOW, invite=True)
    assert (again.invited, again.unchanged) == ((), 1)
    assert await jobs(store) == ["invite"]
    found = await store.person(OLGA)
    assert found is not None
    assert (found.invited, found.reachable, found.opted_in) == ("olga@home.test", True, False)

    moved = await store.import_people([olga(mail="new@home.test")], {}, NOW, invite=True)
    back = await store.import_people([olga()], {}, NOW, invite=True)
    assert (moved.invited, back.invited) == (("olga",), ("olga",))
    assert await jobs(store) == ["invite", "invite"]  # the first address was written to already


async def test_nobody_is_invited_where_nothing_can_be_sent_and_is_later(store: Store) -> None:
    first = await store.import_people([olga()], {}, NOW)
    assert (first.invited, first.not_invited, await jobs(store)) == ((), ("olga",), [])
    second = await store.import_people([olga()], {}, NOW, invite=True)
    assert (second.invited, await jobs(store)) == (("olga",), ["invite"])


async def test_only_who_is_outside_and_not_in_teams_is_asked_by_mail(store: Store) -> None:
    everybody = [
        olga(),
        person("ana", mail="ana@acme.test"),
        person("pia", source=Source.CONTRACT, mail="p@home.test", address=HERE),
        person("uwe", source=Source.CONTRACT),
    ]
    await store.import_people(everybody, {}, NOW, invite=True)
    assert await store.outside(each.id for each in everybody) == {OLGA}
    assert [each.id for each in await store.contracts(10)] == ["olga", "pia", "uwe"]
    assert [each.id for each in await store.contracts(1)] == ["olga"]


async def test_two_processes_that_make_the_key_at_once_get_the_same(store: Store) -> None:
    keys = await asyncio.gather(*(store.signing_key(f"key-{n}") for n in range(8)))
    assert len(set(keys)) == 1
    assert await store.signing_key("another") == keys[0]
    assert await outside.signing_key(store.driver, Tenant("other"), "theirs") == "theirs"


async def test_open_requests_speak_for_minutes_of_a_contract(store: Store) -> None:
    bought = olga(contract_minutes=7, contract_until="2026-12-31", opted_in=True)
    rules = Rules(minutes_per_question=3, open_offers_max=3)
    document = person_document(store.tenant, bought)
    fresh = candidate_of(document, rules, NOW)
    assert (fresh.contract_left, fresh.capacity) == (7, 2)
    assert fresh.contract_ends is not None
    held = candidate_of(document | {"load": 1}, rules, NOW)
    assert (held.contract_left, held.capacity) == (4, 2)
    done = candidate_of(document | {"record": {"answered": 2}}, rules, NOW)
    assert (done.contract_left, done.capacity) == (1, 0)
    old = {k: v for k, v in document.items() if not k.startswith("contract")}
    assert candidate_of(old, rules, NOW).contract_left is None


async def test_contracts_survive_an_import_without_their_columns(store: Store) -> None:
    await store.import_people([olga(contract_minutes=60)], {}, NOW)
    await store.import_people([olga()], {}, NOW, keep=("contract_minutes", "contract_until"))
    found = await store.person(OLGA)
    assert found is not None
    assert found.contract_minutes == 60
