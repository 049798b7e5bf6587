"""The learner's verdict on one answer: the fields, what was kept, and the mentor's thanks."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from microsoft_teams.cards import (
    CardElement,
    ExecuteAction,
    Fact,
    FactSet,
    NumberInput,
    ShowCardAction,
)

from matching.thread import SOLVED, Answer, Move, State, Tapped, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    choices,
    field,
    folded,
    glimpse,
    heading,
    line,
    name_in,
    named,
    once_as_seen,
    quoted,
    said,
    write_back,
    written,
)
from teams_bot.cards.safety import report_fold
from teams_bot.cards.taps import taps
from teams_bot.outcomes import Finished, Names, Verdict
from teams_bot.threads import may_ask_again, may_come_late

THANKS_CHARS: Final = 500
TITLES: Final[Mapping[Verdict, str]] = {
    Verdict.KEPT: words.SAY["verdict_kept"],
    Verdict.CHANGED: words.SAY["verdict_changed"],
    Verdict.SAME: words.SAY["verdict_same"],
    Verdict.FINAL: words.SAY["verdict_final"],
}
TAPPED: Final[Mapping[Tapped, str]] = {
    Tapped.HELPED: words.SAY["tapped_helped"],
    Tapped.PARTLY: words.SAY["tapped_partly"],
    Tapped.NOT_HELPED: words.SAY["tapped_not_helped"],
}


def judge(thread: Thread, answer: Answer) -> list[ShowCardAction]:
    """Draw the way to rate an answer, or to change its rating; that of a reported one is final."""
    if answer.reported or not thread.may(Move.RATE):
        return []
    return [rate(thread, answer) if answer.rating is None else _rate_anew(thread, answer)]


def rate(thread: Thread, answer: Answer) -> ShowCardAction:
    """Draw the fields of the verdict, folded beside the field for a line."""
    fields = _fields(answer, _left(thread, words.NEXT), "close")
    return folded(words.BUTTON["rate"], fields, _send(thread, answer))


def _rate_anew(thread: Thread, answer: Answer) -> ShowCardAction:
    """Draw the same fields with what was kept; the question stays as it is unless told."""
    gone = {"close"} if thread.stated else set()
    gone |= set() if thread.may(Move.AGAIN) else {"again"}
    fields = _fields(answer, _left(thread, words.NEXT_ANEW, gone), "keep")
    return folded(words.BUTTON["rate_anew"], fields, _send(thread, answer))


def rate_one(thread: Thread, answers: Sequence[Answer]) -> list[ShowCardAction]:
    """Draw the fields of a verdict on one of several answers; which, says the field around it."""
    if not thread.may(Move.RATE) or all(each.reported for each in answers):
        return []
    blank = replace(answers[0], rating=None, minutes_saved=None, thanks="")
    over = thread.stated
    left = _left(thread, words.NEXT_ANEW, {"close"} if over else ())
    fields = _fields(blank, left, "keep" if over else "close")
    send = button(
        words.BUTTON["finish"],
        "finish",
        {"thread": thread.id, **once_as_seen(thread)},
        style="positive",
    )
    return [folded(words.BUTTON["rate_one"], fields, send)]


def _left(thread: Thread, after: Mapping[str, str], gone: Collection[str] = ()) -> dict[str, str]:
    """Leave out what cannot come next: a question whose words are gone is sent to nobody."""
    erased = thread.text in texts.GONE
    return {
        key: title
        for key, title in after.items()
        if key not in gone and not (erased and key == "again")
    }


def _send(thread: Thread, answer: Answer) -> ExecuteAction:
    data = {"thread": thread.id, "answer": answer.id, **once_as_seen(thread)}
    return button(words.BUTTON["finish"], "finish", data, style="positive")


def _fields(answer: Answer, after: Mapping[str, str], usual: str) -> list[CardElement]:
    say = words.SAY
    ratings = {each.value: title for each, title in texts.RATINGS.items()}
    kept = "" if answer.rating is None else answer.rating.value
    return [
        choices("rating", say["rating_label"], ratings, value=kept, missing=say["rating_missing"]),
        # Without bounds: the renderer takes an empty field for a number outside them. The action
        # checks the number.
        NumberInput(id="minutes_saved", label=say["minutes_label"], value=answer.minutes_saved),
        field("thanks", say["thanks_label"], most=THANKS_CHARS, value=answer.thanks),
        choices("next", say["next_label"], after, value=usual),
    ]


def finished(shown: Finished) -> Drawn:
    """Say what was kept and what happens next; the answer stays readable."""
    title = title_of(shown)
    answer, mentor = shown.answer, shown.answer.mentor
    body: list[CardElement] = [heading(title), quoted(shown.thread.text)]
    body += written(answer.text, lead=f"{name_in(shown.names, mentor)}:")
    body += [*kept(answer), line(_next(shown))]
    if answer.thanks and shown.next in ("close", "again", "keep"):
        body += written(answer.thanks, lead=words.SAY["thanks_sent"])
    body += taps(shown.thread, answer)
    folds = judge(shown.thread, answer)
    if mentor not in shown.hidden:
        folds += write_back(shown.thread, answer.id, shown.nonce)
    return drawn(f"{title}: {glimpse(shown.thread.text)}", body, folds)


def title_of(shown: Finished) -> str:
    """Say what became of a verdict; of one in one tap, what was noted."""
    news = (Verdict.KEPT, Verdict.CHANGED)
    if shown.tapped is not None and shown.verdict in news:
        return TAPPED[shown.tapped]
    return TITLES[shown.verdict]


def thanks(thread: Thread, answer: Answer, names: Names) -> Drawn:
    """Tell a mentor how it ended: the rating, the time saved, the thanks."""
    say = words.thanked if answer.thanks else _good_news(thread, answer)
    body: list[CardElement] = [heading(say(named(names, thread.learner))), quoted(thread.text)]
    if answer.thanks:
        body += written(answer.thanks)
    body += kept(answer) if answer.rating in SOLVED else []  # bad news is told to nobody
    fold = [report_fold(thread, answer=answer.id)] if answer.thanks else []
    return drawn(f"{say(said(names, thread.learner))}: {glimpse(thread.text)}", body, fold)


def _good_news(thread: Thread, answer: Answer) -> Callable[[str], str]:
    solved = thread.state is State.CLOSED and answer.rating in SOLVED
    return words.solved_for if solved else words.helped


def kept(answer: Answer) -> list[CardElement]:
    """Say how an answer was rated."""
    facts = []
    if answer.rating is not None:
        facts.append(Fact(title=words.SAY["rated"], value=texts.RATINGS[answer.rating]))
    if answer.minutes_saved is not None:
        saved = texts.minutes(answer.minutes_saved)
        facts.append(Fact(title=words.SAY["minutes_saved"], value=saved))
    return [FactSet(facts=facts)] if facts else []


def _next(shown: Finished) -> str:
    name = named(shown.names, shown.answer.mentor)
    if shown.verdict is Verdict.FINAL or shown.next == "report":
        return words.reported(name)
    if shown.next == "again":
        climbing = shown.thread.state in (State.OPEN, State.TAKEN, State.ANSWERED)
        if climbing:
            return words.SAY["again_then"]
        return words.again_nobody(late=may_come_late(shown.thread))
    if shown.next == "block":
        return words.kept_apart(name)
    if shown.tapped is Tapped.PARTLY and may_ask_again(shown.thread):
        return words.SAY["partly_then"]
    return words.SAY["close_then" if shown.thread.state is State.CLOSED else "keep_then"]
