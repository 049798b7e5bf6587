from typing import Any

import pytest

from teams_bot.tryout.limits import (
    CARD_BYTES,
    MESSAGE_BYTES,
    READ_WINDOWS,
    SEND_WINDOWS,
    ConnectorError,
    Quota,
    Windows,
    actions,
    check_activity,
    check_card,
    split,
)
from tests.teams_bot.tryout.stage import Json, button, card_of, text, with_card


@pytest.mark.parametrize("windows", [SEND_WINDOWS, READ_WINDOWS], ids=["send", "read"])
@pytest.mark.parametrize("index", range(4))
def test_each_window_alone_refuses_the_next_one(windows: Windows, index: int) -> None:
    most, span = windows[index]
    quota = Quota((windows[index],))
    step = span / most / 2
    for number in range(most):
        assert quota.wait(number * step) == 0
        quota.take(number * step)
    moment = most * step
    assert quota.wait(moment) == pytest.approx(span - moment)
    assert quota.wait(span) == 0


def test_a_message_every_two_seconds_meets_all_windows_for_an_hour() -> None:
    quota = Quota(SEND_WINDOWS)
    for number in range(1900):
        assert quota.wait(number * 2.0) == 0
        quota.take(number * 2.0)


def test_the_hour_is_met_by_the_1800th_message_and_not_by_the_next() -> None:
    quota = Quota(SEND_WINDOWS)
    for number in range(1800):
        quota.take(number * 1.0)
    assert quota.wait(1801.0) == pytest.approx(3600 - 1801)


def grown(build: Any, size: int, measure: Any) -> Json:
    """What `build` makes of a text, grown to exactly `size`."""
    made = build("")
    made = build("x" * ((size - measure(made)) // (measure(build("x")) - measure(made))))
    assert measure(made) == size
    return made  # type: ignore[no-any-return]


def utf8(value: Json) -> int:
    import json  # noqa: PLC0415

    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def test_a_card_may_have_28_kilobytes_and_not_one_more() -> None:
    card = grown(lambda words: card_of(text(words)), CARD_BYTES, utf8)
    check_card(card)
    card["body"][0]["text"] += "x"
    with pytest.raises(ConnectorError, match="too large"):
        check_card(card)


def test_a_card_is_measured_in_bytes_not_in_letters() -> None:
    with pytest.raises(ConnectorError, match="too large"):
        check_card(card_of(text("€" * (CARD_BYTES // 3))))


def test_a_message_may_have_100_kilobytes_of_utf_16_and_not_one_letter_more() -> None:
    message = grown(
        lambda words: {"type": "message", "text": words},
        MESSAGE_BYTES,
        lambda value: 2 * utf8(value),
    )
    check_activity(message)
    message["text"] += "x"
    with pytest.raises(ConnectorError, match="too large"):
        check_activity(message)


def test_images_in_base64_do_not_count() -> None:
    image = {"contentType": "image/png", "contentUrl": f"data:image/png;base64,{'A' * 200_000}"}
    check_activity({"type": "message", "attachments": [image]})


@pytest.mark.parametrize(
    ("activity", "reason"),
    [
        ({}, "type"),
        ({"type": "invoke", "text": "x"}, "type"),
        ({"type": "message"}, "non empty"),
        ({"type": "message", "text": ""}, "non empty"),
        ({"type": "message", "text": 7}, "text must be"),
        ({"type": "message", "attachments": {}, "text": "x"}, None),
        ({"type": "message", "attachments": {"a": 1}}, "attachments must be"),
        ({"type": "message", "attachments": ["x"]}, "attachments must be"),
        (with_card({"type": "Other"}), "not an AdaptiveCard"),
    ],
)
def test_what_is_no_message_is_refused(activity: Json, reason: str | None) -> None:
    if reason is None:
        check_activity(activity)
        return
    with pytest.raises(ConnectorError, match=reason):
        check_activity(activity)


@pytest.mark.parametrize("version", ["1.6", "2.0", "1.10", "1", "", None, 1.5, "1.5.0"])
def test_other_card_versions_are_refused(version: Any) -> None:
    with pytest.raises(ConnectorError):
        check_card({**card_of(), "version": version})


@pytest.mark.parametrize("version", ["1.0", "1.2", "1.4", "1.5"])
def test_versions_up_to_the_newest_are_taken(version: str) -> None:
    check_card(card_of(version=version))


@pytest.mark.parametrize(
    ("action", "version", "reason"),
    [
        ({"type": "Action.Execute"}, "1.5", "verb"),
        ({"type": "Action.Execute", "verb": 1}, "1.5", "verb"),
        ({"type": "Action.Execute", "verb": "x", "data": "y"}, "1.5", "data"),
        (button("take"), "1.3", "version 1.4"),
    ],
)
@pytest.mark.parametrize("deep", [False, True], ids=["on the card", "in a show card"])
def test_a_button_that_cannot_work_is_refused(
    action: Json, version: str, reason: str, deep: bool
) -> None:
    shown = {"type": "Action.ShowCard", "card": card_of(actions=(action,))}
    with pytest.raises(ConnectorError, match=reason):
        check_card(card_of(actions=(shown if deep else action,), version=version))


def test_actions_are_found_in_their_order_and_never_in_data() -> None:
    hidden = {"type": "Action.Execute", "verb": "hidden"}
    first = {"type": "Action.Execute", "verb": "first", "data": hidden}
    inner = {"type": "ActionSet", "actions": [first]}
    card = card_of(inner, actions=(button("second"),))
    assert [each["verb"] for each in actions(card)] == ["first", "second"]


@pytest.mark.parametrize(
    ("activity", "parts"),
    [
        ({"text": "x"}, 1),
        (with_card(card_of()), 1),
        (with_card(card_of(), text="x"), 2),
        ({"text": "x", "attachments": [{"contentType": "image/png"}]}, 1),
    ],
)
def test_only_text_beside_a_card_is_split(activity: Json, parts: int) -> None:
    assert len(split(activity)) == parts
