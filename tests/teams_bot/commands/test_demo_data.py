"""The demo organisation is whole: files, people, skills, history and questions fit each other."""

import string
from collections import Counter
from importlib import resources

import pytest

from matching.hours import parse_hours
from matching.skills import Skill, SkillId, Taxonomy
from teams_bot.commands import demo_data
from teams_bot.commands.demo_data import generate
from teams_bot.commands.demo_data.draws import one_of, share, some_of
from teams_bot.commands.demo_data.topics import TOPICS
from teams_bot.directory import read_people, read_skills

PEOPLE = {row.id: row for row in read_people(demo_data.people_csv()).rows}
SKILLS = {row.id: row for row in read_skills(demo_data.skills_csv()).rows}
HISTORY = demo_data.history()
TAXONOMY = Taxonomy(
    Skill(
        id=SkillId(row.id),
        label=row.label,
        synonyms=row.synonyms,
        parent=SkillId(row.parent) if row.parent else None,
    )
    for row in SKILLS.values()
)


def named(text):
    """The skills a text names itself, without their parents."""
    return {skill for skill, weight in TAXONOMY.infer(text).items() if weight == 1}


@pytest.mark.parametrize("name", sorted(generate.files()))
def test_generating_again_reproduces_the_kept_file_byte_for_byte(name):
    assert resources.files(demo_data).joinpath(name).read_bytes() == generate.files()[name]


def test_the_generator_writes_the_files_beside_itself(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(generate, "__file__", str(tmp_path / "generate.py"))
    generate.main()
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == generate.files()
    assert "people.csv: " in capsys.readouterr().out


def test_draws_are_repeatable_and_even():
    drawn = Counter(one_of(string.ascii_lowercase, "letter", number) for number in range(5200))
    assert min(drawn.values()) > 140
    assert max(drawn.values()) < 260
    assert share("a", 1) == share("a", 1) != share("a", 2)
    assert sorted(some_of("abc", 3, "all")) == ["a", "b", "c"]


def test_sixty_people_in_six_departments_are_a_tree_under_one_head():
    assert len(PEOPLE) == 60
    assert len({row.department for row in PEOPLE.values()}) == 6
    [head] = [row for row in PEOPLE.values() if row.manager is None]
    for row in PEOPLE.values():
        at = row
        while at is not head:
            at = PEOPLE[at.manager]
    assert Counter(row.source for row in PEOPLE.values()) == {
        "peer": 53,
        "contract": 4,
        "call_centre": 3,
    }


def test_everybody_has_what_an_organisation_knows_of_its_people():
    for row in PEOPLE.values():
        assert row.mail
        assert row.mail.endswith(".example")
        assert row.mail.isascii()
        assert row.hours
        assert row.title
        assert row.skills
        assert set(row.skills) <= set(SKILLS)
        assert row.languages[0] == "en"
        assert row.active
    assert len({row.mail for row in PEOPLE.values()}) == 60
    assert len({row.time_zone for row in PEOPLE.values()}) == 6


def test_no_mentor_is_a_placeholder_for_a_real_company():
    assert {row.mail.split("@")[1] for row in PEOPLE.values()} == {"halden.example"}


def test_forty_skills_with_parents_and_synonyms_are_each_known_to_three_people():
    assert len(SKILLS) == 40
    assert all(row.synonyms for row in SKILLS.values())
    assert all(row.parent in SKILLS for row in SKILLS.values() if row.parent)
    known = Counter(skill for row in PEOPLE.values() for skill in row.skills)
    assert {skill for skill in SKILLS if known[skill] < 3} == set()


def test_the_service_desk_answers_the_story_on_a_sunday_at_three():
    desk = [row for row in PEOPLE.values() if row.department == "IT Service Desk"]
    assert {row.hours for row in desk} == {str(parse_hours("mon-sun 00:00-24:00"))}
    able = [
        row
        for row in desk
        if row.source == "peer"
        and row.minutes_per_week >= 60
        and all(
            row.skills.get(skill, 0) >= 3
            for skill in ("pivot-tables", "excel", "vpn", "passwords", "power-bi")
        )
    ]
    assert len(able) >= 5


def test_the_learner_of_the_story_works_in_sales_and_does_not_know_the_answer():
    learner = PEOPLE[demo_data.LEARNER]
    assert learner.department == "Sales"
    assert not {"excel", "pivot-tables"} & set(learner.skills)
    assert demo_data.questions()[0] == demo_data.QUESTION
    assert "pivot-tables" in named(demo_data.QUESTION)


def test_twenty_five_questions_each_name_a_known_skill():
    questions = demo_data.questions()
    assert len(questions) == len(set(questions)) == 25
    assert [each for each in questions if not named(each) or len(each) > 280] == []
    assert len({skill for each in questions for skill in named(each)}) >= 20


def test_every_past_question_names_the_skill_it_is_about():
    asked = [(skill, text) for skill, pairs in TOPICS.items() for text, _ in pairs]
    assert [each for each in asked if each[0] not in named(each[1]) or len(each[1]) > 250] == []
    assert {each.skill for each in HISTORY} <= set(TOPICS)
    assert all(each.skill in named(each.question) for each in HISTORY)


def test_the_history_is_ninety_days_of_rated_threads_oldest_first():
    assert len(HISTORY) == 150
    days = [each.days_ago for each in HISTORY]
    assert days == sorted(days, reverse=True)
    assert 85 < days[0] <= 90
    assert all(each.answered_after < each.days_ago * 1440 for each in HISTORY)
    rated = Counter(each.rating for each in HISTORY)
    assert set(rated) == {"great", "good", "okay", "not_helpful"}
    assert rated["great"] + rated["good"] > 90
    assert all((each.minutes_saved == 0) == (each.rating == "not_helpful") for each in HISTORY)


def test_past_offers_went_to_people_who_know_the_skill_and_one_was_answered():
    for thread in HISTORY:
        asked = [offer.mentor for offer in thread.offers]
        assert len(asked) == len(set(asked))
        assert thread.learner not in asked
        assert all(thread.skill in PEOPLE[mentor].skills for mentor in asked)
        answered = [offer for offer in thread.offers if offer.reaction == "answered"]
        assert answered == [thread.offers[-1]]
        assert answered[0].mentor == thread.answered_by
        assert answered[0].asked_after + answered[0].minutes < thread.answered_after


def test_past_offers_have_minutes_when_somebody_reacted():
    offers = [offer for thread in HISTORY for offer in thread.offers]
    reactions = {"answered", "passed", "took", "expired", "withdrawn"}
    assert {offer.reaction for offer in offers} == reactions
    for offer in offers:
        silent = offer.reaction in {"expired", "withdrawn"}
        assert (offer.minutes is None) == silent
        assert silent or 0 < offer.minutes < 30


def test_past_help_is_a_graph_with_structure():
    near = sum(PEOPLE[t.learner].department == PEOPLE[t.answered_by].department for t in HISTORY)
    assert near / len(HISTORY) > 0.3  # six departments: by chance about a sixth
    ties = Counter((thread.learner, thread.answered_by) for thread in HISTORY)
    assert len([tie for tie, times in ties.items() if times > 1]) >= 15
    answers = Counter(thread.answered_by for thread in HISTORY)
    assert answers.most_common(1)[0][1] >= 3 * len(HISTORY) / len(answers)
