"""Reporting somebody's words, and keeping two people apart for good.

Used by the presses `report`, `block` and `finish`. Reads and thinks; writes nothing.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from matching.model import PersonId
from matching.thread import AnswerId, PostingId, Thread, spoken, together
from storage.change import About, Change, Job, Person, Report, ReportId
from teams_bot import texts
from teams_bot.outcomes import NotAllowed
from teams_bot.services import Services

UNDECIDED_DAYS: Final = 365  # an old report that nobody decided goes as well
UNNAMED: Final = PersonId("(anonymous)")
KEEP_APART: Final = "keep_apart"
THE_QUESTION: Final = "question"  # how cards of a posted question name words that have no id
THE_JOINT: Final = "joint"
OBJECTION: Final = "objection:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Words of somebody else in a thread."""

    about: About
    id: str
    author: PersonId
    words: str


def item_of(thread: Thread, me: PersonId, answer: AnswerId | None, line: str) -> Item:
    """Find what was written to this person; refuse anything else.

    An answer is the learner's to report, the thanks for it its mentor's, a line its recipient's,
    and the question anybody's who was asked.
    """
    if line:
        said = next((each for each in thread.follow_ups if each.id == line), None)
        if said is None or said.recipient != me:
            raise NotAllowed(texts.SAY["not_yours"])
        return Item(about=About.LINE, id=line, author=said.sender, words=said.text)
    if answer is not None:
        given = thread.answer_of(answer)
        if given is None or me not in {thread.learner, given.mentor}:
            raise NotAllowed(texts.SAY["not_yours"])
        if me == thread.learner:
            return Item(about=About.ANSWER, id=answer, author=given.mentor, words=given.text)
        return Item(about=About.THANKS, id=answer, author=thread.learner, words=given.thanks)
    if me not in thread.asked:
        raise NotAllowed(texts.SAY["not_yours"])
    return Item(about=About.QUESTION, id="", author=thread.learner, words=thread.text)


def item_there(thread: Thread, me: PersonId, posting: PostingId, about: str) -> Item:
    """Find what somebody read where a question was posted; refuse anything else.

    The question is anybody's to report who came by, answers and the joint one theirs who see
    them, which are the learner and who answered; objections are the learner's alone.
    """
    item = _read_there(thread, posting, about or THE_QUESTION)
    reads = me == thread.learner
    if item is not None and item.about in {About.ANSWER, About.JOINT}:
        reads = reads or me in spoken(thread)
    if item is None or item.author == me or not (reads or item.about is About.QUESTION):
        raise NotAllowed(texts.SAY["not_yours"])
    return item


def _read_there(thread: Thread, posting: PostingId, about: str) -> Item | None:
    if about == THE_QUESTION:
        return Item(about=About.QUESTION, id="", author=thread.learner, words=thread.text)
    given = next((each for each in together(thread, posting) if each.id == about), None)
    if given is not None:
        return Item(about=About.ANSWER, id=given.id, author=given.mentor, words=given.text)
    joint = thread.joint
    if joint is None or joint.posting != posting or not joint.text:
        return None
    if about == THE_JOINT:
        return Item(about=About.JOINT, id="", author=joint.writer, words=joint.text)
    against = (each for each in joint.objections if about == f"{OBJECTION}{each.mentor}")
    return next(
        (
            Item(about=About.OBJECTION, id=each.mentor, author=each.mentor, words=each.text)
            for each in against
        ),
        None,
    )


def veiled(report: Report, thread: Thread | None) -> Report:
    """Take the learner of an anonymous question out of a report: moderators see none."""
    if thread is None or not thread.anonymous:
        return report
    hidden = {report.reporter, report.reported} & {thread.learner}
    return replace(
        report,
        reporter=UNNAMED if report.reporter in hidden else report.reporter,
        reported=UNNAMED if report.reported in hidden else report.reported,
    )


def report_id(thread: Thread, item: Item, reporter: PersonId) -> ReportId:
    """Name a report, so that the same words are reported once by each."""
    named = f"{thread.id}\n{item.about}\n{item.id}\n{reporter}"
    return ReportId(hashlib.sha256(named.encode()).hexdigest()[:32])


def marked(thread: Thread, item: Item, me: PersonId) -> Thread:
    """Give the thread with the words marked, so that they are never shown to others again.

    An answer is marked by its learner alone: who answered beside it hides it from nobody else.
    """
    own = item.about is About.ANSWER and me == thread.learner
    answers = (
        replace(each, reported=True) if own and each.id == item.id else each
        for each in thread.answers
    )
    return replace(
        thread,
        answers=tuple(answers),
        reported=thread.reported or item.about is About.QUESTION,
        revision=thread.revision + 1,
    )


def parted(thread: Thread, me: PersonId, author: PersonId) -> Thread:
    """Give the thread with the offer between the two withdrawn, where it stands."""
    if thread.learner not in {me, author}:  # both answered
        return replace(thread, revision=thread.revision + 1)
    mentor = author if me == thread.learner else me
    holds = any(each.mentor == mentor for each in thread.live_offers)
    return thread.drop_mentor(mentor) if holds else replace(thread, revision=thread.revision + 1)


async def reported(
    services: Services, change: Change, thread: Thread, me: Person, item: Item
) -> Change:
    """Add a report to a change: the words as they are now, and a card for each moderator."""
    now = services.now()
    made = Report(
        id=report_id(thread, item, me.id),
        thread=thread.id,
        about=item.about,
        item=item.id,
        reporter=me.id,
        reported=item.author,
        words=item.words,
        at=now,
        kept_until=now + timedelta(days=UNDECIDED_DAYS),
    )
    moderators = await services.store.moderators()
    told = tuple(
        Job(
            key=f"moderate:{made.id}:{each}",
            kind="moderate",
            due=now,
            to=each,
            payload={"report": made.id},
        )
        for each in moderators
        if each not in {me.id, item.author}
    )
    return replace(change, reports=((None, made),), jobs=(*change.jobs, *told))


def kept_apart(services: Services, change: Change, me: PersonId, other: PersonId) -> Change:
    """Add to a change that two people are never brought together again."""
    now = services.now()
    timer = Job(
        key=f"{KEEP_APART}:{me}:{other}:{now.isoformat()}",
        kind=KEEP_APART,
        due=now,
        payload={"one": me, "other": other},
    )
    return replace(change, apart=((me, other),), jobs=(*change.jobs, timer))


def with_blocked(me: Person, other: PersonId) -> Person | None:
    """Give a person who blocks another one; None where they do already."""
    return None if other in me.blocked else replace(me, blocked=(*me.blocked, other))


def unseen(me: Person) -> frozenset[PersonId]:
    """Give those whose words somebody does not want to see where several wrote.

    Their own list alone: who was blocked by another is not to notice it.
    """
    return frozenset(me.blocked)


def are_apart(me: Person | None, other: PersonId) -> bool:
    """Whether two people are kept apart, as one of them is known."""
    return me is not None and other in (*me.blocked, *me.apart)
