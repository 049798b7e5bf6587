"""The one message a day of somebody who chose it: what waits on their skills."""

from typing import Final

from microsoft_teams.cards import ActionSet, CardElement, Container

from matching.thread import Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import button, glimpse, heading, label, line, notice, quoted
from teams_bot.cards.fit import cut
from teams_bot.outcomes import DigestShown
from teams_bot.texts import LABEL_CHARS, plain

TOPICS_SHOWN: Final = 3


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


def _question(shown: DigestShown, thread: Thread, number: int | None) -> list[CardElement]:
    topics = [
        cut(shown.labels[each], LABEL_CHARS) for each in thread.skills if each in shown.labels
    ]
    about = [words.topics(plain(", ".join(topics[:TOPICS_SHOWN])))] if topics else []
    asked = words.waits_since(texts.lately(thread.created, shown.now))
    take = button(words.pick_up(number), "pick_up", {"thread": thread.id})
    return [
        *([] if number is None else [label(words.question(number))]),
        quoted(thread.text),
        line(" ".join([*about, asked]), subtle=True),
        ActionSet(actions=[take]),
    ]
