"""The few elements that all cards are made of.

Longer text of people is drawn as text runs, which render no Markdown; names and a few words of
theirs enter our sentences through `named`. Nothing else of theirs reaches a card.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from microsoft_teams.cards import (
    Action,
    ActionStyle,
    AdaptiveCard,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    ContainerStyle,
    ExecuteAction,
    RichTextBlock,
    ShowCardAction,
    Spacing,
    TextBlock,
    TextInput,
    TextRun,
    TextWeight,
)

from matching.model import PersonId
from matching.thread import AnswerId, Thread
from teams_bot.cards import words
from teams_bot.cards.fit import cut
from teams_bot.outcomes import Names
from teams_bot.texts import ANSWER_LIMIT, clean, plain

LINES: Final = 40  # blocks for one text; what is left shares the last
NAME_CHARS: Final = 60
GLIMPSE_CHARS: Final = 70
_BREAK: Final = "\u200b"
_UNMARKED: Final = (
    ("](", f"]{_BREAK}("),
    ("://", f":{_BREAK}//"),
    ("<", f"<{_BREAK}"),
    ("`", "'"),
)


# ---- words of people inside sentences of ours


def name_in(names: Names, person: PersonId) -> str:
    """Give a name as people read it, not yet fit for a text block."""
    return cut(clean(names.get(person, "")), NAME_CHARS) or words.SOMEBODY


def named(names: Names, person: PersonId) -> str:
    """Give a name for a sentence in a text block."""
    return plain(name_in(names, person))


def said(names: Names, person: PersonId) -> str:
    """Give a name for a summary."""
    return spoken(name_in(names, person))


def spoken(text: str) -> str:
    """Give words of people for a summary: read the same, but neither link nor markup.

    >>> spoken("[Go](https://evil) <at>all</at>").replace(_BREAK, "_")
    '[Go]_(https:_//evil) <_at>all<_/at>'
    """
    for mark, broken in _UNMARKED:
        text = text.replace(mark, broken)
    return text


def glimpse(text: str) -> str:
    """Give the start of a text for a summary."""
    return f"“{spoken(cut(clean(text), GLIMPSE_CHARS))}”"


# ---- text


def heading(text: str) -> TextBlock:
    """Say who or what a card is about."""
    return TextBlock(text=text, style="heading", size="Medium", weight="Bolder", wrap=True)


def line(text: str, *, subtle: bool = False) -> TextBlock:
    """Say one sentence of ours."""
    return TextBlock(text=text, wrap=True, is_subtle=subtle or None, spacing="Small")


def label(text: str) -> TextBlock:
    """Name what follows."""
    return TextBlock(text=text, wrap=True, weight="Bolder", spacing="Medium")


def notice(text: str) -> Container:
    """Say something that must be seen first."""
    block = TextBlock(text=text, wrap=True, weight="Bolder")
    return Container(style="accent", items=[block], spacing="Small")


def written(
    text: str, *, lead: str = "", bold: bool = False, spacing: Spacing | None = None
) -> list[CardElement]:
    """Draw a text of a person exactly as written, one block a line, after a word of ours.

    An empty line widens the gap; the lines beyond the last block share it.
    """
    weight: TextWeight | None = "Bolder" if bold else None
    blocks: list[CardElement] = []
    for each, gap in _lines(text):
        runs: list[CardElement] = [TextRun(text=each, weight=weight)]
        if lead and not blocks:
            runs.insert(0, TextRun(text=f"{lead} ", weight="Bolder"))
        blocks.append(RichTextBlock(inlines=runs, spacing=gap if blocks else spacing))
    return blocks


def _lines(text: str) -> list[tuple[str, Spacing]]:
    """Give the lines of a text, each with the gap above it."""
    found: list[tuple[str, Spacing]] = []
    gap: Spacing = "Small"
    for each in text.split("\n"):
        if each.strip():
            found.append((each, gap))
        gap = "Small" if each.strip() else "Medium"
    if len(found) > LINES:
        rest = " ".join(each for each, _ in found[LINES - 1 :])
        found[LINES - 1 :] = [(rest, "Small")]
    return found or [("", "Small")]


def quoted(text: str, *, style: ContainerStyle = "emphasis") -> Container:
    """Draw a text of a person in a box of its own."""
    return Container(style=style, items=written(text), spacing="Small")


# ---- buttons and fields


def button(
    title: str,
    verb: str,
    data: Mapping[str, str],
    *,
    style: ActionStyle | None = None,
    inputs: Literal["auto", "none"] | None = None,
) -> ExecuteAction:
    """Draw a button; `data` carries ids only."""
    return ExecuteAction(
        title=title, verb=verb, data=dict(data), style=style, associated_inputs=inputs
    )


def once_as_seen(thread: Thread) -> dict[str, str]:
    """Give the nonce of verbs that may be wanted again: the question as this card shows it.

    The same press re-sent carries the same; one on a card that was drawn since is another.
    """
    return {"nonce": f"seen-{thread.revision}"}


def folded(
    title: str,
    body: Iterable[CardElement],
    action: Action,
    *,
    style: ActionStyle | None = None,
) -> ShowCardAction:
    """Draw a button that unfolds fields with a button of their own.

    A button sends and checks the fields of its own card and of those around it, never those of
    the card beside it: what must not be in each other's way is folded side by side.
    """
    card = AdaptiveCard(body=list(body), actions=[action])
    return ShowCardAction(title=title, style=style, card=card)


def field(
    name: str, title: str, *, most: int, hint: str = "", value: str = "", long: bool = True
) -> TextInput:
    """Draw a field for text that may stay empty."""
    return TextInput(
        id=name,
        label=title,
        is_multiline=long or None,
        max_length=most,
        placeholder=hint or None,
        value=value or None,
    )


def choices(
    name: str, title: str, offered: Mapping[str, str], *, value: str = "", missing: str = ""
) -> ChoiceSetInput:
    """Draw a choice of one; with `missing` one has to be made, in view of them all."""
    return ChoiceSetInput(
        id=name,
        label=title,
        style="expanded" if missing else "compact",
        is_required=True if missing else None,
        error_message=missing or None,
        value=value or None,
        choices=[Choice(title=each, value=key) for key, each in offered.items()],
        wrap=True,
    )


def line_field(title: str, unsent: str = "") -> TextInput:
    """Draw the field for one more line to the other side, or for one that was not sent."""
    return field("text", title, most=ANSWER_LIMIT, value=unsent)


def follow_up_button(
    thread: Thread, answer: AnswerId | None, nonce: str, *, main: bool = False
) -> ExecuteAction:
    """Draw the button that sends the line; the nonce makes each drawing another press."""
    data = {"thread": thread.id, "nonce": nonce}
    if answer is not None:
        data["answer"] = answer
    title = words.BUTTON["send"]
    return button(title, "follow_up", data, style="positive" if main else None)


def write_back(
    thread: Thread, answer: AnswerId | None, nonce: str, unsent: str = ""
) -> list[ShowCardAction]:
    """Draw the field for a line to whoever answered, folded, while the thread takes one."""
    if not thread.takes_lines or not nonce:
        return []
    send = follow_up_button(thread, answer, nonce)
    field_for_it = line_field(words.SAY["reply_label"], unsent)
    return [folded(words.BUTTON["write_back"], [field_for_it], send)]
