"""The learner's one card for all answers to a posted question: who agrees, who does not.

The field that says which answer it is about stands once, above the folds: the rating, the line
and the wish for a joint answer are all about that one.
"""

from collections.abc import Sequence

from microsoft_teams.cards import Action, CardElement, ShowCardAction

from matching.crowd import Opinion, opinions
from matching.thread import Answer, AnswerId, Move, Thread, posted_for, together
from teams_bot.cards import words
from teams_bot.cards.crowd import head_of
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    glimpse,
    heading,
    label,
    line,
    name_in,
    named,
    notice,
    quoted,
    write_back,
    written,
)
from teams_bot.cards.safety import report_there
from teams_bot.cards.taps import taps, taps_of_one, which
from teams_bot.cards.verdict import judge, kept, rate_one, title_of
from teams_bot.outcomes import CombinedShown, Finished, FollowedUp, Names
from teams_bot.reports import OBJECTION, THE_JOINT


def combined(shown: CombinedShown) -> Drawn:
    """Draw every answer from a channel, the best record first, with what may be done."""
    thread, names = shown.thread, shown.names
    answers = together(thread, shown.posting)
    title = words.people_answered(len(answers))
    body: list[CardElement] = [heading(title)]
    body += [notice(shown.notice)] if shown.notice else []
    body += [quoted(thread.text), *_joint(shown), *_agreement(shown, answers)]
    seen = [each for each in answers if not _unseen(shown, each)]
    for each in seen:
        body += [*written(each.text, lead=head_of(each, names), spacing="Medium"), *kept(each)]
    if len(seen) < len(answers):
        body.append(line(words.SAY["reported_there"], subtle=True))
    actions = _actions(shown, answers, seen) if seen else []
    if actions and len(answers) > 1:
        body += [which(seen, names), *taps_of_one(thread, seen)]
    elif len(answers) == 1 and seen:
        body += taps(thread, answers[0])
    reportable = _reportable(shown, seen)
    if reportable:
        actions.append(report_there(thread, shown.posting, reportable))
    return drawn(f"{title}: {glimpse(thread.text)}", body, actions)


def _unseen(shown: CombinedShown, answer: Answer) -> bool:
    return answer.reported or answer.mentor in shown.hidden


def _reportable(shown: CombinedShown, seen: Sequence[Answer]) -> dict[str, str]:
    """Name what others wrote on this card, as `reports.item_there` reads it."""
    names, joint = shown.names, shown.thread.joint
    found = {str(each.id): words.same_as(name_in(names, each.mentor)) for each in seen}
    if joint is None or joint.posting != shown.posting or not joint.text:
        return found
    if joint.writer not in shown.hidden:
        found[THE_JOINT] = words.joint_by(name_in(names, joint.writer))
    for each in joint.objections:
        if each.mentor not in shown.hidden:
            found[f"{OBJECTION}{each.mentor}"] = words.objection_of(name_in(names, each.mentor))
    return found


def finished_there(shown: Finished) -> Drawn | None:
    """Draw what became of a verdict on one of several answers: the others stay beside it."""
    several = _several(shown.thread, shown.answer.id)
    if several is None:
        return None
    title = title_of(shown)
    name = named(shown.names, shown.answer.mentor)
    return combined(_shown(shown, several, f"{title} ({name}).", shown.nonce))


def followed_up_there(shown: FollowedUp) -> Drawn | None:
    """Draw what became of a line to one of several who answered, for the learner."""
    given = [each.id for each in shown.thread.answers if each.mentor == shown.to]
    several = _several(shown.thread, given[-1]) if given else None
    if several is None or shown.me != shown.thread.learner:
        return None
    say = words.not_sent_to if shown.unsent else words.sent_to
    told = f"{say(named(shown.names, shown.to))}."
    told += f" {words.SAY['line_waits']}" if shown.waits else ""
    return combined(_shown(shown, several, told, shown.nonce, shown.unsent))


def _shown(
    shown: Finished | FollowedUp, posting: str, told: str, nonce: str, unsent: str = ""
) -> CombinedShown:
    found = next(each.id for each in shown.thread.postings if each.id == posting)
    return CombinedShown(
        thread=shown.thread,
        posting=found,
        names=shown.names,
        nonce=nonce,
        notice=told,
        unsent=unsent,
        hidden=shown.hidden,
    )


def _several(thread: Thread, answer: AnswerId) -> str | None:
    """Name the posting of an answer that is not the only one there."""
    posting = posted_for(thread, answer)
    if posting is None or len(together(thread, posting.id)) < 2:  # noqa: PLR2004 - several
        return None
    return posting.id


def _agreement(shown: CombinedShown, answers: Sequence[Answer]) -> list[CardElement]:
    """Say how many answered, who agrees and who does not, as they say themselves."""
    posting = shown.thread.posting_of(shown.posting)
    wanted = len(answers) if posting is None else posting.answers
    if wanted < 2 and len(answers) < 2:  # noqa: PLR2004 - nobody to compare with
        return []
    in_time = sum(not each.late for each in answers)
    said = [_said(each, shown.names) for each in opinions(answers, shown.thread.stances)]
    early = posting is not None and posting.early
    told = " ".join([words.quorum(in_time, wanted, early=early), *filter(None, said)])
    order = [line(words.SAY["ordered"], subtle=True) for _ in answers[1:2]]
    return [label(told), *order]


def _said(opinion: Opinion, names: Names) -> str:
    lead = named(names, opinion.lead.mentor)
    if opinion.dissents:
        everybody = [named(names, each.mentor) for each in opinion.answers]
        return " ".join(map(words.disagrees, everybody))
    if opinion.same:
        return words.say_the_same(len(opinion.same), lead)
    return words.stands(lead) if opinion.stands else ""


def _joint(shown: CombinedShown) -> list[CardElement]:
    joint, names = shown.thread.joint, shown.names
    if joint is None or joint.posting != shown.posting:
        return []
    writer = named(names, joint.writer)
    if joint.writer in shown.hidden:
        return []
    if not joint.text:
        return [line(words.joint_asked(writer), subtle=True)]
    by = words.joined([named(names, each) for each in joint.confirmed])
    said = words.confirmed_by(by) if by else words.SAY["nobody_confirmed"]
    body: list[CardElement] = [label(words.joint_by(writer)), *written(joint.text), line(said)]
    for each in (one for one in joint.objections if one.mentor not in shown.hidden):
        body += written(each.text, lead=words.objects(name_in(names, each.mentor)))
    return body


def _actions(
    shown: CombinedShown, answers: Sequence[Answer], seen: Sequence[Answer]
) -> list[Action]:
    thread = shown.thread
    if len(answers) == 1:
        folds: list[ShowCardAction] = judge(thread, answers[0])
    else:
        folds = rate_one(thread, seen)
    actions: list[Action] = [*folds]
    about = answers[0].id if len(answers) == 1 else None
    actions += write_back(thread, about, shown.nonce, shown.unsent)
    asked = thread.joint is not None and bool(thread.joint.text)
    if len(answers) > 1 and thread.may(Move.ASK_JOINT) and not asked:
        data = {"thread": thread.id}
        actions.append(button(words.BUTTON["join_answers"], "join_answers", data))
    return actions
