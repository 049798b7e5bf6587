"""The answers in each skill, as the daily snapshot reads them."""

from matching.model import PersonId
from matching.skills import SkillId
from storage.evidence import answers_of, best_in, totals_in
from storage.store import Store
from tests.storage.evidence.test_around import answered
from tests.storage.making import know, person

EXCEL, CHARTS = SkillId("excel"), SkillId("charts")
ANA, BEN = PersonId("ana"), PersonId("ben")


async def test_answers_are_told_by_skill_and_by_who_gave_them(store: Store) -> None:
    await know(store, person("ana"), person("ben"), person("lea"))
    for number, mentor in enumerate(("ana", "ana", "ben")):
        await answered(store, f"t{number}", mentor)
    await answered(store, "t9", "ben", skills={CHARTS: 1.0})
    where = (store.driver, store.tenant, 0)
    assert await totals_in(*where, 10) == {EXCEL: 3, CHARTS: 1}
    assert len(await totals_in(*where, 1)) == 1
    assert await best_in(*where, EXCEL, 5) == [(ANA, 2), (BEN, 1)]
    assert await best_in(*where, EXCEL, 1) == [(ANA, 2)]
    pairs = [(EXCEL, ANA), (CHARTS, ANA), (CHARTS, BEN)]
    assert await answers_of(*where, pairs) == {(EXCEL, ANA): 2, (CHARTS, BEN): 1}
    assert await totals_in(store.driver, store.tenant, 7, 10) == {}
