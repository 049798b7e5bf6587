"""What is off limits is found as words and phrases, and innocent questions are not."""

from dataclasses import replace
from typing import Any

import pytest

from matching.off_limits import Contact, Finder, OffLimits, Term, TopicError, as_data, topics_from
from matching.off_limits_defaults import DEFAULTS
from matching.skills import SkillId

FINDER = Finder(DEFAULTS)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("I need LEGAL advice", "legal"),
        ("Can I sue my landlord?", "legal"),
        ("I was sexually harassed by a colleague", "harassment"),
        ("Ich werde von meiner Chefin BELÄSTIGT", "harassment"),
        ("Ich werde belaestigt, was tun?", "harassment"),
        ("victime de harcelement moral", "harassment"),
        ("sufro acoso laboral", "harassment"),
        ("I have suicidal thoughts", "crisis"),
        ("Je veux mourir", "crisis"),
        ("no quiero vivir más", "crisis"),
        ("Ich will nicht mehr leben", "crisis"),
        ("there is a fire in the server room", "emergency"),
        ("How do I negotiate a pay rise?", "hr_case"),
        ("Ich habe chest pain seit gestern", "medical"),
        ("I want to die and I need legal advice", "crisis"),
    ],
)
def test_it_is_found_in_four_languages_whatever_the_case_and_accents(
    text: str, topic: str
) -> None:
    found = FINDER.find(text)
    assert found is not None
    assert found.id == topic


@pytest.mark.parametrize(
    "text",
    [
        "What are the legal moves of the chess engine?",
        "How do I fire an event in JavaScript?",
        "How do I kill a process that hangs?",
        "Where are the harassment training slides?",
        "How to prevent a trigger from being fired by another trigger?",
        "Is it legal to use a dash in a Java identifier?",
        "How do I train a model for medical diagnosis on a dataset?",
        "How do I hide my salary column in Excel?",
        "Why is my fan not breathing LED pattern?",
        "How do I execute a prepared statement?",
        "My motherboard died, how do I replace it?",
        "",
    ],
)
def test_innocent_questions_are_not_stopped(text: str) -> None:
    assert FINDER.find(text) is None


def test_who_objects_is_heard_where_the_topic_allows_it() -> None:
    assert FINDER.find("I need legal advice", cleared=["legal"]) is None
    found = FINDER.find("I want to die", cleared=["crisis"])
    assert found is not None
    second = FINDER.find("legal advice on my pay rise", cleared=["hr_case"])
    assert second is not None
    assert second.id == "legal"


def test_a_skill_is_enough() -> None:
    law = OffLimits(id="law", label="Law", turn_to="Legal", skills=(SkillId("law"),))
    assert Finder([law]).find("How?", [SkillId("law")]) == law
    assert Finder([law]).find("How?", [SkillId("excel")]) is None


def test_a_longer_innocent_word_is_not_the_term() -> None:
    suing = OffLimits(id="x", label="x", turn_to="x", terms=(Term(words="sue"),))
    assert Finder([suing]).find("This issue is open") is None


def test_the_defaults_are_what_can_be_imported() -> None:
    assert topics_from(as_data(DEFAULTS)) == DEFAULTS
    assert not any(each.contact for each in DEFAULTS)
    named = replace(DEFAULTS[0], contact=Contact(name="Kim", phone="+49 30 1"))
    assert topics_from(as_data([named])) == (named,)


TOPIC: dict[str, Any] = {"id": "law", "label": "Law", "turn_to": "Legal", "terms": ["sue"]}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], 'a list "topics"'),
        ({"topics": "law"}, 'a list "topics"'),
        ({"topics": ["law"]}, "topic 1 must be an object."),
        ({"topics": [TOPIC, TOPIC]}, "law: there are two topics with this id."),
        ({"topics": [TOPIC | {"id": f"t{n}"} for n in range(51)]}, "50 are the most"),
        ({"topics": [TOPIC | {"terms": [f"term {n}" for n in range(3001)]}]}, "3000 are the most"),
        ({"topics": [TOPIC | {"id": "The Law"}]}, "id cannot be 'The Law'."),
        ({"topics": [TOPIC | {"id": ""}]}, "topic 1: id must be a text."),
        ({"topics": [TOPIC | {"label": 7}]}, "law: label must be a text."),
        ({"topics": [TOPIC | {"label": "x" * 81}]}, "label has 81 characters; 80 are the most."),
        ({"topics": [TOPIC | {"contakt": {}}]}, "there is no field 'contakt'."),
        ({"topics": [TOPIC | {"contact": "Kim"}]}, "law: contact must be an object."),
        (
            {"topics": [TOPIC | {"contact": {"mail": "kim"}}]},
            "law, contact: mail cannot be 'kim'.",
        ),
        ({"topics": [TOPIC | {"contact": {"link": "http://x"}}]}, "link cannot be 'http://x'."),
        ({"topics": [TOPIC | {"contact": {"phone": "call"}}]}, "phone cannot be 'call'."),
        ({"topics": [TOPIC | {"may_object": "no"}]}, "may_object must be true or false."),
        ({"topics": [TOPIC | {"terms": "sue"}]}, "terms must be a list."),
        ({"topics": [TOPIC | {"terms": []}]}, "law: it needs terms or skills."),
        ({"topics": [TOPIC | {"terms": [3]}]}, "law, 'a term': words must be a text."),
        ({"topics": [TOPIC | {"terms": ["?!"]}]}, "at least two letters."),
        ({"topics": [TOPIC | {"terms": ["a"]}]}, "at least two letters."),
        ({"topics": [TOPIC | {"terms": ["sue", "Sue"]}]}, "'sue' is there twice."),
        ({"topics": [TOPIC | {"terms": [{"words": "sue", "unless": [""]}]}]}, "unless must be"),
        ({"topics": [TOPIC | {"skills": [3]}]}, "skills must be ids of skills."),
    ],
)
def test_what_is_wrong_is_named(data: object, says: str) -> None:
    with pytest.raises(TopicError) as told:
        topics_from(data)
    assert says in str(told.value)


def test_all_mistakes_are_named_at_once() -> None:
    with pytest.raises(TopicError) as told:
        topics_from({"topics": [TOPIC | {"label": "", "turn_to": ""}, 3]})
    assert len(str(told.value).splitlines()) == 3
