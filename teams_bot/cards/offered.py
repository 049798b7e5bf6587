"""The mentor's card of one offer, in each of its states."""

from typing import assert_never

from microsoft_teams.cards import Action, CardElement, ExecuteAction, ShowCardAction

from matching.thread import Answer, Move, OfferState, State
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    folded,
    follow_up_button,
    glimpse,
    heading,
    label,
    line,
    line_field,
    named,
    notice,
    quoted,
    said,
    written,
)
from teams_bot.cards.holding import answer_button, answer_field, folded_answer, folded_pass, ids
from teams_bot.cards.safety import report_fold
from teams_bot.nonces import nonce_for
from teams_bot.outcomes import OfferShown


def offer(shown: OfferShown) -> Drawn:
    """Draw a mentor's card as the offer and its thread stand."""
    match shown.offer.state:
        case OfferState.SENT:
            return _sent(shown)
        case OfferState.TAKEN:
            return _taken(shown)
        case OfferState.ANSWERED:
            return _answered(shown)
        case OfferState.PASSED:
            return _passed(shown)
        case OfferState.EXPIRED:
            return _expired(shown)
        case OfferState.WITHDRAWN:
            return _withdrawn(shown)
        case _ as never:
            assert_never(never)


def _sent(shown: OfferShown) -> Drawn:
    if not _may(shown, Move.ANSWER):
        return _over(shown)
    body = [heading(words.asks(_learner(shown))), *_question(shown), *_why(shown)]
    body += [line(words.SAY["asks_unnamed"], subtle=True)] if shown.thread.anonymous else []
    body += [line(words.SAY["three_minutes"], subtle=True), *_busy(shown)]
    actions: list[Action] = [answer_button(shown.thread, shown.offer)]
    if _may(shown, Move.TAKE):
        body.append(line(words.SAY["take_means"], subtle=True))
        # without the fields, so that an unfinished answer is not part of the press
        actions.append(
            button(words.BUTTON["take"], "take", ids(shown.thread, shown.offer), inputs="none")
        )
    actions += [folded_pass(shown.thread, shown.offer, "pass"), report_fold(shown.thread)]
    return drawn(_summary(shown, words.asks(_spoken(shown))), [*body, answer_field()], actions)


def _taken(shown: OfferShown) -> Drawn:
    title = words.SAY["yours"]
    ends, since = shown.thread.claim_ends, shown.offer.claimed
    body = [heading(title), *_question(shown)]
    if ends is not None:
        until = texts.when(ends, shown.zone, since or ends)
        body.append(line(words.yours_until(until)))
    actions: list[Action] = [
        folded_answer(shown.thread, shown.offer, "answer_now", style="positive")
    ]
    if shown.thread.takes_lines:
        actions.append(_ask_back(shown))
    actions += [folded_pass(shown.thread, shown.offer, "give_back"), report_fold(shown.thread)]
    return drawn(_summary(shown, title), body, actions)


def _answered(shown: OfferShown) -> Drawn:
    body = [heading(words.you_answered(_learner(shown))), *_question(shown)]
    given = _own_answer(shown)
    if given is not None:
        body += [label(words.SAY["your_answer"]), *written(given.text, spacing="Small")]
    actions: list[Action] = []
    if shown.thread.takes_lines:
        body.append(line_field(words.SAY["add_label"]))
        actions.append(_follow_up(shown))
    actions.append(report_fold(shown.thread))
    return drawn(_summary(shown, words.you_answered(_spoken(shown))), body, actions)


def _passed(shown: OfferShown) -> Drawn:
    title = words.SAY["passed"]
    open_still = _may(shown, Move.ANSWER)
    body = [heading(title), *_question(shown), line(_after_passing(shown))]
    if shown.offer.suggestion:
        body += written(shown.offer.suggestion, lead=words.SAY["suggested"])
    if shown.offer.reason:
        body += written(shown.offer.reason, lead=words.SAY["your_reason"])
    later = [folded_answer(shown.thread, shown.offer, "answer_after_all")] if open_still else []
    return drawn(_summary(shown, title), body, [*later, report_fold(shown.thread)])


