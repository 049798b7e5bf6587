"""The catalogue: what is said is short and plain, and words of people stay words."""

import inspect
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from matching.giveaway import Clue, Hint
from matching.model import RefusalReason
from matching.off_limits_defaults import DEFAULTS
from matching.sources import Source
from matching.thread import Rating, State
from matching.waits import Estimate, Where
from teams_bot import texts

MARKDOWN: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
LONGEST: Final = 300
NOW: Final = datetime(2026, 11, 22, tzinfo=UTC)
HOSTILE: Final = (
    "[Approve](https://evil.example)",
    "![x](//evil.example)",
    "<at>everyone</at>",
    "<https://evil.example>",
    "https://evil.example",
    "www.evil.example/a?b=c",
    "ana@evil.example",
    "tel:+4912345",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "**b** __b__ ~~s~~ `c`",
    "- item",
    "= head",
    "12345. item",
    "3) item",
    "> quote",
    "# head",
    "|a|b|\n|-|-|",
    "\\[x\\](y)",
    "back\\",
    "\u202eevil\u202c",
    "a\u200bb\ufeff",
    "\U000e0041\u3164\u034f",
)
PEOPLE: Final = st.lists(
    st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=15), max_size=3
).map("".join)

# ---- words of people


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  How\tdo\nI  pivot? ", "How do I pivot?"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u200bb\u00adc\ufeffd", "abcd"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("a\ue000b\ufffec\ufdd0", "abc"),
        ("a\u00a0b\u2003c\u2028d", "a b c d"),
        ("Ame\u0301lie", "Am\u00e9lie"),
        ("\U0001f469\u200d\U0001f4bb \u2764\ufe0f", "\U0001f469\u200d\U0001f4bb \u2764\ufe0f"),
        ("new \U0001fae8", "new \U0001fae8"),
        ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",) * 2,
        ("", ""),
    ],
)
def test_a_text_loses_what_cannot_be_seen_and_keeps_the_rest(text: str, cleaned: str) -> None:
    assert texts.clean(text) == cleaned


def test_line_breaks_stay_where_they_may_and_gaps_are_one_line() -> None:
    assert texts.clean("a\r\n b \n\n\n\nc\n", lines=True) == "a\nb\n\nc"


@given(PEOPLE)
def test_cleaning_twice_is_cleaning_once_and_leaves_nothing_hidden(text: str) -> None:
    once = texts.clean(text)
    assert texts.clean(once) == once
    assert once == once.strip()
    assert not {"\n", "\u202e", "\u200b"} & set(once)
    assert all(unicodedata.category(each) not in ("Cc", "Cs", "Co", "Zl", "Zp") for each in once)
    lines = texts.clean(text, lines=True)
    assert texts.clean(lines, lines=True) == lines


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("Ana Lima", "Ana Lima"),
        ("O'Neill-Smith, Dr. Ann", "O'Neill-Smith, Dr. Ann"),
        ("-x", "\\-x"),
        ("= x", "\\= x"),
        ("1. Ana", "1\\. Ana"),
        ("Room 1. Ana", "Room 1. Ana"),
        ("a@b.c", "a@\u200bb.\u200bc"),
        ("*b*", "\\*b\\*"),
    ],
)
def test_a_name_is_written_so_that_it_reads_the_same(name: str, escaped: str) -> None:
    assert texts.plain(name) == escaped


@given(PEOPLE, PEOPLE)
def test_names_never_become_a_link_a_mention_or_markup(one: str, two: str) -> None:
    one, two = texts.clean(one), texts.clean(two)
    sentences = (texts.plain(one), texts.taken_by(one), texts.listed([one, two]))
    for sentence in (*sentences, texts.unknown_skills([one, two]), texts.not_a_command(one)):
        tokens = MARKDOWN.parse(sentence)
        kinds = {each.type for each in tokens}
        kinds |= {child.type for each in tokens for child in each.children or ()}
        allowed = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}
        assert kinds <= allowed | {"text_special", "code_inline", "hardbreak"}
        codes = [
            child.content
            for each in tokens
            for child in each.children or ()
            if child.type == "code_inline"
        ]
        assert set(codes) <= {"help"}  # ours
        assert not re.search(r"[:.@][\w/]", sentence)  # nothing that is linked unasked


@given(PEOPLE.map(texts.clean))
def test_an_escaped_name_is_shown_as_it_was_written(name: str) -> None:
    shown = "".join(
        child.content
        for each in MARKDOWN.parse(texts.plain(name))
        for child in each.children or ()
    )
    assert shown.replace("\u200b", "") == name


# ---- lists, times, numbers


