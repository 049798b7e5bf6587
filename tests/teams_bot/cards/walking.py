"""Finding one's way in a card: every element, every button, and the fields a button sends."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
APART = ["report", "block"]


def parts(card: Any) -> Iterator[Json]:
    """Every object of a card, the card itself first, in reading order."""
    if isinstance(card, list):
        for each in card:
            yield from parts(each)
    elif isinstance(card, dict):
        yield card
        for name, value in card.items():
            if name != "data":
                yield from parts(value)


def typed(card: Any, kind: str) -> list[Json]:
    """Every object of a type, such as `TextBlock`; `Input` finds all fields."""
    return [each for each in parts(card) if str(each.get("type", "")).startswith(kind)]


def presses(card: Json | None, around: tuple[Json, ...] = ()) -> Iterator[tuple[Json, list[Json]]]:
    """Every Action.Execute with the fields it sends: of its own card and of those around it.

    A button may stand in the text, too.
    """
    if card is None:
        return
    fields = (*around, *typed(card.get("body", []), "Input"))
    for action in [each for row in rows(card) for each in row]:
        if action["type"] == "Action.ShowCard":
            yield from presses(action["card"], fields)
        elif action["type"] == "Action.Execute":
            yield action, [] if action.get("associatedInputs") == "none" else list(fields)


def rows(card: Json) -> list[list[Json]]:
    """The rows of buttons of a card, those inside its text first."""
    inside = [each["actions"] for each in typed(card.get("body", []), "ActionSet")]
    return [*inside, card.get("actions", [])]


def own(card: Json | None) -> list[tuple[Json, list[Json]]]:
    """The presses of a card without those that report or block whoever wrote it."""
    return [(action, fields) for action, fields in presses(card) if action["verb"] not in APART]


def verbs(card: Json | None) -> list[str]:
    return [action["verb"] for action, _ in presses(card)]


def field(card: Json | None, name: str) -> Json:
    return next(each for each in typed(card, "Input") if each["id"] == name)


def texts_of(card: Json | None) -> list[str]:
    """What our own sentences say, in reading order."""
    return [each["text"] for each in typed(card, "TextBlock")]


def words_of(card: Json | None) -> list[str]:
    """What people wrote, in reading order."""
    return [each["text"] for each in typed(card, "TextRun")]
