"""Where a question was asked, as part of its thread."""

from dataclasses import replace

from matching.thread import Place
from tests.support.builders import thread

PLACE = Place(
    kind="groupChat", service_url="https://x", conversation="19:g", user="29:l", bot="28:b"
)


def test_choosing_where_the_answer_goes_is_a_change_of_the_thread() -> None:
    asked = replace(thread(), place=PLACE)
    here = asked.answer_in(replace(PLACE, here=True))
    assert here.place == replace(PLACE, here=True)
    assert here.revision == asked.revision + 1
    assert here.answer_in(None).place is None