def _after_passing(shown: OfferShown) -> str:
    claim = shown.thread.claim
    if shown.thread.inferred:
        return words.SAY["passed_answered"]
    match shown.thread.state:
        case State.OPEN:
            return words.SAY["passed_then"]
        case State.TAKEN:
            return words.on_it(
                words.SOMEBODY if claim is None else named(shown.names, claim.mentor)
            )
        case State.ANSWERED:
            return words.SAY["passed_answered"]
        case State.UNANSWERED:
            return words.SAY["passed_last"]
        case State.CLOSED | State.CANCELLED:
            return words.SAY["passed_closed"]
        case _ as never:
            assert_never(never)


def _expired(shown: OfferShown) -> Drawn:
    if not _may(shown, Move.ANSWER):
        return _over(shown)
    title = words.SAY["expired"]
    body = [heading(title), *_question(shown), line(words.SAY["expired_then"]), answer_field()]
    return drawn(
        _summary(shown, title),
        body,
        [answer_button(shown.thread, shown.offer), report_fold(shown.thread)],
    )


def _withdrawn(shown: OfferShown) -> Drawn:
    name = "withdrawn"
    if shown.thread.state in (State.ANSWERED, State.CLOSED):
        name = "withdrawn_answered"
    if shown.thread.state is State.CANCELLED:
        name = "withdrawn_cancelled"
    return _short(shown, words.SAY[name], words.SAY[f"{name}_then"])


def _over(shown: OfferShown) -> Drawn:
    return _short(shown, words.SAY["over"], words.SAY["over_then"])


def _short(shown: OfferShown, title: str, then: str) -> Drawn:
    return drawn(f"{title}. {then}", [heading(title), *_notice(shown), line(then)])


# ---- pieces


def _question(shown: OfferShown) -> list[CardElement]:
    return [*_notice(shown), quoted(shown.thread.text), *_also_posted(shown)]


def _also_posted(shown: OfferShown) -> list[CardElement]:
    """Say before anybody answers that others will read it; once it is posted, nothing more is."""
    place, thread = shown.thread.place, shown.thread
    if place is None or not place.here or thread.answers or not _may(shown, Move.ANSWER):
        return []
    return [line(words.SAY["answer_is_posted_named" if place.named else "answer_is_posted"])]


def _notice(shown: OfferShown) -> list[CardElement]:
    return [notice(shown.notice)] if shown.notice else []


def _why(shown: OfferShown) -> list[CardElement]:
    reasons = [
        pick.reason
        for each in shown.thread.shortlists
        for pick in each.picks
        if pick.mentor == shown.offer.mentor and pick.reason
    ]
    return written(f"{reasons[-1]}.", lead=words.SAY["why_you"]) if reasons else []


def _busy(shown: OfferShown) -> list[CardElement]:
    claim = shown.thread.claim
    if claim is None or shown.notice:
        return []
    return [line(words.on_it(named(shown.names, claim.mentor)))]


def _ask_back(shown: OfferShown) -> ShowCardAction:
    return folded(
        words.BUTTON["ask_back"], [line_field(words.SAY["ask_back_label"])], _follow_up(shown)
    )


def _follow_up(shown: OfferShown) -> ExecuteAction:
    given = _own_answer(shown)
    drawing = f"{shown.offer.id}.{shown.thread.revision}"
    nonce = nonce_for(shown.thread, shown.offer.mentor, drawing)
    return follow_up_button(shown.thread, None if given is None else given.id, nonce)


def _own_answer(shown: OfferShown) -> Answer | None:
    mine = [each for each in shown.thread.answers if each.offer == shown.offer.id]
    return mine[-1] if mine else None


def _may(shown: OfferShown, move: Move) -> bool:
    """Whether the thread still allows a move; the action decides once more."""
    return shown.thread.may(move)


def _learner(shown: OfferShown) -> str:
    return named(shown.names, shown.thread.learner)


def _spoken(shown: OfferShown) -> str:
    return said(shown.names, shown.thread.learner)


def _summary(shown: OfferShown, title: str) -> str:
    return f"{title}: {glimpse(shown.thread.text)}"
