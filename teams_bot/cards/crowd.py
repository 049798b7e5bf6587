"""A question posted to a channel: the card everybody there shares, and that of who answered.

The shared card tells the number of answers alone. The reply to a press is seen by who pressed,
and nobody else: what somebody wrote, and later what the others did, is shown there.
"""

from datetime import datetime

from microsoft_teams.cards import Action, CardElement

from matching.model import PersonId
from matching.thread import (
    KEPT_OUT,
    Answer,
    Joint,
    Move,
    Posting,
    State,
    Thread,
    joining,
    together,
)
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
    label,
    line,
    name_in,
    named,
    notice,
    quoted,
    said,
    written,
)
from teams_bot.cards.safety import report_there
from teams_bot.outcomes import Names, OwnShown
from teams_bot.postings import takes_answers
from teams_bot.reports import THE_JOINT, THE_QUESTION


def in_channel(thread: Thread, posting: Posting, names: Names, zone: str, now: datetime) -> Drawn:
    """Draw a question for everybody in a channel, while its learner wants it there."""
    if posting.undelivered == KEPT_OUT:
        return drawn(words.SAY["taken_out"], [heading(words.SAY["taken_out"])])
    title = words.asks_here(named(names, thread.learner))
    given = together(thread, posting.id)
    number = len(thread.sealed) if posting.open else len(given)
    counted = words.answered_here(number, posting.answers)
    body: list[CardElement] = [heading(title), quoted(thread.text), label(counted)]
    actions: list[Action] = []
    if takes_answers(thread, posting):
        body += [line(each, subtle=True) for each in _how(thread, posting, zone, now)]
        data = {"thread": thread.id, "posting": posting.id}
        answer = field("answer", words.SAY["your_answer"], most=texts.ANSWER_LIMIT)
        send = button(words.BUTTON["cast"], "cast", data, style="positive")
        actions.append(folded(words.BUTTON["cast_open"], [answer], send, style="positive"))
    elif thread.state is State.TAKEN:
        body.append(line(words.SAY["cast_held"], subtle=True))
    elif not thread.may(Move.ANSWER):
        body.append(line(words.SAY["cast_over"], subtle=True))
    if number:
        data = {"thread": thread.id, "posting": posting.id}
        title_see = words.BUTTON["see_answers"]
        actions.append(button(title_see, "see_answers", data, inputs="none"))
    actions.append(report_there(thread, posting.id))
    summary = f"{words.asks_here(said(names, thread.learner))}: {glimpse(thread.text)}"
    return drawn(summary, body, actions)


def _how(thread: Thread, posting: Posting, zone: str, now: datetime) -> list[str]:
    if not posting.open or thread.rung_ends is None:
        return [words.SAY["cast_late"]]
    until = texts.when(thread.rung_ends, zone, now)
    return [words.SAY["cast_how"], words.sealed_until(posting.answers, until)]


def own(shown: OwnShown) -> Drawn:
    """Draw the card of somebody who answered: their words, and the others' once they are open."""
    thread = shown.thread
    title = words.has_yours(named(shown.names, thread.learner))
    body: list[CardElement] = [heading(title)]
    body += [notice(shown.notice)] if shown.notice else []
    body.append(quoted(thread.text))
    mine = _mine(shown)
    if mine is not None:
        body += [label(words.SAY["your_answer"]), *written(mine.text, spacing="Small")]
    actions: list[Action] = []
    if mine in thread.sealed:
        body.append(line(words.SAY["own_sealed"], subtle=True))
    elif mine is not None:
        body += _others(shown)
        more, actions = _what_now(shown, mine)
        body += more
    if mine is not None:
        actions.append(report_there(thread, shown.posting, _reportable(shown, mine)))
    summary = f"{words.has_yours(said(shown.names, thread.learner))}: {glimpse(thread.text)}"
    return drawn(summary, body, actions)


def _mine(shown: OwnShown) -> Answer | None:
    given = (*shown.thread.sealed, *together(shown.thread, shown.posting), *shown.thread.answers)
    return next((each for each in given if each.mentor == shown.me), None)


