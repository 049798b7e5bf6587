"""Every card in every state, drawn from one story; the words of its people may be exchanged."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from matching.effect import Effect, Help, Helped, effect
from matching.giveaway import Clue, Hint
from matching.minutes import Weights
from matching.model import PersonId, Pick
from matching.off_limits import Contact
from matching.off_limits_defaults import DEFAULTS
from matching.skills import SkillId
from matching.sources import Source
from matching.thread import (
    Answer,
    AnswerId,
    FollowUp,
    Offer,
    OfferId,
    OfferState,
    Place,
    Posting,
    PostingId,
    Rating,
    Tapped,
    Thread,
    ThreadId,
    ask_joint,
    cast,
    judge_joint,
    keep_out,
    stand,
    unseal,
    write_joint,
)
from matching.waits import Estimate, Where
from storage.change import About, Draft, DraftId, Person, Report, ReportId, Ruling
from teams_bot import cards, outcomes, texts
from teams_bot.cards import Drawn
from teams_bot.cards.elements import named
from tests.support.builders import LOCK, NOW, shortlist

LEA, ANA, BEN, CHLOE = (PersonId(each) for each in ("lea", "ana", "ben", "chloe"))
ZONE = "Europe/Berlin"
LATER = NOW + timedelta(minutes=5)
MORNING = NOW + timedelta(hours=22)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of people in the story."""

    question: str = "How do I keep the first row of an Excel sheet in view while I scroll?"
    answer: str = (
        "View, Freeze Panes, Freeze Top Row.\n"
        "For more rows: click the first cell below them, then View, Freeze Panes.\n\n"
        "To test it: =ROW(A1)*2 in B1."
    )
    line: str = "And on a Mac?"
    back: str = "The same menu, in the ribbon under View."
    thanks: str = "Thank you, that saved my afternoon!"
    reason: str = (
        "You have answered 14 questions on Excel, you and this colleague work close to each "
        "other, and you usually react within 20 minutes"
    )
    introduction: str = (
        "has answered 14 questions on Excel, works close to you, "
        "and usually reacts within 20 minutes"
    )
    suggestion: str = "Chloe in Finance"
    why_not: str = "I only use the old version"
    skill: str = "Sales forecasting"
    names: dict[PersonId, str] = field(
        default_factory=lambda: {
            LEA: "Lea Brandt",
            ANA: "Ana Kovač",
            BEN: "Ben Okafor",
            CHLOE: "Chloe Martin",
        }
    )


def asked(said: Said, **changes: object) -> Thread:
    """The question, offered to Ana and Ben."""
    offers = tuple(
        Offer(id=OfferId(f"offer-{each}"), mentor=each, rung=1, due=NOW) for each in (ANA, BEN)
    )
    picks = tuple(
        Pick(
            mentor=each,
            rank=rank,
            score=0.8,
            terms={},
            reason=said.reason,
            introduction=said.introduction,
        )
        for rank, each in enumerate((ANA, BEN), 1)
    )
    new = Thread(
        id=ThreadId("thread-1"),
        learner=LEA,
        text=said.question,
        skills={SkillId("excel"): 1.0},
        created=NOW,
    )
    opened = new.offer(offers, shortlist(picks=picks), NOW + LOCK)
    return replace(opened, **changes)  # type: ignore[arg-type]


def taken(said: Said) -> Thread:
    return asked(said).take(OfferId("offer-ana"), LATER, LOCK)


def given(said: Said) -> Answer:
    return Answer(
        id=AnswerId("answer-1"), offer=OfferId("offer-ana"), mentor=ANA, text=said.answer, at=LATER
    )


def answered(said: Said) -> Thread:
    return asked(said).answer(given(said), LATER)


def finished(said: Said, **changes: object) -> Thread:
    verdict: dict[str, object] = {
        "rating": Rating.GREAT,
        "minutes_saved": 45,
        "thanks": said.thanks,
        "reported": False,
    }
    return answered(said).finish(AnswerId("answer-1"), LATER, **verdict | changes)  # type: ignore[arg-type]


def again(said: Said) -> Thread:
    return answered(said).again(
        AnswerId("answer-1"), rating=Rating.OKAY, minutes_saved=None, thanks=""
    )


