import pytest

from matching.evidence import Evidence, Totals, answered, counted
from matching.skills import SkillId
from tests.support.builders import EXCEL

WORD = SkillId("word")


def test_an_answer_counts_for_the_person_in_its_skills_and_hour():
    totals = counted(Totals(), [EXCEL, WORD], 9)
    ana = answered(Evidence(), totals, [EXCEL, WORD], 9)
    assert (ana.answers, ana.last, ana.hours[9], sum(ana.hours)) == (1, 1, 1, 1)
    assert ana.skills[EXCEL].answers == ana.skills[WORD].answers == 1
    assert totals.skills == {EXCEL: 1, WORD: 1}


def test_a_skill_forgets_by_its_own_answers_only():
    totals = counted(Totals(), [EXCEL], None)
    ana = answered(Evidence(), totals, [EXCEL], None)
    for _ in range(500):
        totals = counted(totals, [WORD], None)
    assert ana.skill(EXCEL, totals.skills[EXCEL]) == 1.0
    assert ana.activity.read(totals.answers, 60) < 0.01


def test_without_a_time_no_hour_is_counted():
    assert sum(counted(Totals(), [], None).hours) == 0


def test_a_declared_level_is_worth_up_to_one_answer_and_counts_in_the_total():
    ana = Evidence(declared={EXCEL: 0.8})
    assert ana.skill(EXCEL, 0) == 0.8
    assert Totals(declared={EXCEL: 0.8}).skill(EXCEL) == 0.8


def test_the_totals_are_the_sum_over_people():
    people = {name: Evidence() for name in "abc"}
    totals = Totals()
    for number in range(40):
        name = "aab"[number % 3] if number % 7 else "c"
        skills = [EXCEL] if number % 2 else [WORD]
        totals = counted(totals, skills, number % 24)
        people[name] = answered(people[name], totals, skills, number % 24)
    everybody = people.values()
    assert sum(each.activity.read(40, 60) for each in everybody) == pytest.approx(
        totals.activity()
    )
    theirs = sum(each.skill(EXCEL, totals.skills[EXCEL]) for each in everybody)
    assert theirs == pytest.approx(totals.skill(EXCEL))
