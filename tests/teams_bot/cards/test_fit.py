"""Cards stay under the size Teams takes, and text is cut where a reader sees a boundary."""

import json
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teams_bot.cards.fit import CARD_BYTES, ELLIPSIS, cut, fitted
from teams_bot.tryout.limits import check_card
from tests.teams_bot.cards.gallery import ANA, BEN, CHLOE, LEA, Said, gallery
from tests.teams_bot.cards.walking import words_of

LIMIT = 28 * 1024
LONGEST = {"question": 1000, "suggestion": 200, "why_not": 500, "thanks": 500, "skill": 60}
PIECES = ("🙂", "👩‍💻", "🇩🇪", "é", "\n", "a\n", "-\n\n", "漢", '"\\', " ")


def size(card: object) -> int:
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())


def story(piece: str) -> Said:
    """Everybody writes as much as they may, in one piece over and over."""
    said = {
        each.name: (piece * 2000)[: LONGEST.get(each.name, 2000)]
        for each in fields(Said)
        if each.name != "names"
    }
    name = (piece * 60)[:100]
    return Said(names=dict.fromkeys((LEA, ANA, BEN, CHLOE), name), **said)


@pytest.mark.parametrize("piece", PIECES)
def test_every_card_is_small_enough(piece: str) -> None:
    for name, drawn in gallery(story(piece)).items():
        assert size(drawn.card) <= LIMIT, name
        assert drawn.card is not None
        check_card(drawn.card)


@settings(max_examples=15)
@given(st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), min_size=1, max_size=8))
def test_every_card_is_small_enough_whatever_is_written(pieces: list[str]) -> None:
    assert all(size(drawn.card) <= LIMIT for drawn in gallery(story("".join(pieces))).values())


def test_an_ordinary_answer_of_the_longest_kind_is_never_cut() -> None:
    said = Said(question="ö" * 1000, answer="漢" * 2000)
    assert words_of(gallery(said)["answer"].card) == [said.question, said.answer]


def test_many_short_lines_share_a_block_where_what_frames_them_is_too_much() -> None:
    line = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "a"}]}
    lead = {"type": "TextRun", "text": "Di: "}
    first = {"type": "RichTextBlock", "inlines": [lead, {"type": "TextRun", "text": "b"}]}
    body = [json.loads(json.dumps(each)) for each in (first, line, *[line] * 600)]
    small = fitted({"body": [*body, {"type": "TextBlock", "text": "Hi"}, *body[:2]]})
    assert size(small) <= CARD_BYTES
    words = "".join(words_of(small)).replace(" ", "")
    assert words == f"Di:b{'a' * 601}Di:ba"


def test_the_longest_text_is_cut_first() -> None:
    runs = [{"type": "TextRun", "text": "a" * each} for each in (CARD_BYTES, 3000)]
    small = fitted({"body": [{"type": "RichTextBlock", "inlines": runs}]})
    first, second = words_of(small)
    assert first.endswith(f"a{ELLIPSIS}")
    assert second == "a" * 3000
    assert size(small) <= CARD_BYTES


def test_what_is_not_written_by_people_is_not_cut() -> None:
    card = {"body": [{"type": "TextBlock", "text": "a" * CARD_BYTES}]}
    assert fitted(card) == {"body": [{"type": "TextBlock", "text": "a" * CARD_BYTES}]}
    short = [{"type": "TextRun", "text": "abcd"}]
    assert words_of(fitted({**card, "runs": short})) == ["abcd"]


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("pivot", 5, "pivot"),
        ("pivots", 5, "pivo…"),
        ("one two", 5, "one…"),
        ("ab👩‍💻cd", 5, "ab…"),
        ("ab👍🏽cd", 4, "ab…"),
        ("cafe\u0301s", 5, "caf…"),
        ("a🇩🇪🇫🇷🇮🇹", 5, "a🇩🇪…"),
        ("a🇩🇪🇫🇷🇮🇹", 6, "a🇩🇪🇫🇷…"),
        ("🏴\U000e0067\U000e0062\U000e007f!", 3, "…"),
        ("abc", 0, "…"),
    ],
)
def test_a_cut_falls_between_what_a_reader_sees(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


@given(st.text(max_size=40), st.integers(1, 50))
def test_a_cut_keeps_the_start_and_the_limit(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short) <= limit
    assert text.startswith(short.removesuffix(ELLIPSIS))
