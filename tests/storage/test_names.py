from dataclasses import replace

from storage import names
from storage.change import Person, Tenant
from storage.migrations import _outside
from storage.store import Store
from tests.storage.making import NOW, person


def ana(name: str) -> Person:
    return replace(person("ana"), name=name)


async def test_the_words_of_imported_names_are_known_to_their_tenant_alone(store: Store) -> None:
    await store.import_people([ana("Ana-María Kovač")], {}, NOW)
    assert await store.name_words(["ana", "maria", "kovac", "excel"]) == {"ana", "maria", "kovac"}
    assert await names.known(store.driver, Tenant("other"), ["ana"]) == frozenset()


async def test_the_words_of_a_new_name_are_known_and_those_of_the_old_one_stay(
    store: Store,
) -> None:
    await store.import_people([ana("Ana Lima")], {}, NOW)
    await store.import_people([ana("Ana Kovač")], {}, NOW)
    assert await store.name_words(["lima", "kovac"]) == {"lima", "kovac"}


async def test_people_who_were_there_before_are_known_after_the_step(store: Store) -> None:
    await store.import_people([ana("Ana Lima")], {}, NOW)
    await store.driver.collection(names.COLLECTION).delete_many({"tenant": store.tenant})
    await _outside(store.driver)
    await _outside(store.driver)
    assert await store.name_words(["ana", "lima"]) == {"ana", "lima"}
