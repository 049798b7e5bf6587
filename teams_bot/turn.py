"""One turn: decide, draw, commit, tell; again when somebody was faster.

Everything that arrives goes through `turn`; timers go through `carry_out`. Actions read and think,
this is where their decision is written, once, and where its reply is kept for a re-sent press.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from storage.change import Change, Committed, Duplicate, Faster, Job, Person, Receipt, Unconfirmed
from storage.commit import Cause
from teams_bot import cards, intents, texts
from teams_bot.actions.allow_manager import allow_manager
from teams_bot.actions.answer import answer
from teams_bot.actions.answer_here import answer_here
from teams_bot.actions.ask import ask
from teams_bot.actions.ask_draft import ask_draft
from teams_bot.actions.block import block
from teams_bot.actions.cancel import cancel
from teams_bot.actions.cast import cast_answer
from teams_bot.actions.choose_topics import choose_topics
from teams_bot.actions.confirm import confirm
from teams_bot.actions.console import console
from teams_bot.actions.decide_report import decide_report
from teams_bot.actions.delete import delete
from teams_bot.actions.drop_draft import drop_draft
from teams_bot.actions.edit import edit
from teams_bot.actions.finish import finish
from teams_bot.actions.follow_up import follow_up
from teams_bot.actions.forget import forget
from teams_bot.actions.install import install
from teams_bot.actions.join import join
from teams_bot.actions.join_answers import join_answers
from teams_bot.actions.judge_joint import judge
from teams_bot.actions.keep_inside import keep_inside
from teams_bot.actions.look_at_report import look_at_report
from teams_bot.actions.my_questions import my_questions
from teams_bot.actions.my_skills import my_skills
from teams_bot.actions.not_about_that import not_about_that
from teams_bot.actions.open_dialog import open_dialog, refused
from teams_bot.actions.pass_on import pass_on
from teams_bot.actions.pause import pause
from teams_bot.actions.report import report
from teams_bot.actions.resume import resume
from teams_bot.actions.rooms import room_left, room_seen
from teams_bot.actions.see_answers import see_answers
from teams_bot.actions.set_skills import set_skills
from teams_bot.actions.show_help import show_help
from teams_bot.actions.solved import solved
from teams_bot.actions.stand import agree
from teams_bot.actions.take import take
from teams_bot.actions.uninstall import uninstall
from teams_bot.actions.write_joint import write
from teams_bot.cards.drawn import Drawn
from teams_bot.intents import Arrival, Intent
from teams_bot.off_limits import refuse_suspended, stopped, unsealed
from teams_bot.outcomes import Decision, NotAllowed, Told
from teams_bot.postings import has_room
from teams_bot.services import Services, within

ATTEMPTS: Final = 20
PAUSE_SECONDS: Final = 0.01
PRESSED_AGAIN: Final = timedelta(seconds=30)  # Teams re-sends a press within 5 to 15 s
CARD: Final = "application/vnd.microsoft.card.adaptive"
SPEAKING: Final = (  # what nobody does who is suspended; of a message, `ask` decides
    *(intents.AskDraft, intents.Edit, intents.Take, intents.AnswerIt, intents.FollowUpIt),
    intents.NotAboutThat,
)
MESSAGE: Final = "application/vnd.microsoft.activity.message"

log = logging.getLogger(__name__)


async def turn(services: Services, raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Handle one admitted activity; give the body of the reply to an invoke.

    The same activity, or the same press re-sent under a new id, gives the reply it got first; the
    same press later on is a press, and gives the card as it stands then.
    Raises `Unconfirmed` when the database did not say that it is kept.
    """
    arrival, intent = intents.arrival(raw), intents.read(raw)
    if isinstance(intent, intents.Ignore):
        return None
    if isinstance(intent, intents.OpenDialog):  # changes nothing: there is nothing to keep
        return _body(cards.reply(await open_dialog(services, intent)), arrival)
    keys = _keys(raw, arrival, services.now())
    async with services.alone(arrival.person), _in_turn(services, intent):
        for attempt in range(ATTEMPTS):
            async with services.room:
                written = await _once(services, arrival, intent, keys)
            if not isinstance(written, Faster):
                services.wake()
                return written.reply
            await asyncio.sleep(PAUSE_SECONDS * attempt)
    raise Unconfirmed("too many others changed the same thing")


@asynccontextmanager
async def _in_turn(services: Services, intent: Intent) -> AsyncIterator[None]:
    """Let a whole channel that presses at once go one after the other: one thread, forty people.

    They would undo each other's transactions until their time is up (measured). Who comes when
    there are enough answers changes nothing, and waits for nobody.
    """
    if not isinstance(intent, intents.Cast):
        yield
        return
    async with services.alone(f"cast:{intent.thread}"):
        if await has_room(services, intent.thread, intent.posting):
            yield
            return
    yield


