"""The mark of a field for a line."""

from dataclasses import replace

import pytest

from matching.model import PersonId
from matching.thread import ThreadId
from teams_bot.nonces import nonce_for, was_issued
from tests.support.builders import thread

LEA, ANA = PersonId("lea"), PersonId("ana")


def test_a_nonce_is_known_again_for_its_thread_and_person_alone() -> None:
    found = thread()
    nonce = nonce_for(found, LEA, "offer.1")
    assert was_issued(found, LEA, nonce)
    assert not was_issued(found, ANA, nonce)
    assert not was_issued(replace(found, id=ThreadId("thread-2")), LEA, nonce)
    assert not was_issued(replace(found, seed=8), LEA, nonce)


def test_each_drawing_has_another() -> None:
    assert nonce_for(thread(), LEA, "a") != nonce_for(thread(), LEA, "b")


@pytest.mark.parametrize("made_up", ["", ".", "n1", "a.b", "é.ü", "\ud800.x"[1:], "x" * 200])
def test_what_was_made_up_is_not_known(made_up: str) -> None:
    assert not was_issued(thread(), LEA, made_up)