def lines(said: Said) -> tuple[FollowUp, FollowUp]:
    first = FollowUp(id="line-1", sender=LEA, recipient=ANA, text=said.line, at=LATER)
    return first, FollowUp(id="line-2", sender=ANA, recipient=LEA, text=said.back, at=LATER)


def person(**changes: object) -> Person:
    usual: dict[str, object] = {"id": ANA, "name": "Ana Kovač", "imported": True}
    return Person(**usual | changes)  # type: ignore[arg-type]


def draft(said: Said, *parts: str) -> Draft:
    return Draft(id=DraftId("draft-1"), person=LEA, parts=parts or (said.question,), created=NOW)


def gallery(said: Said | None = None) -> dict[str, Drawn]:
    """Every card by its name."""
    words = said or Said()
    parts = (
        *(_people, _statuses, _offers, _answers, _drafts, _similar, _safety, _elsewhere),
        *(_crowd, _closing, _digests),
    )
    return {name: drawn for part in parts for name, drawn in part(words)}


def shown(outcome: outcomes.Outcome) -> Drawn:
    drawn = cards.reply(outcome)
    assert drawn is not None
    return drawn


def usual(**changes: Any) -> outcomes.Wait:
    """What is told of a wait where much is known."""
    found = Estimate(
        usual=12,
        usual_between=(10, 14),
        long=120,
        answered=0.97,
        never=0.03,
        questions=400,
        evidence=420,
        where=Where(rung=1),
    )
    return outcomes.Wait(found=found, **changes)


def effect_of(answers: int) -> Effect:
    """What a mentor gave: one answer every four days, each third without a name."""
    given = tuple(
        Helped(
            at=NOW - timedelta(days=4 * number),
            learner=None if number % 3 == 1 else PersonId(f"learner-{number}"),
            saved=10 + number,
            thanked=number != 2,
        )
        for number in range(answers)
    )
    weights = Weights(answer=3, line=1, joint=5)
    return effect(Help(answers=given, lines=(NOW, NOW)), weights, NOW, ZONE)


def _people(said: Said) -> Iterator[tuple[str, Drawn]]:
    me = replace(person(name=said.names[ANA]), manager=BEN)
    skilled = replace(me, skills_own={SkillId("excel"): 4, SkillId("s"): 2}, opted_in=True)
    labels = {SkillId("excel"): "Excel", SkillId("s"): said.skill}
    yield "welcome", cards.welcome(me, ask_join=False)
    yield "welcome-unnamed", cards.welcome(me, ask_join=True, hides=True)
    yield "welcome-join", cards.welcome(me, ask_join=True)
    yield "help", shown(outcomes.HelpShown(me=me, ask_join=False))
    desk = replace(me, source=Source.CALL_CENTRE)
    yield "help-desk", shown(outcomes.HelpShown(me=desk, ask_join=False))
    yield "welcome-desk", cards.welcome(desk, ask_join=True)
    yield "console", cards.console("https://mentor.example.com/centre/#a.b", "10 minutes")
    yield "help-unnamed", shown(outcomes.HelpShown(me=me, ask_join=False, hides=True))
    yield "help-join", shown(outcomes.HelpShown(me=me, ask_join=True))
    yield "help-wait", shown(outcomes.HelpShown(me=me, ask_join=False, wait=usual()))
    yield "skills", shown(outcomes.SkillsShown(me=skilled, labels=labels, digests=True))
    yield (
        "skills-saved",
        shown(outcomes.SkillsShown(me=skilled, labels=labels, saved=True, digests=True)),
    )
    stood = outcomes.SkillsShown(me=skilled, labels=labels, stood_down=True, digests=True)
    yield "skills-stood-down", shown(stood)
    yield "stand-down", cards.stand_down(2)
    once = replace(skilled, digest=True)
    yield "skills-digest", shown(outcomes.SkillsShown(me=once, labels=labels, digests=True))
    yield "skills-none", shown(outcomes.SkillsShown(me=me, labels={}, digests=True))
    yield (
        "forgotten",
        shown(outcomes.Done(title=texts.TITLES["forgotten"], sentence=texts.SAY["forgotten"])),
    )
    yield "effect", shown(outcomes.EffectShown(effect=effect_of(13)))
    few = effect_of(3)
    yield "effect-few", shown(outcomes.EffectShown(effect=replace(few, whole=False)))
    yield "effect-none", shown(outcomes.EffectShown(effect=effect_of(0)))
    yield "blank", cards.blank()
    yield "forget", shown(outcomes.ForgetAsked(draft=draft(said, "forget me")))


