"""The catalogue of the cards: nothing in it is unused, and all of it is plain."""

import inspect
import re
from pathlib import Path

import pytest

from teams_bot.cards import words

SOURCE = "\n".join(
    each.read_text("utf-8") for each in sorted(Path(words.__file__).parent.glob("*.py"))
)
CATALOGUE = {**words.SAY, **words.BUTTON, **words.PASS_LABELS, **words.NEXT}
FUNCTIONS = {
    name: each
    for name, each in inspect.getmembers(words, inspect.isfunction)
    if each.__module__ == words.__name__ and not name.startswith("_")
}
COMPOSED = re.compile(r"^(several|attachment|withdrawn.*)_(how|then)$")


@pytest.mark.parametrize("name", [*words.SAY, *words.BUTTON])
def test_every_text_is_used(name: str) -> None:
    assert SOURCE.count(f'"{name}"') > 1 or COMPOSED.match(name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_sentence_is_used(name: str) -> None:
    assert f"words.{name}" in SOURCE


@pytest.mark.parametrize("text", CATALOGUE.values())
def test_a_text_is_plain(text: str) -> None:
    assert not re.search(r"[*_`\[\]<>#]|  |!", text)
    assert text == text.strip()
    assert text[0].isupper()


def test_names_are_joined_as_a_sentence_does() -> None:
    assert words.joined([]) == ""
    assert words.joined(["Ana"]) == "Ana"
    assert words.joined(["Ana", "Ben"]) == "Ana and Ben"
