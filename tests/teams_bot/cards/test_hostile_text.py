"""Words of people never become a link, an image, markup, a mention or a part of a button."""

from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from teams_bot.texts import clean
from tests.teams_bot.cards.gallery import ANA, BEN, CHLOE, LEA, Said, gallery
from tests.teams_bot.cards.walking import Json, parts, typed, words_of

ATTACKS = (
    "[Approve](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "<at>everyone</at>",
    "<https://evil.example>",
    "https://evil.example/a",
    "www.evil.example",
    "mailto:ana@evil.example",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "&lt;at&gt;everyone&lt;/at&gt;",
    "**bold** __bold__ ~~gone~~ `code`",
    "[evil]: https://evil.example\n[evil]",
    '{"type":"AdaptiveCard","actions":[{"type":"Action.OpenUrl","url":"https://evil"}]}',
    "\u202eevil\u202c\u2066x\u2069",
    "a\u200bb\u200dc\ufeff",
    "# head\n- item\n1. one\n> quote",
    "| a | b |\n|---|---|",
    "back\\slash \\[x\\](y)",
    "](https://evil.example) [",
    "{{DATE(2026-01-01T00:00:00Z)}}",
    "line\r\nbreak\u2028\u2029end",
    "=1+1",
    "-rf",
    "",
)
HOSTILE = st.lists(
    st.sampled_from(ATTACKS) | st.text(st.characters(codec="utf-8"), max_size=20), max_size=3
).map("".join)
FILLED = HOSTILE.map(lambda text: text or "?")
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
REFUSED = {"link_open", "image", "html_inline", "html_block", "code_inline", "fence", "table_open"}
MARKUP = {"strong_open", "em_open", "s_open"}


@st.composite
def stories(draw: st.DrawFn) -> Said:
    words = ("question", "answer", "line", "back", "thanks", "reason", "suggestion", "why_not")
    said = {name: draw(FILLED) for name in (*words, "skill")}
    return Said(names={who: draw(HOSTILE) for who in (LEA, ANA, BEN, CHLOE)}, **said)


def rendered(card: Json) -> Iterator[str]:
    """Everything in a card that clients render as Markdown."""
    yield from (each["text"] for each in typed(card, "TextBlock"))
    for facts in typed(card, "FactSet"):
        yield from (fact[name] for fact in facts["facts"] for name in ("title", "value"))


def tokens(text: str) -> set[str]:
    """What a Markdown parser finds."""
    blocks = MARKDOWN.parse(text)
    return {each.type for block in blocks for each in (block, *(block.children or []))}


NAMED = ("with", "answer", "about")


def fixed(card: Json) -> list[Any]:
    """Everything in a card that no text of people may change."""
    shown: list[Any] = []
    for each in parts(card):
        kept = ("type", "id", "verb", "label", "errorMessage", "style", "choices", "url")
        shown.append({name: each[name] for name in (*kept, "placeholder") if name in each})
        if each.get("id") in NAMED and "choices" in each:  # whose answer: a name, drawn as text
            shown[-1]["choices"] = [one["value"] for one in each["choices"]]
        if str(each.get("type", "")).startswith("Action"):
            shown.append({name: each.get(name) for name in ("title", "tooltip", "data")})
        assert not {"selectAction", "msteams", "iconUrl", "inlineAction", "refresh"} & set(each)
    return [each for each in shown if each.get("type") not in ("RichTextBlock", "TextRun")]


ORDINARY = {name: drawn.card for name, drawn in gallery().items()}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_no_text_of_people_is_rendered(said: Said) -> None:
    for drawn in gallery(said).values():
        assert drawn.card is not None
        for text in rendered(drawn.card):
            assert not (REFUSED | MARKUP) & tokens(text), text
            assert "<at>" not in text
        assert not REFUSED & tokens(drawn.summary), drawn.summary  # bold does no harm there
        assert drawn.card["fallbackText"] == drawn.summary
        assert "<at>" not in drawn.summary
        assert len(drawn.summary) <= 120
        assert not {"\n", "\u202e", "\u2066"} & set(drawn.summary)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories())
def test_text_of_people_changes_nothing_but_text(said: Said) -> None:
    for name, drawn in gallery(said).items():
        before = ORDINARY[name]
        assert drawn.card is not None
        assert before is not None
        if not name.startswith("skills"):  # "Nothing is listed yet" comes and goes there
            assert fixed(drawn.card) == fixed(before), name


@settings(max_examples=40, deadline=None)
@given(stories())
def test_text_of_people_is_drawn_as_written(said: Said) -> None:
    drawn = gallery(said)["answer"]
    lines = [*said.question.split("\n"), *said.answer.split("\n")]
    assert [each for each in words_of(drawn.card) if each] == [
        each for each in lines if each.strip()
    ]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([each for each in ATTACKS if each]))
def test_a_name_reads_as_the_name(name: str) -> None:
    said = Said(names={LEA: name, ANA: name, BEN: name, CHLOE: name})
    head = typed(gallery(said)["follow-up-to-mentor"].card, "TextBlock")[0]["text"]
    inline = MARKDOWN.parse(head)[1]
    shown = "".join(each.content for each in inline.children or [])
    if len(clean(name)) <= 60:
        assert shown.replace("\u200b", "") == f"{clean(name)} wrote to you"
