import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.skills import NAMED_MAX, Skill, SkillId, Taxonomy, words


def skill(name, label=None, *synonyms, parent=None):
    return Skill(
        id=SkillId(name),
        label=label or name,
        synonyms=synonyms,
        parent=None if parent is None else SkillId(parent),
    )


TAXONOMY = Taxonomy(
    [
        skill("office", "Office software"),
        skill("excel", "Excel", "spreadsheets", "表計算", parent="office"),
        skill("pivot-tables", "Pivot table", "Kreuztabelle", "ピボットテーブル", parent="excel"),
        skill("tables", "Table", "furniture"),
        skill("c", "C"),
        skill("cpp", "C++"),
        skill("csharp", "C#", "C Sharp"),
        skill("sales-forecasting", "Sales forecasting"),
        skill("css", "CSS"),
        skill("marketing", "การตลาด"),
        skill("art", "कला"),
        skill("orphan", "Orphan", parent="nobody"),
        skill("cafe", "Café", "Straße"),
    ]
)

NAMED = [
    ("How do I build a pivot table?", ["pivot-tables"]),
    ("PIVOT-TABLES!!!", ["pivot-tables"]),
    ("A table, and a pivot table", ["pivot-tables", "tables"]),
    ("\uff30ivot\u00a0table", ["pivot-tables"]),
    ("Excel spreadsheet", ["excel"]),
    ("sale forecasting or sales-forecasting", ["sales-forecasting"]),
    ("excellent tablets", []),
    ("C or C++ or C#?", ["c", "cpp", "csharp"]),
    ("(C++)", ["cpp"]),
    ("issue #3, c+d", ["c"]),
    ("CSS is not CS", ["css"]),
    ("これはピボットテーブルですか", ["pivot-tables"]),
    ("Excelの表計算", ["excel"]),
    ("เรียนการตลาดออนไลน์", ["marketing"]),
    ("कला", ["art"]),
    ("कल", []),
    ("CAFE\u0301 in der STRASSE", ["cafe"]),
    ("Ex\u00adcel", ["excel"]),
    ("orphan", ["orphan"]),
    ("👍🎉", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "named"), NAMED)
def test_skills_are_found_as_whole_words(text, named):
    found = TAXONOMY.infer(text)
    assert sorted(each for each, weight in found.items() if weight == 1.0) == sorted(named)


def test_parents_count_half_and_grandparents_a_quarter():
    assert dict(TAXONOMY.infer("pivot table")) == {
        "pivot-tables": 1.0,
        "excel": 0.5,
        "office": 0.25,
    }


def test_a_named_parent_counts_whole():
    assert TAXONOMY.infer("pivot table in Excel")["excel"] == 1.0


def test_the_heaviest_skills_come_first():
    weights = list(TAXONOMY.infer("a pivot table and css").values())
    assert weights == sorted(weights, reverse=True)


def test_a_loop_of_parents_ends():
    looped = Taxonomy([skill("a", parent="b"), skill("b", parent="a"), skill("me", parent="me")])
    assert dict(looped.infer("a")) == {"a": 1.0, "b": 0.5}
    assert dict(looped.infer("me")) == {"me": 1.0}


def test_at_most_five_skills_are_named_and_the_longest_names_win():
    many = Taxonomy(
        [skill(f"s{n}", f"word{n}") for n in range(9)] + [skill("long", "last words here")]
    )
    found = many.infer(" ".join(f"word{n}" for n in range(9)) + " last words here")
    assert len(found) == NAMED_MAX
    assert "long" in found


def test_a_name_of_two_skills_names_both():
    shared = Taxonomy([skill("b", "Access"), skill("a", "Database", "access")])
    assert list(shared.infer("access")) == ["a", "b"]


def test_names_that_overlap_without_one_inside_the_other_both_count():
    overlapping = Taxonomy([skill("dp", "data pivot"), skill("pt", "pivot table")])
    assert set(overlapping.infer("data pivot table")) == {"dp", "pt"}


def test_names_without_words_are_ignored_and_an_id_is_a_name():
    odd = Taxonomy([skill("power-query", "!!!", "", "🎉")])
    assert dict(odd.infer("!!! power query 🎉")) == {"power-query": 1.0}


def test_the_last_of_two_entries_with_one_id_counts():
    twice = Taxonomy([skill("x", "Old"), skill("x", "New")])
    assert twice.skills[SkillId("x")].label == "New"
    assert not twice.infer("old")


def test_an_empty_taxonomy_finds_nothing():
    assert dict(Taxonomy([]).infer("pivot table")) == {}


def test_a_pattern_in_a_name_is_only_text():
    evil = Taxonomy([skill("evil", "(a+)+$ .*")])
    assert not evil.infer("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")
    assert set(evil.infer("(a+)+$ .*")) == {"evil"}


def test_fourteen_thousand_skills_are_looked_up_by_the_words_of_the_text():
    large = Taxonomy(
        skill(f"manage-{n}", f"manage {n} teams", f"lead {n} teams") for n in range(14_000)
    )
    assert set(large.infer("How do I lead 77 teams or manage 13999 teams?")) == {
        "manage-77",
        "manage-13999",
    }


@given(st.text(max_size=300))
def test_no_text_breaks_the_search(text):
    found = TAXONOMY.infer(text)
    assert set(found) <= set(TAXONOMY.skills)
    assert set(found.values()) <= {1.0, 0.5, 0.25}


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_label_is_found_in_every_text_that_quotes_it(label, around):
    quoted = Taxonomy([skill("it", label)])
    text = f"{around} {label} {around}"
    assert ("it" in quoted.infer(text)) == bool(words(label) or "it" in words(text))