def _digests(said: Said) -> Iterator[tuple[str, Drawn]]:
    labels = {SkillId("excel"): "Excel", SkillId("s"): said.skill}
    about = {SkillId("excel"): 1.0, SkillId("s"): 0.5}
    first = asked(said, id=ThreadId("thread-1"), skills=about)
    second = replace(first, id=ThreadId("thread-2"), text=said.line, skills={})

    def digest(*threads: Thread, notice: str = "") -> Drawn:
        now = NOW + timedelta(hours=3)
        found = outcomes.DigestShown(threads=threads, labels=labels, now=now, notice=notice)
        return shown(found)

    yield "digest", digest(first, second)
    yield "digest-one", digest(first)
    yield "digest-picked", digest(second, notice=texts.SAY["picked"])
    yield "digest-late", digest(second, notice=texts.picked_by(said.names[BEN]))
    yield "digest-none", digest(notice=texts.SAY["picked"])
    many = tuple(f"{said.skill} {number}" for number in range(12))
    yield "nudge", cards.nudge(outcomes.NudgeShown(labels=("Excel", said.skill), digests=True))
    yield "nudge-many", cards.nudge(outcomes.NudgeShown(labels=many))
    yield "nudge-none", cards.nudge(outcomes.NudgeShown(labels=(), digests=True))


def _statuses(said: Said) -> Iterator[tuple[str, Drawn]]:  # noqa: PLR0915 - one a state
    def status(thread: Thread, **nobody: int) -> Drawn:
        return cards.status(thread, said.names, ZONE, LATER, nobody, 30)

    def topical(thread: Thread, **topics: dict[SkillId, str]) -> Drawn:
        about = outcomes.Topics(**topics)
        return cards.status(thread, said.names, ZONE, LATER, {}, 30, about)

    def waiting(thread: Thread, wait: outcomes.Wait) -> Drawn:
        return cards.status(thread, said.names, ZONE, LATER, {}, 30, wait=wait)

    open_now = asked(said)
    ana, ben = open_now.offers
    planned = replace(ben, due=MORNING)
    empty = replace(open_now, offers=(), shortlists=(), rung=0, rung_ends=None)
    vague = replace(open_now, skills={})
    nobody = empty.exhaust(LATER)
    gone = open_now.rung_over()
    yield "status-open", status(open_now)
    labels = {SkillId("excel"): "Excel", SkillId("s"): "Sales forecasting"}
    yield (
        "status-manager",
        cards.status(
            open_now, said.names, ZONE, LATER, {}, 30, outcomes.Topics(), named(said.names, ANA)
        ),
    )
    yield "status-topics", topical(open_now, named={SkillId("excel"): "Excel"}, offered=labels)
    yield "status-name-topics", topical(vague, offered=labels)
    stands = Posting(id=PostingId("p"), source=Source.CALL_CENTRE, place="desk", rung=1, due=NOW)
    at_desk = empty.post(stands, LATER + LOCK)
    yield "status-desk", status(at_desk)
    yield "status-desk-shut", status(empty.post(replace(stands, due=MORNING), MORNING + LOCK))
    daily = replace(stands, source=Source.PEER, place="digest", due=MORNING)
    yield "status-digest", status(empty.post(daily, MORNING + LOCK))
    held = Offer(id=OfferId("o"), mentor=ANA, rung=1, due=LATER)
    yield "status-desk-taken", status(at_desk.volunteer(stands.id, held, LATER, LOCK))
    yield "status-taken-topics", topical(taken(said), named=labels)
    yield "status-no-topic", status(vague)
    yield "status-nobody-no-topic", status(replace(empty, skills={}).exhaust(LATER))
    yield "status-open-late", status(replace(open_now, rung_ends=NOW))
    ends = MORNING + LOCK
    yield "status-planned-one", status(replace(open_now, offers=(ana, planned), rung_ends=ends))
    later = (replace(ana, due=MORNING), planned)
    yield "status-planned-all", status(replace(open_now, offers=later, rung_ends=ends))
    third = replace(ana, id=OfferId("offer-3"), mentor=CHLOE, rung=2)
    climbed = gone.offer((third,), shortlist(), NOW + LOCK)
    mails = (replace(ana, outside=True), replace(planned, outside=True))
    for name, offers in (("status-leaving", mails[1:]), ("status-left", mails)):
        outward = replace(open_now, offers=offers, rung_ends=ends)
        leaving = said.question.replace("Excel", "[name]")
        yield name, cards.status(outward, said.names, ZONE, LATER, {}, 30, outside=leaving)
    yield "status-second-rung", status(climbed)
    yield "status-looking", status(empty)
    yield "status-taken", status(taken(said))
    yield "status-answered", status(answered(said))
    yield "status-closed", status(finished(said))
    yield "status-rests", status(answered(said).presume(MORNING))
    yield "status-unanswered", status(gone.exhaust(LATER))
    yield "status-nobody", status(nobody, at_capacity=3, away=1)
    yield "status-nobody-known", status(nobody)
    yield (
        "status-no-channel",
        cards.status(nobody, said.names, ZONE, LATER, {}, 30, ladder={Source.CROWD}),
    )
    cancelled = open_now.cancel(LATER)
    yield (
        "status-cancelled",
        shown(outcomes.StatusShown(thread=cancelled, names=said.names, zone=ZONE)),
    )
    rested = answered(said).presume(MORNING)
    threads = (open_now, answered(said), finished(said), rested, gone.exhaust(LATER), cancelled)
    yield "status-wait", waiting(open_now, usual())
    yield "status-wait-climbed", waiting(climbed, usual(waited=31))
    yield "status-wait-planned", waiting(replace(open_now, offers=later), usual(opens=MORNING))
    yield "status-wait-unknown", waiting(open_now, outcomes.Wait(found=None))
    yield "status-unnamed", status(replace(open_now, anonymous=True))
    yield "questions", shown(outcomes.QuestionsShown(threads=threads, names=said.names))
    yield "questions-none", shown(outcomes.QuestionsShown(threads=(), names={}))


