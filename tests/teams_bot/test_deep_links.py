"""Links into Teams."""

import pytest

from teams_bot.deep_links import BadLink, app_link, chat_link


@pytest.mark.parametrize("app", ["", "28:x", "a b", "x/../y"])
def test_an_id_that_is_none_gives_no_link(app: str) -> None:
    assert app_link(f"28:{app}") == ""
    with pytest.raises(BadLink):
        chat_link(app, "How?", limit=280)


def test_a_topic_counts_towards_the_limit() -> None:
    assert chat_link("app", "abc", topic="Excel", limit=10).endswith("message=Excel%3A%20abc")
    with pytest.raises(BadLink, match="10 characters; 9 are the most"):
        chat_link("app", "abc", topic="Excel", limit=9)
