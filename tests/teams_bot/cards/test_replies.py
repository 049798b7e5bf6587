"""Every outcome has its reply."""

import ast
import inspect
from typing import get_args

from teams_bot import outcomes
from teams_bot.cards import Drawn, replies, reply


def test_silence_is_not_drawn() -> None:
    assert reply(outcomes.Silent()) is None


def test_a_sentence_is_a_plain_message() -> None:
    assert reply(outcomes.Told(sentence="Done.")) == Drawn(card=None, summary="Done.")


def test_every_outcome_has_a_case() -> None:
    tree = ast.parse(inspect.getsource(replies.reply))
    cases = {each.cls.id for each in ast.walk(tree) if isinstance(each, ast.MatchClass)}  # type: ignore[attr-defined]
    assert cases == {each.__name__ for each in get_args(outcomes.Outcome)}
