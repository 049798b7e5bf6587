"""Every outcome of an action, drawn."""

from typing import assert_never

from teams_bot.cards.closing import ask_solved
from teams_bot.cards.combined import combined, finished_there, followed_up_there
from teams_bot.cards.crowd import own
from teams_bot.cards.digest import digest
from teams_bot.cards.drafts import draft, warning, which
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.effect import effect
from teams_bot.cards.elements import heading, line
from teams_bot.cards.elsewhere import asked_elsewhere, dialog
from teams_bot.cards.lines import followed_up
from teams_bot.cards.offered import offer
from teams_bot.cards.people import forget, help_card, skills
from teams_bot.cards.questions import questions, status_after
from teams_bot.cards.safety import off_limits, report
from teams_bot.cards.similar import solved
from teams_bot.cards.verdict import finished
from teams_bot.outcomes import (
    AskedElsewhere,
    CombinedShown,
    DialogShown,
    DigestShown,
    Done,
    DraftShown,
    EffectShown,
    Finished,
    FollowedUp,
    ForgetAsked,
    HelpShown,
    OfferShown,
    OffLimitsShown,
    Outcome,
    OwnShown,
    QuestionsShown,
    ReportShown,
    Silent,
    SkillsShown,
    SolvedAsked,
    SolvedShown,
    StatusShown,
    Told,
    WarningShown,
    WhichShown,
)


def reply(outcome: Outcome) -> Drawn | None:  # noqa: C901, PLR0911, PLR0912 - one case an outcome
    """Draw what an action came to; None where nothing is said."""
    match outcome:
        case Silent():
            return None
        case Told(sentence=sentence):
            return Drawn(card=None, summary=sentence)
        case Done(sentence=sentence, title=title) if title:
            return drawn(f"{title}: {sentence}", [heading(title), line(sentence)])
        case Done(sentence=sentence):
            return drawn(sentence, [heading(sentence)])
        case HelpShown():
            return help_card(outcome)
        case QuestionsShown():
            return questions(outcome)
        case EffectShown():
            return effect(outcome)
        case SkillsShown():
            return skills(outcome)
        case ForgetAsked():
            return forget(outcome)
        case DraftShown():
            return draft(outcome)
        case WarningShown():
            return warning(outcome)
        case WhichShown():
            return which(outcome)
        case SolvedShown():
            return solved(outcome)
        case OfferShown():
            return offer(outcome)
        case Finished():
            return finished_there(outcome) or finished(outcome)
        case FollowedUp():
            return followed_up_there(outcome) or followed_up(outcome)
        case SolvedAsked():
            return ask_solved(outcome)
        case StatusShown():
            return status_after(outcome)
        case OffLimitsShown():
            return off_limits(outcome)
        case ReportShown():
            return report(outcome)
        case DialogShown():
            return dialog(outcome)
        case AskedElsewhere():
            return asked_elsewhere(outcome)
        case OwnShown():
            return own(outcome)
        case CombinedShown():
            return combined(outcome)
        case DigestShown():
            return digest(outcome)
        case _ as never:
            assert_never(never)