def _offers(said: Said) -> Iterator[tuple[str, Drawn]]:
    def offer(thread: Thread, mentor: PersonId = ANA, notice: str = "") -> Drawn:
        mine = next(each for each in thread.offers if each.mentor == mentor)
        return shown(
            outcomes.OfferShown(
                thread=thread, offer=mine, names=said.names, zone=ZONE, notice=notice
            )
        )

    fresh, held = asked(said), taken(said)
    ben = next(each for each in fresh.offers if each.mentor == BEN)
    faster = texts.taken_by(said.names[ANA])
    passed = fresh.pass_on(OfferId("offer-ana"), LATER, said.suggestion, said.why_not)
    lapsed = fresh.rung_over()
    yield "offer-sent", offer(fresh)
    yield "offer-sent-unnamed", offer(replace(fresh, anonymous=True))
    yield "offer-sent-taken-by-another", offer(held, BEN)
    yield "offer-too-late", offer(held, BEN, faster)
    yield "offer-taken", offer(held)
    yield "offer-answered", offer(answered(said))
    yield (
        "offer-answered-already",
        offer(answered(said), notice=texts.SAY["already_answered"]),
    )
    yield "offer-answered-closed", offer(finished(said))
    yield "offer-passed", offer(passed)
    yield "offer-passed-closed", offer(replace(passed, offers=passed.offers).cancel(LATER))
    yield "offer-passed-plain", offer(fresh.pass_on(OfferId("offer-ana"), LATER, "", ""))
    held_by_ben = fresh.take(ben.id, LATER, LOCK)
    yield "offer-passed-taken", offer(held_by_ben.pass_on(OfferId("offer-ana"), LATER, "", ""))
    yield "offer-passed-answered", offer(answered(said).pass_on(ben.id, LATER, "", ""), BEN)
    last = passed.pass_on(ben.id, LATER, "", "").exhaust(LATER)
    yield "offer-passed-last", offer(last, BEN)
    yield "offer-expired", offer(lapsed)
    yield "offer-expired-closed", offer(replace(lapsed.cancel(LATER), offers=lapsed.offers))
    yield "offer-withdrawn", offer(answered(said), BEN)
    yield "offer-withdrawn-cancelled", offer(fresh.cancel(LATER))
    yield "offer-withdrawn-left", offer(fresh.drop_mentor(ANA))
    yield (
        "offer-sent-closed",
        offer(replace(fresh.cancel(LATER), offers=(replace(ben, state=OfferState.SENT),)), BEN),
    )


