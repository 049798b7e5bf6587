"""The dialog on a message, and once more after trouble."""

from matching.thread import Place
from teams_bot.actions.open_dialog import open_dialog, refused
from teams_bot.intents import Help, OpenDialog, Say
from teams_bot.outcomes import DialogShown, Told
from teams_bot.services import Services

PLACE = Place(
    kind="channel", service_url="https://x", conversation="19:c", user="29:l", bot="28:b"
)


async def test_the_limits_are_the_rules(services: Services) -> None:
    shown = await open_dialog(services, OpenDialog(quote="x" * 300, place=None))
    assert (shown.question_max, shown.quote_max, shown.choice) == (280, 200, False)
    assert shown.quote == "x" * 300
    assert (await open_dialog(services, OpenDialog(quote="", place=PLACE))).choice


async def test_trouble_is_told_where_it_was_written(services: Services) -> None:
    wish = Say(text="How?", quote="that", place=PLACE, here=True, dialog=True)
    again = await refused(services, wish, "Too long.")
    assert isinstance(again, DialogShown)
    assert (again.question, again.quote, again.here, again.notice) == (
        "How?",
        "that",
        True,
        "Too long.",
    )
    for other in (Say(text="How?", place=PLACE), Help()):
        assert await refused(services, other, "No.") == Told(sentence="No.")