@pytest.mark.parametrize(
    ("names", "sentence"),
    [([], ""), (["Ana"], "Ana"), (["Ana", "Ben"], "Ana and Ben"), (["A", "B", "C"], "A, B and C")],
)
def test_names_are_listed_as_a_sentence_does(names: list[str], sentence: str) -> None:
    assert texts.listed(names) == sentence


NOW: Final = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (NOW, "UTC", "03:00"),
        (NOW + timedelta(hours=2), "Europe/Berlin", "06:00"),
        (NOW + timedelta(days=1), "Europe/Berlin", "Mon 23 Nov 04:00"),
        (NOW, "America/Los_Angeles", "19:00"),
        (NOW + timedelta(hours=6), "America/Los_Angeles", "Sun 22 Nov 01:00"),
        (NOW + timedelta(hours=3), "Asia/Kolkata", "11:30"),
        (NOW + timedelta(days=40), "UTC", "Fri 01 Jan 03:00"),
    ],
)
def test_a_time_is_said_in_the_readers_zone_with_the_day_if_it_is_another(
    at: datetime, zone: str, words: str
) -> None:
    assert texts.when(at, zone, NOW) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (1.2, "1 minute"),
        (12.6, "13 minutes"),
        (60, "60 minutes"),
        (61, "1 hour"),
        (90, "1.5 hours"),
        (100, "1.7 hours"),
        (120, "2 hours"),
        (1440, "24 hours"),
    ],
)
def test_minutes_are_said_in_round_numbers(number: float, words: str) -> None:
    assert texts.minutes(number) == words


# ---- the catalogue


@pytest.mark.parametrize(
    ("table", "members"),
    [(texts.REFUSED, RefusalReason), (texts.STATES, State), (texts.RATINGS, Rating)],
)
def test_every_member_has_words(table: dict[str, str], members: type) -> None:
    assert set(table) == set(members)
    assert all(table.values())


def estimated(**changes: Any) -> Estimate:
    usual: dict[str, Any] = {
        "usual": 12,
        "usual_between": (10, 14),
        "long": 120,
        "answered": 0.97,
        "never": 0.03,
        "questions": 400,
        "evidence": 400.0,
        "where": Where(rung=1),
    }
    return Estimate(**usual | changes)


def said() -> dict[str, str]:
    """Every sentence there is, those with something in them filled as full as they get."""
    name = "W" * 100
    filled = {
        "turn_to": texts.turn_to(DEFAULTS[0]),
        "suspended": texts.suspended("30 September 2026"),
        "too_long": texts.too_long(102_400, 1000),
        "too_long_answer": texts.too_long_answer(102_400, texts.ANSWER_LIMIT),
        "too_many_questions": texts.too_many_questions(50),
        "too_many_parts": texts.too_many_parts(12, 11),
        "too_many_questions, one": texts.too_many_questions(1),
        "nobody, no topic": texts.nobody({}, topic=False),
        "not_a_command": texts.not_a_command(name * 10),
        "taken_by": texts.taken_by(name),
        "picked_by": texts.picked_by(name),
        "lately": f"Asked {texts.lately(NOW - timedelta(hours=3), NOW)}.",
        "desk_taken": texts.desk_taken("Ana"),
        "desk_full": texts.desk_full(1),
        "desk_full, many": texts.desk_full(20),
        "asked_after": texts.asked_after("Wednesday, 30 September 2026"),
        "paused": texts.paused("Wednesday, 30 September 2026"),
        "unknown_skills": texts.unknown_skills(["sales forecasting", "pivot tables"]),
        "no_colon": texts.no_colon(name, "123456789"),
        "bad_level": texts.bad_level("sales forecasting", name),
        "giveaways": max(texts.giveaways([Clue(hint=each, word=name) for each in Hint]), key=len),
        "not_reworded": texts.not_reworded([Clue(hint=Hint.GROUP, word="Treasury")]),
        "revealed": texts.revealed("x" * 280, name, "22 November 2026"),
        "too_many_topics": texts.too_many_topics(300, 15),
        "unknown_topics": texts.unknown_topics([name] * 9),
        "ago": f"Asked {texts.ago(NOW - timedelta(days=4000), NOW)}.",
        "too_many_skills": texts.too_many_skills(4000, 60),
        "nobody": texts.nobody(dict.fromkeys(RefusalReason, 1000)),
        "nobody at all": texts.nobody({}),
        "no channel": texts.nobody({}, ladder={Source.CROWD}),
        "nobody to go to": texts.nobody({}, ladder={Source.MANAGER}),
        "unanswered": texts.unanswered(answered=True, late=True),
        "unanswered for good": texts.unanswered(answered=False, late=False),
        "wait": texts.wait(
            estimated(long=None, usual_between=(4, None)), opens="Wednesday, 30 September 23:59"
        ),
        "wait, unknown": texts.wait(None),
        "joint_asked": texts.joint_asked(name),
        "not_reachable": texts.not_reachable(name),
        "ERASED": texts.ERASED,
        "too_long_quote": texts.too_long_quote(102_400, 1000),
        "asked_elsewhere": texts.asked_elsewhere("asked", reachable=True, add=""),
        "asked_elsewhere, unknown": texts.asked_elsewhere("asked", reachable=False, add=""),
        "asked_elsewhere, nobody": texts.asked_elsewhere("nobody", reachable=False, add=""),
    }
    return {**texts.SAY, **filled}