def _answers(said: Said) -> Iterator[tuple[str, Drawn]]:
    there, first = answered(said), given(said)
    ask, back = lines(said)
    talked = there.follow_up(ask).follow_up(back)
    mine = talked.follow_up(replace(ask, id="line-3"))
    held = taken(said).follow_up(back)
    learner = taken(said).follow_up(ask)
    names, nonce = said.names, "nonce-1"

    def followed(thread: Thread, to: PersonId) -> Drawn:
        me = ANA if to == LEA else LEA
        return shown(outcomes.FollowedUp(thread=thread, names=names, me=me, to=to, nonce=nonce))

    yield "answer", cards.answer(there, first, names, nonce)
    yield "answer-asked-again", cards.answer(again(said), first, names, nonce)
    yield "follow-up-to-learner", cards.follow_up(talked, back, names, nonce, first.id)
    yield "follow-up-to-mentor", cards.follow_up(talked, ask, names, nonce, first.id)
    yield "follow-up-before-answer", cards.follow_up(held, back, names, nonce, None)
    yield "follow-up-closed", cards.follow_up(finished(said), back, names, nonce, first.id)
    unsent = outcomes.FollowedUp(
        thread=mine, names=names, me=LEA, to=ANA, nonce=nonce, unsent=said.line
    )
    yield "followed-up-unsent", shown(unsent)
    yield "followed-up-waits", shown(replace(unsent, unsent="", waits=True))
    yield "followed-up-by-learner", followed(mine, ANA)
    yield "followed-up-by-mentor", followed(talked, LEA)
    yield "followed-up-to-holder", followed(learner, ANA)
    yield "followed-up-by-holder", followed(held, LEA)

    def finish(
        thread: Thread,
        step: str,
        verdict: outcomes.Verdict = outcomes.Verdict.KEPT,
        tapped: Tapped | None = None,
    ) -> Drawn:
        rated = thread.answer_of(first.id)
        assert rated is not None
        drawn = outcomes.Finished(
            thread=thread,
            answer=rated,
            next=step,
            names=names,
            verdict=verdict,
            nonce=nonce,
            hidden=frozenset({rated.mentor}) if rated.reported or step == "block" else frozenset(),
            tapped=tapped,
        )
        return shown(drawn)

    poor = {"rating": Rating.NOT_HELPFUL, "minutes_saved": None, "thanks": ""}
    yield "finished", finish(finished(said), "close")
    yield "finished-again", finish(again(said), "again")
    yield "finished-again-nobody", finish(again(said).exhaust(LATER), "again")
    yield "finished-report", finish(finished(said, **poor | {"reported": True}), "report")
    yield "finished-block", finish(finished(said, **poor), "block")
    yield "finished-changed", finish(finished(said), "close", outcomes.Verdict.CHANGED)
    yield "finished-same", finish(finished(said), "close", outcomes.Verdict.SAME)
    plain = {"minutes_saved": None, "thanks": ""}
    helped = finished(said, **plain | {"rating": Rating.GOOD})
    yield "tapped-helped", finish(helped, "close", tapped=Tapped.HELPED)
    partly = there.rate(first.id, **plain | {"rating": Rating.OKAY})
    yield "tapped-partly", finish(partly, "keep", tapped=Tapped.PARTLY)
    not_yet = there.again(first.id, **plain | {"rating": Rating.NOT_HELPFUL})
    yield "tapped-not-helped", finish(not_yet, "again", tapped=Tapped.NOT_HELPED)
    yield "answer-rated", cards.answer(helped, helped.answers[0], names, nonce)
    final = finished(said, **poor | {"reported": True})
    yield "finished-final", finish(final, "close", outcomes.Verdict.FINAL)
    end = finished(said)
    yield "thanks", cards.thanks(end, end.answers[0], names)
    quiet = finished(said, thanks="", minutes_saved=None)
    yield "thanks-rating-only", cards.thanks(quiet, quiet.answers[0], names)


