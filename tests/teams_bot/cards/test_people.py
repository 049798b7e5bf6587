"""Cards about the person who reads them."""

import pytest

from matching.skills import Skill, SkillId, Taxonomy
from teams_bot import cards, outcomes, texts
from teams_bot.actions.set_skills import _read
from teams_bot.cards import words
from tests.teams_bot.cards.gallery import gallery, person
from tests.teams_bot.cards.walking import field, texts_of, typed, verbs, words_of

CARDS = gallery()


def test_a_welcome_says_what_this_is_and_asks_once() -> None:
    card = CARDS["welcome-join"].card
    assert texts_of(card)[0] == "Welcome to Nanomentor, Ana Kovač"
    assert verbs(card) == ["join", "stay_out"]
    assert verbs(CARDS["welcome"].card) == []
    assert words.SAY["welcome_example"] in texts_of(card)


def test_somebody_without_a_name_is_welcome() -> None:
    drawn = cards.welcome(person(name=""), ask_join=False)
    assert texts_of(drawn.card)[0] == "Welcome to Nanomentor"


def test_a_welcome_is_short_and_leads_to_help() -> None:
    lines = texts_of(CARDS["welcome"].card)
    assert len(lines) == 4
    assert sum(map(len, lines)) < 300
    assert "“help”" in lines[-1]


def test_help_lists_every_command() -> None:
    said = words_of(CARDS["help"].card)
    for each in texts.COMMANDS:
        assert f"{each.title}: " in said
        assert each.description in said
    assert verbs(CARDS["help"].card) == []
    assert verbs(CARDS["help-join"].card) == ["join", "stay_out"]


@pytest.mark.parametrize("label", ["Excel", "Sales; forecasting", "C: drives", "two\nlines"])
def test_the_list_of_skills_can_be_saved_as_it_stands(label: str) -> None:
    skill = SkillId("excel")
    me = person(skills_own={skill: 4, SkillId("gone"): 2})
    drawn = cards.reply(outcomes.SkillsShown(me=me, labels={skill: label}))
    assert drawn is not None
    taxonomy = Taxonomy([Skill(id=skill, label=label)])
    assert _read(taxonomy, field(drawn.card, "skills")["value"]) == {skill: 4}


def test_whether_one_may_be_asked_is_shown_as_it_is() -> None:
    assert field(CARDS["skills"].card, "asked")["value"] == "true"
    toggle = field(CARDS["skills-none"].card, "asked")
    assert (toggle["value"], toggle["valueOn"], toggle["valueOff"]) == ("false", "true", "false")


def test_saving_is_confirmed() -> None:
    assert words.SAY["skills_saved"] in texts_of(CARDS["skills-saved"].card)
    assert words.SAY["skills_saved"] not in texts_of(CARDS["skills"].card)
    assert CARDS["skills-saved"].summary.startswith("Saved.")


def test_erasing_is_the_only_button_and_looks_dangerous() -> None:
    card = CARDS["forget"].card
    assert verbs(card) == ["forget_me"]
    assert typed(card, "Action")[0]["style"] == "destructive"
    said = texts_of(card)
    assert words.SAY["forget_not"] in said
    assert words.SAY["forget_leave"] in said