def test_every_function_that_makes_a_sentence_is_among_those_said() -> None:
    quiet = {"clean", "plain", "listed", "when", "day", "short_day", "minutes", "span"}
    quiet |= {"state_of", "switched_off", "asked_by"}  # what others say in their sentences
    makers = {
        name
        for name, each in inspect.getmembers(texts, inspect.isfunction)
        if each.__module__ == texts.__name__ and not name.startswith("_")
    }
    assert makers - quiet <= set(said())


@pytest.mark.parametrize("name", said())
def test_a_sentence_is_short_plain_and_british(name: str) -> None:
    sentence = said()[name]
    assert len(sentence) <= LONGEST
    assert sentence == texts.clean(sentence)
    assert sentence[0].isupper() or sentence[0] in "(“"
    assert sentence[-1] in ".!)?"
    jargon = r"\b(error|invalid|exception|null|payload|database error|please note|utili[sz]e)\b"
    assert not re.search(jargon, sentence, re.IGNORECASE)
    american = r"(color|organiz|recogniz|center\b|favor|program\b|canceled|apologize)"
    assert not re.search(american, sentence, re.IGNORECASE)
    assert "  " not in sentence
    assert "'s list" in sentence or not re.search(r"\b(don't|can't|won't)\b", sentence)


def test_nobody_is_told_with_the_most_frequent_reasons_first() -> None:
    reasons = {"away": 1, "left": 3, "at_capacity": 2, "never_open": 1, "unreachable": 4}
    told = texts.nobody(reasons)
    assert "4 without the app, 3 no longer work here, 2 busy with other questions, 1 away" in told
    assert "1 for other reasons" in told


@pytest.mark.parametrize(
    ("ladder", "says"),
    [
        ({Source.CROWD}, "No channel is set up for this topic yet"),
        ({Source.CROWD, Source.MANAGER}, "No channel is set up for this topic yet"),
        ({Source.MANAGER}, "This topic has nobody to go to yet"),
        ({Source.CALL_CENTRE}, "This topic has nobody to go to yet"),
        ({Source.CROWD, Source.PEER}, "Nobody with this skill is on the list yet"),
        ({Source.CONTRACT}, "Nobody with this skill is on the list yet"),
    ],
)
def test_a_list_is_spoken_of_where_one_was_looked_into(ladder: set[Source], says: str) -> None:
    assert texts.nobody({}, ladder=ladder).startswith(says)
    assert texts.nobody({"away": 1}, ladder=ladder).startswith("Of those who might know")


def test_nobody_learns_of_a_block() -> None:
    assert "block" not in texts.nobody({"blocked_pair": 1}).casefold()


def test_a_command_is_a_few_words_in_small_letters() -> None:
    for each in texts.COMMANDS:
        assert each.words == each.words.casefold().strip()
        assert each.title == each.words
        assert 0 < len(each.description) <= 128


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "Usually answered within 12 minutes; 1 in 10 waits longer than 2 hours."),
        (
            {"long": None, "never": 0.12},
            "Usually answered within 12 minutes; 1 in 8 gets no answer.",
        ),
        (
            {"long": None, "never": 0.4},
            "Usually answered within 12 minutes; 4 in 10 get no answer.",
        ),
        ({"long": None, "never": 0.0}, "Usually answered within 12 minutes."),
        (
            {"usual": None, "long": None, "answered": 0.42},
            "Fewer than half of such questions are answered, about 4 in 10.",
        ),
        (
            {"usual": None, "long": None, "answered": 0.48},
            "Fewer than half of such questions are answered.",
        ),
        (
            {"usual": None, "long": None, "answered": 0.0},
            "Hardly any of such questions are answered.",
        ),
    ],
)
def test_a_wait_is_told_with_who_gets_no_answer_and_how_sure_it_is(
    changes: dict[str, Any], told: str
) -> None:
    assert texts.wait(estimated(**changes)) == told


@pytest.mark.parametrize(
    ("high", "told"),
    [(40, "“usually” may be 40 minutes."), (None, "fewer than half may be answered.")],
)
def test_a_guess_from_few_questions_is_told_as_one(high: int | None, told: str) -> None:
    said = texts.wait(estimated(usual_between=(4, high)))
    assert said.endswith(f"That is a rough guess from few questions: {told}")