def _closing(said: Said) -> Iterator[tuple[str, Drawn]]:
    there, names = answered(said), said.names
    yield "reminder", cards.remind(there, names)
    yield "reminder-noted", cards.remind(finished(said), names)
    yield "reminder-unnamed", cards.remind(replace(there, anonymous=True), names)
    yield "thanks-asked", shown(outcomes.SolvedAsked(thread=there, names=names))
    yield "answer-rests", cards.answer(there.presume(MORNING), given(said), names, "nonce-1")


def _drafts(said: Said) -> Iterator[tuple[str, Drawn]]:
    yield (
        "done",
        shown(outcomes.Done(title=texts.TITLES["answer_sent"], sentence=texts.SAY["answer_sent"])),
    )
    one, several = draft(said), draft(said, said.question, said.line)

    def which(*threads: Thread, me: PersonId) -> Drawn:
        drawn = outcomes.WhichShown(
            draft=draft(said, said.line), threads=threads, me=me, names=said.names
        )
        return shown(drawn)

    yield "draft-several", shown(outcomes.DraftShown(draft=several))
    yield "draft-attachment", shown(outcomes.DraftShown(draft=one, attachment=True))
    yield "draft-attachment-several", shown(outcomes.DraftShown(draft=several, attachment=True))
    yield "draft-unnamed", shown(outcomes.DraftShown(draft=replace(several, anonymous=True)))
    yield "draft-may-be-unnamed", shown(outcomes.DraftShown(draft=several, hides=True))
    clues = tuple(Clue(hint=each, word=said.skill) for each in Hint)
    warned = outcomes.WarningShown(draft=one, clues=clues)
    yield "warning", shown(warned)
    yield "warning-each", shown(replace(warned, each=True))
    unnamed = replace(taken(said), anonymous=True)
    yield "which-unnamed", which(unnamed, replace(taken(said), id=ThreadId("thread-2")), me=ANA)
    yield "which-mentor", which(taken(said), me=ANA)
    yield "which-learner", which(answered(said), me=LEA)
    yield "which-learner-taken", which(taken(said), me=LEA)
    yield "which-mentor-asked", which(asked(said), me=BEN)
    yield "which-mentor-answered", which(answered(said), me=ANA)
    yield "which-nothing", which(asked(said), me=LEA)
    other = replace(answered(said), id=ThreadId("thread-2"), learner=ANA)
    yield "which-both", which(taken(said), other, me=ANA)
    many = [replace(taken(said), id=ThreadId(f"thread-{number}")) for number in range(6)]
    yield "which-many", which(*many, me=ANA)


def _safety(said: Said) -> Iterator[tuple[str, Drawn]]:
    legal = next(each for each in DEFAULTS if each.id == "legal")
    crisis = next(each for each in DEFAULTS if each.id == "crisis")
    contact = Contact(
        name="Kim Lee", mail="kim@example.com", link="https://example.com/legal", phone="+49 30 1"
    )
    objected = DraftId("draft-1")
    yield "off-limits", shown(outcomes.OffLimitsShown(topic=legal, objection=objected))
    yield (
        "off-limits-contact",
        shown(outcomes.OffLimitsShown(topic=replace(legal, contact=contact), objection=objected)),
    )
    there = {"thread": "thread-1", "posting": "posting-1", "cleared": "legal"}
    unsent = outcomes.Unsent(
        verb="cast", data=there, name="answer", text=said.answer, most=texts.ANSWER_LIMIT
    )
    stopped = outcomes.OffLimitsShown(topic=legal, several=True, unsent=unsent)
    yield "off-limits-cast", shown(stopped)
    name: Any = {"verb": "write_joint", "name": "joint"}
    yield "off-limits-joint", shown(replace(stopped, unsent=replace(unsent, **name)))
    name = {"verb": "object_joint", "name": "objection"}
    yield "off-limits-objection", shown(replace(stopped, unsent=replace(unsent, **name)))
    yield "off-limits-crisis-cast", shown(outcomes.OffLimitsShown(topic=crisis, several=True))
    yield "off-limits-crisis", shown(outcomes.OffLimitsShown(topic=crisis))
    draft_id = DraftId("draft-1")
    yield "reveal-asked", cards.reveal_asked(draft_id, said.question, said.why_not, said.reason)
    yield "off-limits-edit", shown(outcomes.OffLimitsShown(topic=legal, stays=True))
    made = Report(
        id=ReportId("report-1"),
        thread=ThreadId("thread-1"),
        about=About.ANSWER,
        item="answer-1",
        reporter=LEA,
        reported=ANA,
        words=said.answer,
        at=NOW,
        kept_until=NOW,
    )
    yield "moderate", cards.moderate(made.id, 1)
    yield "moderate-several", cards.moderate(made.id, 3)
    yield "report", shown(outcomes.ReportShown(report=made, names=said.names, waiting=2))
    over = replace(made, ruling=Ruling.REMOVE)
    yield "report-decided", shown(outcomes.ReportShown(report=over, names=said.names, waiting=0))


