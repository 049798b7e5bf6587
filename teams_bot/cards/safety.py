"""The proper contact, the way to report or block, and the moderator's cards."""

from collections.abc import Mapping
from typing import Final, Literal, assert_never

from microsoft_teams.cards import (
    Action,
    AdaptiveCard,
    CardElement,
    OpenUrlAction,
    ShowCardAction,
)

from matching.off_limits import Contact
from matching.thread import AnswerId, PostingId, Thread
from storage.change import DraftId, Ruling
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    choices,
    field,
    heading,
    label,
    line,
    named,
    quoted,
    written,
)
from teams_bot.outcomes import OffLimitsShown, ReportShown, Unsent

NOTE_CHARS: Final = 500


def off_limits(shown: OffLimitsShown) -> Drawn:
    """Name the proper contact; and the way on, where it may be about something else."""
    say, topic = words.SAY, shown.topic
    title = words.off_limits(texts.plain(topic.label))
    body: list[CardElement] = [heading(title)]
    if topic.sentence:
        body.append(line(texts.plain(topic.sentence)))
    body.append(line(texts.plain(texts.turn_to(topic))))
    body += _ways(topic.contact)
    body.append(line(say[_what_is_kept(shown)], subtle=True))
    actions: list[Action] = []
    if topic.contact.link:
        actions.append(OpenUrlAction(title=words.BUTTON["contact"], url=topic.contact.link))
    if shown.objection is not None:
        data = {"question": shown.objection}
        actions.append(button(words.BUTTON["not_about_that"], "not_about_that", data))
    unsent = shown.unsent
    if unsent is not None:
        label_of = words.SAY["unsent_label"]
        body.append(field(unsent.name, label_of, most=unsent.most, value=unsent.text))
        actions.append(_send(unsent))
    return drawn(f"{title}. {texts.turn_to(topic)}", body, actions)


def _send(unsent: Unsent) -> Action:
    title, data = words.BUTTON["send_all_the_same"], unsent.data
    match unsent.verb:
        case "cast":
            return button(title, "cast", data)
        case "write_joint":
            return button(title, "write_joint", data)
        case "object_joint":
            return button(title, "object_joint", data)
        case _ as never:
            assert_never(never)


def _what_is_kept(shown: OffLimitsShown) -> str:
    if shown.objection is not None:
        return "off_limits_other"
    if shown.several:
        return "off_limits_several" if shown.unsent is None else "off_limits_unsent"
    return "off_limits_stays" if shown.stays else "off_limits_nobody"


def _ways(contact: Contact) -> list[CardElement]:
    given = [each for each in (contact.mail, contact.phone) if each]
    return written("\n".join(given)) if given else []


def report_fold(
    thread: Thread, *, answer: AnswerId | None = None, said: str = ""
) -> ShowCardAction:
    """Draw the way to report or block, folded: the press inside is the confirmation.

    Without an answer or a line it is about the question.
    """
    data: dict[str, str] = {"thread": thread.id}
    if answer is not None:
        data["answer"] = answer
    if said:
        data["line"] = said
    report = button(words.BUTTON["report"], "report", data, style="destructive", inputs="none")
    block = button(words.BUTTON["block"], "block", data, inputs="none")
    body: list[CardElement] = [line(words.SAY["report_what"]), line(words.SAY["block_what"])]
    card = AdaptiveCard(body=body, actions=[report, block])
    return ShowCardAction(title=words.BUTTON["report_or_block"], card=card)


def report_there(
    thread: Thread, posting: PostingId, offered: Mapping[str, str] | None = None
) -> ShowCardAction:
    """Draw the same where a question was posted: it is about one of several, or the question."""
    data = {"thread": thread.id, "posting": posting}
    inputs: Literal["none"] | None = None if offered else "none"
    report = button(words.BUTTON["report"], "report", data, style="destructive", inputs=inputs)
    block = button(words.BUTTON["block"], "block", data, inputs=inputs)
    body: list[CardElement] = [line(words.SAY["report_what"]), line(words.SAY["block_what"])]
    if offered:
        missing = words.SAY["report_which_missing"]
        body.insert(0, choices("about", words.SAY["report_which"], offered, missing=missing))
    card = AdaptiveCard(body=body, actions=[report, block])
    return ShowCardAction(title=words.BUTTON["report_or_block"], card=card)


def reveal_asked(draft: DraftId, question: str, login: str, why: str) -> Drawn:
    """Ask somebody whether it is them who wants to be shown who asked a question."""
    title, data = words.SAY["reveal_asked"], {"question": draft}
    body: list[CardElement] = [heading(title), quoted(question)]
    body += written(login, lead=words.SAY["reveal_login"])
    body += written(why, lead=words.SAY["reveal_why"])
    body.append(line(words.SAY["reveal_what"], subtle=True))
    show = button(words.BUTTON["show_who_asked"], "show_who_asked", data)
    deny = button(words.BUTTON["not_me"], "not_me", data, style="destructive")
    return drawn(title, body, [show, deny])


def moderate(report: str, waiting: int) -> Drawn:
    """Tell a moderator that a report waits: a count, and no words of anybody."""
    title = words.reports_wait(waiting)
    look = button(words.BUTTON["moderate"], "moderate", {"report": report}, style="positive")
    return drawn(title, [heading(title), line(words.SAY["moderate_how"])], [look])


def report(shown: ReportShown) -> Drawn:
    """Show the words that were reported, and what may be decided."""
    say, found = words.SAY, shown.report
    title = words.REPORTED[found.about]
    body: list[CardElement] = [heading(title), line(words.by(named(shown.names, found.reported)))]
    body.append(quoted(found.words))
    if found.ruling is not None:
        body.append(label(words.RULINGS[found.ruling]))
        return drawn(title, body)
    rulings: Mapping[str, str] = {each.value: words.RULINGS[each] for each in Ruling}
    body += [
        choices("ruling", say["ruling_label"], rulings, missing=texts.SAY["ruling_how"]),
        field("days", say["days_label"], most=3, long=False),
        field("note", say["note_label"], most=NOTE_CHARS),
        line(words.reports_wait(shown.waiting), subtle=True),
    ]
    send = button(words.BUTTON["decide"], "decide", {"report": found.id}, style="positive")
    return drawn(title, body, [send])
