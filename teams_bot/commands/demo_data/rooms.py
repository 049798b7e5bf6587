"""The demo's channel and group chat, with a word of colleagues to ask a mentor about."""

from typing import Final

from teams_bot.tryout import DemoRoom

_TEAM: Final = "19:sales@thread.tacv2"


def rooms(people: list[str]) -> tuple[DemoRoom, ...]:
    """Give the rooms; `people` are the ids of at least three people, who wrote in them."""
    one, two, three = people[:3]
    return (
        DemoRoom(
            id="general",
            name="General",
            kind="channel",
            team=_TEAM,
            team_name="Sales",
            said=(
                (
                    one,
                    "The regional figures are in the shared sheet, one line a month and region.",
                ),
                (
                    two,
                    "Thanks! The total in G shows #REF! now; how do I get the formula back?",
                ),
            ),
        ),
        DemoRoom(
            id="offsite",
            name="Offsite planning",
            kind="groupChat",
            said=(
                (three, "Which deck template do we take? The new one loses the slide numbers."),
            ),
        ),
    )
