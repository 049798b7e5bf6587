"""The one message a day of somebody who chose it, and the one after a long silence."""

from typing import Final

from microsoft_teams.cards import Action, ActionSet, CardElement, Container

from matching.thread import Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import button, glimpse, heading, label, line, notice, quoted
from teams_bot.cards.fit import cut
from teams_bot.outcomes import DigestShown, NudgeShown
from teams_bot.texts import LABEL_CHARS, clean, listed, plain

TOPICS_SHOWN: Final = 3
SKILLS_SHOWN: Final = 10


def digest(shown: DigestShown) -> Drawn:
    """Show each question with its topic, its age and one button; nobody who asks is named."""
    say = words.SAY
    said = [notice(shown.notice)] if shown.notice else []
    if not shown.threads:
        title = say["digest_none"]
        body: list[CardElement] = [heading(title), *said, line(say["digest_then"])]
        return drawn(f"{shown.notice} {title}".strip(), body)
    body = [heading(say["digest"]), *said, line(say["digest_how"], subtle=True)]
    several = len(shown.threads) > 1
    for number, each in enumerate(shown.threads, 1):
        items = _question(shown, each, number if several else None)
        body.append(Container(items=items, separator=True, spacing="Large"))
    head = f"{shown.notice} " if shown.notice else ""
    title = f"{head}{say['digest']}: {glimpse(shown.threads[0].text)}"
    return drawn(title, body, [button(words.BUTTON["one_by_one"], "one_by_one", {})])


def nudge(shown: NudgeShown) -> Drawn:
    """Say what somebody is listed for, and ask whether that is still right; it claims no more."""
    say, press = words.SAY, words.BUTTON
    labels = [cut(each, LABEL_CHARS) for each in shown.labels]
    rest = len(labels) - SKILLS_SHOWN
    named = [*labels[:SKILLS_SHOWN], *([words.more(rest)] if rest > 0 else [])]
    title = say["nudge" if labels else "nudge_none"]
    body: list[CardElement] = [heading(title), line(say["nudge_quiet"])]
    actions: list[Action] = []
    if labels:
        body += [line(words.listed_for(listed(named))), line(say["nudge_then"], subtle=True)]
        actions.append(button(press["still_right"], "keep_asking", {}, style="positive"))
    else:
        body.append(line(say["nudge_add"]))
    actions.append(button(press["my_skills"], "my_skills", {}))
    if shown.digests:
        actions.append(button(press["digest"], "digest", {}))
    actions.append(button(press["rest_two_weeks"], "rest_two_weeks", {}))
    actions.append(button(press["stop_asking"], "stop_asking", {}))
    return drawn(f"{title} {say['nudge_quiet']}", body, actions)


def _question(shown: DigestShown, thread: Thread, number: int | None) -> list[CardElement]:
    topics = [
        cut(shown.labels[each], LABEL_CHARS) for each in thread.skills if each in shown.labels
    ]
    about = [words.topics(plain(", ".join(topics[:TOPICS_SHOWN])))] if topics else []
    asked = words.waits_since(texts.lately(thread.created, shown.now))
    take = button(words.pick_up(number), "pick_up", {"thread": thread.id})
    return [
        *([] if number is None else [label(words.question(number))]),
        quoted(clean(thread.text)),  # on one line: ten of them have to fit
        line(" ".join([*about, asked]), subtle=True),
        ActionSet(actions=[take]),
    ]