def _similar(said: Said) -> Iterator[tuple[str, Drawn]]:
    waiting = draft(said, said.line)
    rated = finished(said)
    first = outcomes.Past(thread=rated, answer=rated.answers[0])
    by_ben = replace(given(said), id=AnswerId("answer-2"), mentor=BEN)
    second = outcomes.Past(thread=replace(answered(said), id=ThreadId("thread-2")), answer=by_ben)
    known = {who: name for who, name in said.names.items() if who != BEN}  # Ben is forgotten
    weeks = NOW + timedelta(days=20)

    def similar(*past: outcomes.Past) -> Drawn:
        shown_before = outcomes.SimilarShown(draft=waiting, past=past, names=known, now=weeks)
        return cards.similar(shown_before)

    solved = outcomes.SolvedShown(
        draft=waiting, past=first, names=known, now=weeks, asked_again=True
    )
    yield "similar", similar(first)
    before = outcomes.SimilarShown(draft=waiting, past=(first,), names=known, now=weeks)
    yield "similar-may-be-unnamed", cards.similar(replace(before, hides=True))
    unnamed = replace(before, draft=replace(waiting, anonymous=True), hides=True)
    yield "similar-unnamed", cards.similar(unnamed)
    yield "similar-several", similar(first, second)
    yield "similar-gone", similar()
    before = outcomes.SimilarShown(
        draft=waiting, past=(first,), names=known, now=weeks, wait=usual(asking=True)
    )
    yield "similar-wait", cards.similar(before)
    yield "solved", shown(solved)
    yield "solved-for-good", shown(replace(solved, asked_again=False))
    yield "check", cards.check(solved)


def _elsewhere(said: Said) -> Iterator[tuple[str, Drawn]]:
    place = Place(
        kind="channel", service_url="https://x", conversation="19:c", user="29:l", bot="28:b"
    )
    here = replace(place, here=True)
    me = person(name=said.names[LEA], reachable=True)
    empty = outcomes.DialogShown(
        question="", quote=said.question, question_max=280, quote_max=200, choice=True
    )
    told = outcomes.AskedElsewhere(how="asked", me=me, bot="28:b")
    in_channel = replace(asked(said), place=place)
    back = replace(asked(said), place=here)
    offered = outcomes.OfferShown(thread=back, offer=back.offers[0], names=said.names, zone=ZONE)
    yield "dialog", shown(empty)
    yield "dialog-cut", shown(replace(empty, quote="A long message. " * 30))
    too_long = replace(empty, question=said.line, here=True, notice=texts.too_long(281, 280))
    yield "dialog-refused", shown(too_long)
    yield "asked-elsewhere", shown(replace(told, thread=in_channel))
    yield "asked-elsewhere-here", shown(replace(told, thread=back))
    unknown = replace(me, reachable=False)
    yield "asked-elsewhere-unknown", shown(replace(told, me=unknown, thread=in_channel))
    yield "offer-posted", cards.offer(offered)
    yield "posted", cards.posted(back, given(said), said.names, by_name=False)
    yield "posted-named", cards.posted(back, given(said), said.names, by_name=True)


POSTED = PostingId("posting-1")


def in_a_channel(said: Said, *answered: PersonId) -> Thread:
    """The question in a channel where three are waited for, with some answers sealed."""
    there = Posting(id=POSTED, source=Source.CROWD, place="channel", rung=2, due=NOW, answers=3)
    thread = asked(said).rung_over().post(there, NOW + LOCK)
    for number, who in enumerate(answered):
        offer = Offer(id=OfferId(f"crowd-{who}"), mentor=who, rung=2, due=NOW)
        answer = Answer(
            id=AnswerId(f"crowd-answer-{who}"),
            offer=offer.id,
            mentor=who,
            text=said.answer if number else said.back,
            at=LATER,
            standing=0.6 + number / 10,
        )
        thread = cast(thread, POSTED, offer, answer, LATER)
    return thread


