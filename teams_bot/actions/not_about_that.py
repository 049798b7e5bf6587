"""The press `not_about_that`: a question was taken for a topic that is off limits, wrongly."""

from dataclasses import replace

from storage.change import Change
from teams_bot import texts
from teams_bot.outcomes import Decision, Done, Silent


def not_about_that(asked: Decision, opened: Change) -> Decision:
    """Give what asking it comes to, with the words under seal spent and the objection counted."""
    change = replace(
        asked.change,
        spent=(*asked.change.spent, *opened.spent),
        stopped=(*asked.change.stopped, *opened.stopped),
    )
    silent = isinstance(asked.outcome, Silent)
    outcome = Done(sentence=texts.SAY["objected"]) if silent else asked.outcome
    return replace(asked, outcome=outcome, change=change)
