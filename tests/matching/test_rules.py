import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.rules import (
    RULES,
    RuleError,
    Rules,
    as_values,
    checked,
    rules_from,
    rules_table,
    takes,
)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_label_a_sentence_and_says_what_it_takes(name):
    assert RULES[name].metadata["label"]
    assert RULES[name].metadata["help"].endswith(".")
    assert takes(name)


@pytest.mark.parametrize("name", RULES)
def test_every_default_passes_its_own_check(name):
    assert checked(name, RULES[name].default) == RULES[name].default
    assert checked(name, str(RULES[name].default)) == RULES[name].default


def bounded():
    return [name for name in RULES if "bounds" in RULES[name].metadata]


@pytest.mark.parametrize("name", bounded())
def test_every_bound_is_legal_and_what_lies_beyond_is_not(name):
    low, high = RULES[name].metadata["bounds"]
    assert checked(name, low) == low
    assert checked(name, high) == high
    for beyond in (low - 1, high + 1, low - 0.001, math.nan, math.inf, "", "many", None, True, []):
        with pytest.raises(RuleError, match=f"^{name} takes a "):
            checked(name, beyond)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("claim_minutes", " 45 ", 45),
        ("claim_minutes", 45.0, 45),
        ("exploration", "0.5", 0.5),
        ("ask_consent", "Yes", True),
        ("ask_consent", False, False),
        ("default_hours", " mon 09:00-12:00 ", "mon 09:00-12:00"),
        ("default_time_zone", "Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_values_are_read_as_their_type(name, value, found):
    assert checked(name, value) == found
    assert type(checked(name, value)) is type(found)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("claim_minutes", 1.5, "claim_minutes takes a whole number from 1 to 480, not 1.5."),
        ("claim_minutes", 10**400, "claim_minutes takes a whole number from 1 to 480, not 1"),
        ("claim_minutes", "", "claim_minutes takes a whole number from 1 to 480, not ''."),
        ("ask_consent", "maybe", "ask_consent takes yes or no, not maybe."),
        ("default_hours", "always", "default_hours takes hours such as mon-fri 09:00-17:00, not"),
        ("default_hours", 9, "default_hours takes hours such as"),
        ("default_time_zone", "Mars", "default_time_zone takes an IANA time zone such as"),
        ("default_time_zone", "Europe", "default_time_zone takes an IANA time zone such as"),
        ("colour", "red", "There is no rule 'colour'. The rules are: question_max_chars, "),
    ],
)
def test_a_value_that_a_rule_cannot_have_gets_one_sentence(name, value, sentence):
    with pytest.raises(RuleError) as mistake:
        checked(name, value)
    assert str(mistake.value).startswith(sentence)


def test_a_version_names_what_differs_from_the_defaults():
    assert rules_from({}) == Rules()
    assert rules_from({"claim_minutes": "5"}) == Rules(claim_minutes=5)


@given(st.integers(1, 10), st.floats(0, 1), st.booleans())
def test_a_version_written_out_reads_back_equal(mentors, weight, consent):
    rules = rules_from(
        {"interruptions_per_day": mentors, "exploration": weight, "ask_consent": consent}
    )
    assert rules_from(as_values(rules)) == rules


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        (" ; ", "There are 1 to 30 codes, not 0."),
        ("; ".join(f"code {n}" for n in range(31)), "There are 1 to 30 codes, not 31."),
        ("x" * 200, "A code has at most"),
    ],
)
def test_codes_nobody_could_choose_from_are_refused(codes, why):
    with pytest.raises(RuleError, match=why):
        checked("wrap_up_codes", codes)


def test_all_mistakes_of_a_version_are_told_at_once():
    with pytest.raises(RuleError) as mistake:
        rules_from({"claim_minutes": 0, "exploration": 1, "ask_consent": "maybe"})
    assert [each.split()[0] for each in str(mistake.value).splitlines()] == [
        "claim_minutes",
        "ask_consent",
    ]


def test_the_table_has_one_row_a_rule_with_four_cells():
    header, line, *rows = rules_table().splitlines()
    assert header == "| rule | default | takes | what it does |"
    assert line == "| --- | --- | --- | --- |"
    assert [row.split("`")[1] for row in rows] == list(RULES)
    assert all(row.count(" | ") == 3 for row in rows)
    assert (
        "| `ask_consent` | `yes` | yes or no | **Ask for consent.** People are asked"
        in rules_table()
    )
