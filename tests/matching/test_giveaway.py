"""What in the words of a question would tell who asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.giveaway import SMALLEST, Around, Asker, Hint, Holders, clues_in

LEA = Asker(
    name="Lea Lang-Ott",
    mail="lea.lang@acme.example",
    title="Head of Treasury",
    department="Cash Desk",
    location="Graz",
)
FEW, MANY = Around(alike=SMALLEST - 1), Around(alike=SMALLEST)


@pytest.mark.parametrize(
    ("text", "around", "hints"),
    [
        ("How do I pivot in Excel?", FEW, []),
        ("I am Lea, how do I pivot?", MANY, [("name", "Lea")]),
        ("lang is new here, how do I pivot?", MANY, [("name", "Lang")]),
        ("Write to lea.lang@acme.example please", MANY, [("name", "Lang"), ("name", "lea.lang")]),
        ("As head of treasury, how do I?", MANY, [("name", "Head of Treasury")]),
        ("Where does the cash desk keep it?", FEW, [("group", "Cash Desk")]),
        ("Where does the cash desk keep it?", MANY, []),
        ("Where in Graz is the cash desk?", FEW, [("group", "Cash Desk"), ("group", "Graz")]),
        ("Is cash kept on a desk?", FEW, []),
        ("Gravel in Grazing lands?", FEW, []),
    ],
)
def test_words_that_are_of_too_few_people_are_found(text, around, hints):
    found = clues_in(text, LEA, around)
    told = {(each.hint.value, each.word) for each in found}
    assert set(hints) <= told
    assert bool(told) == bool(hints)


def test_a_short_name_counts_only_as_it_is_written():
    asker = Asker(department="IT", name="Bo Li")
    assert clues_in("How do I do it, Li?", asker, FEW) == ()
    assert [each.word for each in clues_in("Who in IT does it?", asker, FEW)] == ["IT"]


@pytest.mark.parametrize(
    ("alike", "holders", "hint"),
    [
        (4, Holders(here=2), Hint.GROUP_TOPIC),
        (5, Holders(here=2), None),
        (4, Holders(here=2, elsewhere=1), None),
        (4, Holders(), None),
        (9, Holders(here=1, elsewhere=3, own=True), Hint.RARE_TOPIC),
        (9, Holders(here=1, elsewhere=4, own=True), None),
        (9, Holders(here=1, elsewhere=3), None),
    ],
)
def test_a_topic_tells_where_only_such_a_group_or_too_few_know_it(alike, holders, hint):
    around = Around(alike=alike, topics={"Falcon": holders})
    assert [each.hint for each in clues_in("How does it work?", LEA, around)] == (
        [hint] if hint else []
    )


def test_a_word_is_told_once():
    asker = Asker(name="Lea Graz", location="Graz")
    assert [each.word for each in clues_in("In Graz?", asker, FEW)] == ["Graz"]


@given(st.text(), st.text(), st.text(), st.integers(0, 9))
def test_a_larger_group_never_tells_more(text, department, location, alike):
    asker = Asker(department=department, location=location)
    fewer = clues_in(text, asker, Around(alike=alike))
    assert set(clues_in(text, asker, Around(alike=alike + 1))) <= set(fewer)
