"""Which action an intent goes to: one line a case."""

from typing import Final, assert_never

from storage.change import Person
from teams_bot import intents, texts
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
from teams_bot.actions.greet import greet
from teams_bot.actions.install import install
from teams_bot.actions.join import join
from teams_bot.actions.join_answers import join_answers
from teams_bot.actions.judge_joint import judge
from teams_bot.actions.keep_asking import keep_asking
from teams_bot.actions.keep_inside import keep_inside
from teams_bot.actions.keep_out import keep_out_of_channel
from teams_bot.actions.look_at_report import look_at_report
from teams_bot.actions.my_effect import my_effect
from teams_bot.actions.my_questions import my_questions
from teams_bot.actions.my_skills import my_skills
from teams_bot.actions.not_about_that import not_about_that
from teams_bot.actions.pass_on import pass_on
from teams_bot.actions.pause import pause
from teams_bot.actions.pick_up import pick_up
from teams_bot.actions.report import report
from teams_bot.actions.rest_two_weeks import rest_two_weeks
from teams_bot.actions.resume import resume
from teams_bot.actions.reveal import reveal
from teams_bot.actions.rooms import room_left, room_seen
from teams_bot.actions.see_answers import see_answers
from teams_bot.actions.set_digest import set_digest
from teams_bot.actions.set_skills import set_skills
from teams_bot.actions.show_help import show_help
from teams_bot.actions.solved import solved
from teams_bot.actions.stand import agree
from teams_bot.actions.stay_out import stay_out
from teams_bot.actions.stop_asking import stop_asking
from teams_bot.actions.take import take
from teams_bot.actions.tap import tap
from teams_bot.actions.uninstall import uninstall
from teams_bot.actions.write_joint import write
from teams_bot.intents import Arrival, Intent
from teams_bot.off_limits import refuse_suspended, stopped, unsealed
from teams_bot.outcomes import Decision, Told
from teams_bot.services import Services

SPEAKING: Final = (  # what nobody does who is suspended; of a message, `ask` decides
    *(intents.AskDraft, intents.Edit, intents.Take, intents.AnswerIt, intents.FollowUpIt),
    *(intents.NotAboutThat, intents.PickUp, intents.Cast, intents.Agree),
    *(intents.JoinAnswers, intents.WriteJoint, intents.JudgeJoint),
)


async def decide(  # noqa: C901, PLR0911, PLR0912, PLR0915 - one line a case
    services: Services, me: Person, arrival: Arrival, intent: Intent
) -> Decision:
    """Read and think, as the intent wants."""
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
        case intents.MyEffect():
            return await my_effect(services, me)
        case intents.MySkills():
            return await my_skills(services, me)
        case intents.Pause(until=until):
            return await pause(services, me, until)
        case intents.Resume():
            return await resume(services, me)
        case intents.ForgetMe(draft=draft):
            return await forget(services, me, draft)
        case intents.Pleasantry(thanks=thanks):
            return await greet(services, me, thanks=thanks, alone=arrival.personal)
        case intents.NotACommand(text=text):
            stop = await stopped(services, me, intents.Say(text=text))
            if stop is not None:
                return stop
            return Decision(outcome=Told(sentence=texts.not_a_command(text)))
        case intents.Elsewhere():
            return Decision(outcome=Told(sentence=texts.SAY["elsewhere"]))
        case intents.Join():
            return await join(services, me)
        case intents.StayOut():
            return await stay_out(services, me)
        case intents.KeepAsking():
            return await keep_asking(services, me)
        case intents.RestTwoWeeks():
            return await rest_two_weeks(services, me)
        case intents.StopAsking():
            return await stop_asking(services, me)
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
        case intents.PickUp(thread=thread):
            return await pick_up(services, me, thread, arrival.pressed)
        case intents.PassOn():
            return await pass_on(services, me, intent)
        case intents.AnswerIt():
            return await answer(services, me, intent)
        case intents.FollowUpIt():
            return await follow_up(services, me, intent)
        case intents.Finish():
            return await finish(services, me, intent, arrival.pressed)
        case intents.Tap():
            return await tap(services, me, intent, arrival.pressed)
        case intents.SetSkills(skills=skills, asked=asked, manager=manager, digest=once):
            return await set_skills(
                services, me, skills, asked=asked, manager=manager, digest=once
            )
        case intents.SetDigest(on=on):
            return await set_digest(services, me, on=on)
        case intents.KeepOut(thread=thread):
            return await keep_out_of_channel(services, me, thread)
        case intents.KeepInside(thread=thread):
            return await keep_inside(services, me, thread)
        case intents.NotAboutThat(draft=draft):
            wish, opened = await unsealed(services, me, draft)
            return not_about_that(await ask(services, me, wish), opened)
        case intents.ReportIt():
            return await report(services, me, intent)
        case intents.RevealIt():
            return await reveal(services, me, intent)
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
