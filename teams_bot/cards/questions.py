"""The learner's own cards: how a question stands, and the list of the latest ones."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final

from microsoft_teams.cards import (
    Action,
    CardElement,
    Choice,
    ChoiceSetInput,
    Container,
    ShowCardAction,
)

from matching.sources import Source
from matching.thread import Offer, OfferState, State, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    folded,
    glimpse,
    heading,
    line,
    name_in,
    named,
    once_as_seen,
    quoted,
    said,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.cards.standing import Standing, introduced, shown_in, title_of, told_of
from teams_bot.cards.waits import waits
from teams_bot.outcomes import InChannel, Names, QuestionsShown, StatusShown, Topics, Wait
from teams_bot.texts import plain
from teams_bot.topics import as_value

LISTED_CHARS: Final = 280
NO_TOPICS: Final = Topics()
MOST_BUTTONS: Final = 5  # what every client draws in one row
MAY_CANCEL: Final = frozenset({State.OPEN, State.TAKEN})


def status(  # noqa: PLR0917 - all of it is needed, in this order
    thread: Thread,
    names: Names,
    zone: str,
    now: datetime,
    nobody: Mapping[str, int],
    wait_minutes: int,
    topics: Topics = NO_TOPICS,
    manager: str = "",
    outside: str = "",
    wait: Wait | None = None,
    channel: InChannel | None = None,
    ladder: Collection[Source] = texts.LISTED,
) -> Drawn:
    """Tell a learner how the question stands: who is asked, who has it, what comes next.

    With the name of their `manager` they are asked whether that person may be asked too; with a
    `channel` they read that the question is, or will be, shown there, and may keep it out.
    """
    standing = Standing(thread=thread, names=names, zone=zone, now=now)
    body: list[CardElement] = [heading(title_of(standing, named)), quoted(thread.text)]
    body += [line(words.SAY["anonymous"])] if thread.anonymous else []
    body += introduced(standing)
    body += waits(wait, standing.when)
    body += [line(each) for each in told_of(standing, nobody, wait_minutes, ladder)]
    if topics.named and thread.state in MAY_CANCEL:
        labels = [plain(cut(each, texts.LABEL_CHARS)) for each in topics.named.values()]
        body.append(line(words.topics(", ".join(labels)), subtle=True))
    if channel is not None:
        body += [line(each) for each in shown_in(standing, channel)]
    leaving = _leaving(standing) if outside else []
    if leaving:
        read_already = any(each.due <= now for each in leaving)
        body += written(f"“{outside}”", lead=words.SAY["reads" if read_already else "would_read"])
    data = {"thread": thread.id}
    actions: list[Action] = [
        button(words.BUTTON["cancel"], "cancel", data) for _ in MAY_CANCEL & {thread.state}
    ]
    if leaving:
        actions.append(button(words.BUTTON["inside"], "inside", data))
    if channel is not None and not thread.sealed:
        actions.append(button(words.BUTTON["keep_out"], "keep_out_of_channel", data))
    room = MOST_BUTTONS - len(actions) - (2 if manager else 0)
    if topics.offered and thread.state is State.OPEN and room:  # else a new message names them
        actions.append(_choose(thread, topics))
    if manager and thread.state in MAY_CANCEL:
        body.append(line(words.manager_question(manager), subtle=True))
        actions += [
            button(words.BUTTON["allow_manager"], "allow_manager", data),
            button(words.BUTTON["keep_manager_out"], "keep_manager_out", data),
        ]
    return drawn(f"{title_of(standing, said)}: {glimpse(thread.text)}", body, actions)


def _leaving(standing: Standing) -> list[Offer]:
    """Give the offers that leave the organisation, or have left it and wait for an answer."""
    return [each for each in standing.offers(OfferState.SENT) if each.outside]


def _choose(thread: Thread, topics: Topics) -> ShowCardAction:
    """Unfold the topics a question may be about, its own ones checked."""
    fields: list[CardElement] = [
        line(words.SAY["topics_how"]),
        ChoiceSetInput(
            id="skills",
            label=words.SAY["topics_label"],
            is_multi_select=True,
            style="filtered",
            value=",".join(map(as_value, topics.named)) or None,
            choices=[
                Choice(title=cut(label, texts.LABEL_CHARS), value=as_value(skill))
                for skill, label in topics.offered.items()
            ],
            wrap=True,
        ),
    ]
    send = button(
        words.BUTTON["topics_save"],
        "topics",
        {"thread": thread.id, **once_as_seen(thread)},
        style="positive",
    )
    title = words.BUTTON["topics" if topics.named else "topics_name"]
    return folded(title, fields, send)


def status_after(shown: StatusShown) -> Drawn:
    """Show the question after a press of the learner: nothing of it is planned any more."""
    thread = shown.thread
    now = thread.ended or thread.created
    return status(thread, shown.names, shown.zone, now, {}, 0)


def questions(shown: QuestionsShown) -> Drawn:
    """List the learner's latest questions, each with its state and its newest answer."""
    title = words.SAY["my_questions"]
    if not shown.threads:
        nothing = words.SAY["my_questions_none"]
        return drawn(f"{title}: {nothing}", [heading(title), line(nothing)])
    body: list[CardElement] = [heading(title)]
    body += [_listed(each, shown.names) for each in shown.threads]
    return drawn(f"{title}: {len(shown.threads)}", body)


def _listed(thread: Thread, names: Names) -> Container:
    state = words.state_line(texts.state_of(thread), len(thread.answers))
    items = written(_short(thread.text), bold=True)
    items.append(line(state, subtle=True))
    if thread.answers:
        newest = thread.answers[-1]
        lead = f"{name_in(names, newest.mentor)}:"
        items += written(_short(newest.text), lead=lead, spacing="Small")
    return Container(items=items, separator=True, spacing="Large")


def _short(text: str) -> str:
    return cut(texts.clean(text), LISTED_CHARS)