def _reportable(shown: OwnShown, mine: Answer) -> dict[str, str]:
    """Name what others wrote on this card, as `reports.item_there` reads it."""
    found = {THE_QUESTION: words.SAY["the_question"]}
    if mine in shown.thread.sealed:
        return found
    found |= {each.id: words.same_as(name_in(shown.names, each.mentor)) for each in _seen(shown)}
    joint = _joint_of(shown)
    if joint is not None and joint.text and joint.writer != shown.me:
        found[THE_JOINT] = words.joint_by(name_in(shown.names, joint.writer))
    return found


def _seen(shown: OwnShown) -> list[Answer]:
    """Give the others' answers, but for those that this person does not want to see."""
    return [
        each
        for each in together(shown.thread, shown.posting)
        if each.mentor not in {shown.me, *shown.hidden} and not each.reported
    ]


def _others(shown: OwnShown) -> list[CardElement]:
    others = [each for each in together(shown.thread, shown.posting) if each.mentor != shown.me]
    seen = _seen(shown)
    body: list[CardElement] = [label(words.SAY["others"]) for _ in others[:1]]
    for each in seen:
        body += written(each.text, lead=head_of(each, shown.names))
    if len(seen) < len(others):
        body.append(line(words.SAY["reported_there"], subtle=True))
    return body


def head_of(answer: Answer, names: Names) -> str:
    """Say whose an answer is, and whether it came late."""
    late = f" ({words.LATE})" if answer.late else ""
    return f"{name_in(names, answer.mentor)}{late}:"


def _what_now(shown: OwnShown, mine: Answer) -> tuple[list[CardElement], list[Action]]:
    """Give what is asked of somebody: a joint answer, their word on one, or on the others."""
    thread = shown.thread
    if not thread.may(Move.STAND):
        return [], []
    joint = _joint_of(shown)
    if joint is None or not (joint.text or joint.writer == shown.me):
        return _agreeing(shown, mine)
    data = {"thread": thread.id, "posting": shown.posting}
    if joint.writer == shown.me and not joint.text:
        please: list[CardElement] = [
            label(words.SAY["joint_please"]),
            line(words.SAY["joint_how"], subtle=True),
            field("joint", words.SAY["joint_field"], most=texts.ANSWER_LIMIT),
        ]
        send = button(words.BUTTON["write_joint"], "write_joint", data, style="positive")
        return please, [send]
    head = words.joint_by(named(shown.names, joint.writer))
    body: list[CardElement] = [label(head), *written(joint.text, spacing="Small")]
    if joint.writer == shown.me:
        return [*body, line(words.SAY["joint_yours"], subtle=True)], []
    if shown.me in joint.confirmed:
        body.append(line(words.SAY["joint_you_confirmed"], subtle=True))
    if shown.me not in joining(thread):
        return body, []
    against = field(
        "objection", words.SAY["objection_label"], most=texts.OBJECTION_LIMIT, long=False
    )
    confirm = button(words.BUTTON["confirm_joint"], "confirm_joint", data, style="positive")
    disagree = button(words.BUTTON["object_joint"], "object_joint", data)
    return body, [confirm, folded(words.BUTTON["object_open"], [against], disagree)]


def _joint_of(shown: OwnShown) -> Joint | None:
    joint = shown.thread.joint
    there = joint is not None and joint.posting == shown.posting
    return joint if joint and there and joint.writer not in shown.hidden else None


def _agreeing(shown: OwnShown, mine: Answer) -> tuple[list[CardElement], list[Action]]:
    thread, names = shown.thread, shown.names
    others = _seen(shown)
    if not others or mine not in together(thread, shown.posting):
        return [], []
    data = {"thread": thread.id, "posting": shown.posting}
    offered = {str(each.id): words.same_as(name_in(names, each.mentor)) for each in others}
    body: list[CardElement] = [choices("with", words.SAY["agree_label"], offered)]
    kept = [each.answer for each in thread.stances if each.mentor == shown.me]
    body += [line(_stance(thread, names, shown.me, each), subtle=True) for each in kept]
    agree = button(words.BUTTON["agree"], "agree", data, style="positive")
    stand = button(words.BUTTON["stand_by"], "stand_by", data, inputs="none")
    return body, [agree, stand]


def _stance(thread: Thread, names: Names, me: PersonId, answer: str) -> str:
    given = next((each.mentor for each in thread.answers if each.id == answer), me)
    return words.SAY["you_stand"] if given == me else words.you_agree(named(names, given))
