"""Cards about the person who reads them: welcome, help, skills, and the way out."""

from typing import Final

from microsoft_teams.cards import Action, CardElement, OpenUrlAction, ToggleInput

from matching.sources import Source
from storage.change import Person
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    NAME_CHARS,
    button,
    field,
    heading,
    label,
    line,
    notice,
    spoken,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.cards.waits import waits
from teams_bot.outcomes import ForgetAsked, HelpShown, SkillsShown
from teams_bot.texts import clean, plain

SKILLS_CHARS: Final = 4000


def welcome(me: Person, *, ask_join: bool, hides: bool = False) -> Drawn:
    """Say what this is, once, and ask whether the person may be asked."""
    say = words.SAY
    name = cut(clean(me.name), NAME_CHARS)
    body: list[CardElement] = [heading(words.welcome(plain(name)))]
    unnamed = ("help_anonymous",) if hides else ()
    body += [
        line(say[each]) for each in ("welcome_what", "welcome_example", *unnamed, "welcome_help")
    ]
    summary = f"{words.welcome(spoken(name))}. {say['welcome_what']}"
    body += [*_joining(say["welcome_join"], ask_join=ask_join), *_at_desk(me)]
    return drawn(summary, body, [*_join(ask_join=ask_join), *_to_console(me)])


def help_card(shown: HelpShown) -> Drawn:
    """Show the commands, and how to ask."""
    say = words.SAY
    body: list[CardElement] = [
        heading(say["help"]),
        line(say["help_ask"]),
        *waits(shown.wait),
        *([line(say["help_anonymous"])] if shown.hides else []),
        label(say["help_commands"]),
    ]
    for each in texts.COMMANDS:
        body += written(each.description, lead=f"{each.title}:", spacing="Small")
    body += _joining(say["help_join"], ask_join=shown.ask_join)
    body += _at_desk(shown.me)
    actions = [*_join(ask_join=shown.ask_join), *_to_console(shown.me)]
    return drawn(f"{say['help']}: {say['help_ask']}", body, actions)


def console(link: str, lasts: str) -> Drawn:
    """Hand somebody of the desk their link to the console."""
    say = words.SAY
    body: list[CardElement] = [heading(say["console"]), line(say["console_how"])]
    body.append(line(words.link_until(lasts), subtle=True))
    opens = OpenUrlAction(title=words.BUTTON["console_open"], url=link, style="positive")
    return drawn(f"{say['console']}: {say['console_how']}", body, [opens])


def skills(shown: SkillsShown) -> Drawn:
    """Show what the person may be asked about, to be edited."""
    say = words.SAY
    me = shown.me
    listed = "; ".join(
        f"{_label(shown.labels[each], each)}: {level}"
        for each, level in me.skills.items()
        if each in shown.labels
    )
    body: list[CardElement] = [heading(say["skills"])]
    if shown.saved:
        body.append(notice(say["skills_saved"]))
    body += [line(say["skills_how"]), line(say["skills_own"], subtle=True)]
    if shown.stood_down:
        body.append(notice(say["skills_stood_down"]))
    if not listed:
        body.append(line(say["skills_none"]))
    body.append(field("skills", say["skills_label"], most=SKILLS_CHARS, value=listed))
    body.append(_switch("asked", say["asked_label"], say["asked_title"], on=me.opted_in))
    if shown.digests:
        body.append(_switch("digest", say["digest_label"], say["digest_title"], on=me.digest))
    if me.manager is not None:
        allowed = bool(me.manager_allowed)
        body.append(_switch("manager", say["manager_label"], say["manager_title"], on=allowed))
    save = button(words.BUTTON["set_skills"], "set_skills", {}, style="positive")
    again = button(words.BUTTON["keep_asking"], "keep_asking", {}, inputs="none")
    head = f"{say['skills_saved']} " if shown.saved else ""
    actions: list[Action] = [save, again] if shown.stood_down else [save]
    return drawn(f"{head}{say['skills']}", body, actions)


def stand_down(offers: int) -> Drawn:
    """Ask somebody who did not react, once, whether to go on asking."""
    title, how = words.busy(offers), words.SAY["stand_down_how"]
    actions: list[Action] = [
        button(words.BUTTON["keep_asking"], "keep_asking", {}, style="positive"),
        button(words.BUTTON["rest_two_weeks"], "rest_two_weeks", {}),
        button(words.BUTTON["stop_asking"], "stop_asking", {}),
    ]
    return drawn(f"{title}. {how}", [heading(title), line(how)], actions)


def _switch(name: str, label: str, title: str, *, on: bool) -> ToggleInput:
    return ToggleInput(
        id=name,
        label=label,
        title=title,
        value="true" if on else "false",
        value_on="true",
        value_off="false",
        wrap=True,
    )


def forget(shown: ForgetAsked) -> Drawn:
    """Ask once more before anything is erased, and say how to leave it."""
    say = words.SAY
    body: list[CardElement] = [heading(say["forget"])]
    body += [line(say[each]) for each in ("forget_what", "forget_not", "forget_leave")]
    data = {"nonce": shown.draft.id}
    erase = button(words.BUTTON["forget_me"], "forget_me", data, style="destructive")
    return drawn(f"{say['forget']} {say['forget_leave']}", body, [erase])


def blank() -> Drawn:
    """Take the place of a card of somebody who was forgotten."""
    say = words.SAY
    title, then = say["blank"], say["blank_then"]
    return drawn(f"{title}: {then}", [heading(title), line(then)])


def _label(text: str, skill: str) -> str:
    """Give the label as long as the list can be read back with it."""
    return skill if {";", ":", "\n"} & set(text) else text


def _at_desk(me: Person) -> list[CardElement]:
    return [line(words.SAY["help_desk"])] if me.source is Source.CALL_CENTRE else []


def _to_console(me: Person) -> list[Action]:
    desk = me.source is Source.CALL_CENTRE
    return [button(words.BUTTON["console"], "console", {})] if desk else []


def _joining(sentence: str, *, ask_join: bool) -> list[CardElement]:
    return [label(words.SAY["may_ask"]), line(sentence)] if ask_join else []


def _join(*, ask_join: bool) -> list[Action]:
    if not ask_join:
        return []
    yes = button(words.BUTTON["join"], "join", {}, style="positive")
    return [yes, button(words.BUTTON["stay_out"], "stay_out", {})]