def _crowd(said: Said) -> Iterator[tuple[str, Drawn]]:
    def there(thread: Thread) -> Drawn:
        return cards.in_channel(thread, thread.postings[0], said.names, ZONE, NOW)

    def own(thread: Thread, who: PersonId, notice: str = "") -> Drawn:
        shown_to = outcomes.OwnShown(
            thread=thread, posting=POSTED, me=who, names=said.names, notice=notice
        )
        return shown(shown_to)

    def combined(thread: Thread, **changes: str) -> Drawn:
        usual = {"nonce": "nonce-1", **changes}
        return shown(
            outcomes.CombinedShown(thread=thread, posting=POSTED, names=said.names, **usual)
        )

    sealed = in_a_channel(said, ANA)
    opened = unseal(in_a_channel(said, ANA, BEN, CHLOE), LATER)
    ana, ben = AnswerId("crowd-answer-ana"), AnswerId("crowd-answer-ben")
    agreed = stand(stand(opened, CHLOE, ben), ANA, ana)
    please = ask_joint(opened, ben, LATER)
    joint = write_joint(please, BEN, said.answer, LATER)
    judged = judge_joint(judge_joint(joint, ANA, LATER), CHLOE, LATER, said.why_not)
    rated = agreed.rate(ana, rating=Rating.GREAT, minutes_saved=15, thanks="")
    yield "channel", there(in_a_channel(said))
    yield "channel-sealed", there(sealed)
    yield "channel-opened", there(opened)
    yield "channel-over", there(sealed.cancel(LATER))
    yield "channel-status", cards.status(sealed, said.names, ZONE, NOW, {}, 30)
    soon = in_a_channel(said)
    soon = replace(soon, postings=(replace(soon.postings[0], due=LATER),))
    standing = (said.names, ZONE, NOW, {}, 30)
    for name, thread, due in (
        ("ahead", asked(said), None),
        ("soon", soon, LATER),
        ("now", in_a_channel(said), NOW),
        ("unnamed", replace(soon, anonymous=True), LATER),
    ):
        channel = outcomes.InChannel(name="Excel help", due=due)
        yield f"channel-status-{name}", cards.status(thread, *standing, channel=channel)
    room = outcomes.InChannel(name="Excel help")
    yield "channel-status-taken", cards.status(taken(said), *standing, channel=room)
    topics = outcomes.Topics(offered={SkillId("excel"): "Excel"})
    nowhere = outcomes.InChannel(name="")
    yield (
        "channel-status-manager",
        cards.status(asked(said), *standing, topics, "Kim Lee", channel=nowhere),
    )
    yield "channel-taken-out", there(keep_out(in_a_channel(said)))
    yield "own-sealed", own(sealed, ANA)
    yield "own-opened", own(agreed, CHLOE, texts.SAY["stance_kept"])
    yield "own-joint-please", own(please, BEN)
    yield "own-joint-check", own(joint, CHLOE)
    yield "own-joint-confirmed", own(judged, ANA)
    yield "own-joint-written", own(judged, BEN)
    yield "combined", combined(agreed)
    yield "reminder-several", cards.remind(opened, said.names)
    yield "combined-one", combined(unseal(sealed, sealed.rung_ends or LATER))
    yield "combined-early", combined(unseal(sealed, LATER))
    yield "combined-joint-asked", combined(please, notice=texts.joint_asked(said.names[BEN]))
    yield "combined-joint", combined(judged)
    finished = outcomes.Finished(
        thread=rated,
        answer=rated.answers[-1],
        next="keep",
        names=said.names,
        nonce="nonce-1",
    )
    yield "combined-rated", shown(finished)
    sent = outcomes.FollowedUp(
        thread=agreed, names=said.names, me=LEA, to=BEN, nonce="nonce-1", unsent=said.line
    )
    yield "combined-line", shown(sent)
    yield "combined-line-waits", shown(replace(sent, unsent="", waits=True))