async def carry_out(
    services: Services, think: Callable[[], Awaitable[Change | None]], cause: Cause
) -> bool:
    """Write what a timer's thinking comes to; False when it was done before or is moot."""
    for attempt in range(ATTEMPTS):
        async with services.room:
            change = await think()
            if change is None:
                return False
            written = await services.store.commit(change, cause, services.now())
        if not isinstance(written, Faster):
            services.wake()
            return isinstance(written, Committed)
        await asyncio.sleep(PAUSE_SECONDS * attempt)
    raise Unconfirmed("too many others changed the same thing")


@dataclass(frozen=True, slots=True)
class _Written:
    reply: Mapping[str, Any] | None


async def _once(
    services: Services, arrival: Arrival, intent: Intent, keys: tuple[str, ...]
) -> _Written | Faster:
    stored = await services.store.person(arrival.person)
    me = _refreshed(stored, arrival)
    try:
        decision = await _decide(services, me, arrival, intent)
    except NotAllowed as no:
        decision = Decision(outcome=await refused(services, intent, str(no)))
    drawn = cards.reply(decision.outcome)
    body = _body(drawn, arrival) if arrival.invoke else None
    private = decision.private
    said = None if drawn is None else _say(services, arrival, drawn, keys[0], private=private)
    spoken = () if arrival.invoke or said is None else (said,)
    whoever = isinstance(intent, intents.RoomSeen | intents.RoomLeft)  # it says nothing of them
    mine = () if whoever else ((stored, decision.me or me),)
    change = replace(
        decision.change,
        people=(*mine, *decision.change.people),
        jobs=(*spoken, *decision.change.jobs),
    )
    receipt = Receipt(person=me.id, keys=(*keys, *decision.keys), reply=None if private else body)
    match await services.store.commit(change, Cause(receipt=receipt), services.now()):
        case Committed():
            return _Written(body)
        case Duplicate(reply=reply):
            log.info("handled before: %s", arrival.kind)
            return _Written(body if reply is None else reply)  # erased: as it stands now
        case Faster() as faster:
            return faster
        case never:
            assert_never(never)


def _refreshed(stored: Person | None, arrival: Arrival) -> Person:
    """Give the person as known, with the address this activity came from."""
    known = stored or Person(id=arrival.person, name=arrival.name)
    if not known.name or known.name == texts.ERASED:
        known = replace(known, name=arrival.name)
    if not arrival.personal:
        return known
    return replace(known, address=arrival.address, reachable=True)


def _keys(raw: Mapping[str, Any], arrival: Arrival, now: datetime) -> tuple[str, ...]:
    """Name the activity, and the effect of a press, so that each is handled once."""
    named: list[Any] = [arrival.address.conversation, arrival.activity, arrival.kind]
    if arrival.kind == "messageUpdate":  # the id is the message's own: each edit is another
        named += [raw.get("text"), raw.get("timestamp")]
    if not arrival.activity:
        named += [raw.get("action"), raw.get("timestamp")]
    effect = intents.effect(raw)
    name = f"effect:{_digest([arrival.person, effect])}"
    again = () if effect is None else within(name, now, PRESSED_AGAIN)
    return (f"arrived:{_digest(named)}", *again)


def _digest(parts: list[Any]) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:40]


def _say(services: Services, arrival: Arrival, drawn: Drawn, key: str, *, private: bool) -> Job:
    return Job(
        key=f"say:{key}",
        kind="say",
        due=services.now(),
        to=arrival.person if arrival.personal else None,
        address=None if arrival.personal else arrival.address,
        payload={"sentence": drawn.summary, "card": drawn.card}
        | ({"private": True} if private else {}),
    )


def _body(drawn: Drawn | None, arrival: Arrival) -> Mapping[str, Any]:
    """Make the body of an invoke's reply: a card in place of the pressed one, or a sentence."""
    if arrival.dialog:
        return _dialog(drawn)
    if drawn is None:
        return {"statusCode": 200, "type": MESSAGE, "value": ""}
    if drawn.card is None:
        return {"statusCode": 200, "type": MESSAGE, "value": drawn.summary}
    return {"statusCode": 200, "type": CARD, "value": drawn.card}


def _dialog(drawn: Drawn | None) -> Mapping[str, Any]:
    """Make the body of a reply in the dialog: it goes on with a card, or ends with a sentence."""
    if drawn is None or drawn.card is None:
        sentence = "" if drawn is None else drawn.summary
        return {"task": {"type": "message", "value": sentence}}
    attached = {"contentType": CARD, "content": drawn.card}
    shown = {"title": drawn.summary, "width": "medium", "height": "large", "card": attached}
    return {"task": {"type": "continue", "value": shown}}


async def _decide(  # noqa: C901, PLR0911, PLR0912, PLR0915 - one line a case
    services: Services, me: Person, arrival: Arrival, intent: Intent
) -> Decision:
    if isinstance(intent, SPEAKING):
        refuse_suspended(services, me)
    match intent:
        case intents.Installed():
            return await install(services, me, arrival.address)
        case intents.Uninstalled():
            return await uninstall(services, me)
        case intents.Say():
            return await ask(services, me, intent)
        case intents.Edit(origin=origin, text=text, anonymous=anonymous):
            return await edit(services, me, origin, text, anonymous=anonymous)
        case intents.Delete(origin=origin):
            return await delete(services, me, origin)
        case intents.Help():
            return await show_help(services, me)
        case intents.MyQuestions():
            return await my_questions(services, me)
        case intents.MySkills():
            return await my_skills(services, me)
        case intents.Pause(until=until):
            return await pause(services, me, until)
        case intents.Resume():
            return await resume(services, me)
        case intents.ForgetMe(draft=draft):
            return await forget(services, me, draft)
        case intents.Pleasantry(thanks=thanks):
            return Decision(outcome=Told(sentence=texts.SAY["thanks" if thanks else "greeting"]))
        case intents.NotACommand(text=text):
            stop = await stopped(services, me, intents.Say(text=text))
            if stop is not None:
                return stop
            return Decision(outcome=Told(sentence=texts.not_a_command(text)))
        case intents.Elsewhere():
            return Decision(outcome=Told(sentence=texts.SAY["elsewhere"]))
        case intents.Join():
            return await join(services, me)
        case intents.AskDraft(draft=draft, each=each, anonymous=anonymous):
            return await ask_draft(services, me, draft, each=each, anonymous=anonymous)
        case intents.DropDraft(draft=draft):
            return await drop_draft(services, me, draft)
        case intents.Solved(draft=draft, entry=entry):
            return await solved(services, me, draft, entry)
        case intents.Confirm(draft=draft):
            return await confirm(services, me, draft)
        case intents.ChooseTopics(thread=thread, skills=skills):
            return await choose_topics(services, me, thread, skills)
        case intents.AllowManager(thread=thread, allowed=allowed):
            return await allow_manager(services, me, thread, allowed=allowed)
        case intents.Cancel(thread=thread):
            return await cancel(services, me, thread)
        case intents.Take():
            return await take(services, me, intent)
        case intents.PassOn():
            return await pass_on(services, me, intent)
        case intents.AnswerIt():
            return await answer(services, me, intent)
        case intents.FollowUpIt():
            return await follow_up(services, me, intent)
        case intents.Finish():
            return await finish(services, me, intent)
        case intents.SetSkills(skills=skills, asked=asked, manager=manager):
            return await set_skills(services, me, skills, asked=asked, manager=manager)
        case intents.KeepInside(thread=thread):
            return await keep_inside(services, me, thread)
        case intents.NotAboutThat(draft=draft):
            wish, opened = await unsealed(services, me, draft)
            return not_about_that(await ask(services, me, wish), opened)
        case intents.ReportIt():
            return await report(services, me, intent)
        case intents.BlockIt():
            return await block(services, me, intent)
        case intents.LookAtReport(report=reported):
            return await look_at_report(services, me, reported)
        case intents.DecideReport():
            return await decide_report(services, me, intent)
        case intents.AnswerHere(thread=thread, here=here):
            return await answer_here(services, me, thread, here=here)
        case intents.RoomSeen():
            return await room_seen(services, intent)
        case intents.RoomLeft():
            return await room_left(services, intent)
        case intents.Console():
            return await console(services, me, pressed=arrival.invoke)
        case intents.Cast():
            return await cast_answer(services, me, intent)
        case intents.SeeAnswers():
            return await see_answers(services, me, intent)
        case intents.Agree():
            return await agree(services, me, intent)
        case intents.JoinAnswers(thread=thread, answer=answer_id):
            return await join_answers(services, me, thread, answer_id)
        case intents.WriteJoint():
            return await write(services, me, intent)
        case intents.JudgeJoint():
            return await judge(services, me, intent)
        case intents.NoSuchVerb() | intents.Ignore() | intents.OpenDialog():
            return Decision(outcome=Told(sentence=texts.SAY["no_such_press"]))
        case never:
            assert_never(never)
