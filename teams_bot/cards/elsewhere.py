"""Cards outside the personal chat: the dialog, the reply to a mention, the answer there.

Others read the reply and the answer, too: neither names a mentor, unless the rules allow it, and
neither shows what belongs to one person.
"""

from typing import Final

from microsoft_teams.cards import CardElement, SubmitAction

from matching.thread import Answer, Thread
from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import (
    button,
    choices,
    field,
    glimpse,
    heading,
    label,
    line,
    named,
    notice,
    quoted,
    written,
)
from teams_bot.cards.fit import cut
from teams_bot.outcomes import AskedElsewhere, DialogShown, Names

HERE: Final = {"me": "dialog_only_me", "here": "dialog_here"}


def dialog(shown: DialogShown) -> Drawn:
    """Draw the dialog: what is quoted, the question, where the answer goes.

    Dialogs of a message extension send by Action.Submit; no other action is documented for them.
    """
    say = words.SAY
    quote = cut(shown.quote, shown.quote_max)
    body: list[CardElement] = [heading(say["dialog_head"])]
    body.append(notice(shown.notice) if shown.notice else line(say["dialog_what"]))
    asks = words.at_most(say["dialog_question"], shown.question_max)
    body.append(
        field(
            "question",
            asks,
            most=shown.question_max,
            hint=say["dialog_hint"],
            value=shown.question,
        )
    )
    if shown.quote_max:
        quotes = words.at_most(say["dialog_quote"], shown.quote_max)
        body.append(field("quote", quotes, most=shown.quote_max, value=quote))
    if shown.quote_max and len(shown.quote) > shown.quote_max:
        body.append(line(words.was_cut(len(shown.quote), shown.quote_max), subtle=True))
    body.append(line(say["dialog_reads"], subtle=True))
    if shown.choice:
        offered = {key: say[name] for key, name in HERE.items()}
        where = "here" if shown.here else "me"
        body.append(choices("where", say["dialog_where"], offered, value=where))
    send = SubmitAction(title=words.BUTTON["dialog_send"], style="positive")
    return drawn(say["dialog"], body, [send])


def asked_elsewhere(shown: AskedElsewhere) -> Drawn:
    """Say in one short reply what became of a question, and where the answer goes."""
    sentence = texts.asked_elsewhere(shown.how, reachable=shown.me.reachable, add=shown.add)
    thread, title = shown.thread, words.SAY["asked"]
    if thread is None:
        return Drawn(card=None, summary=sentence)
    place = thread.place
    here = [texts.SAY["here_too"]] if place is not None and place.here else []
    whole = " ".join([f"{title}.", sentence, *here])
    if place is None or shown.dialog:
        return Drawn(card=None, summary=whole)
    data = {"thread": thread.id}
    body: list[CardElement] = [heading(title), *(line(each) for each in (sentence, *here))]
    if here:
        return drawn(whole, body, [button(words.BUTTON["only_me"], "only_me", data)])
    return drawn(whole, body, [button(words.BUTTON["here"], "here", data)])


def posted(thread: Thread, answer: Answer, names: Names, *, by_name: bool) -> Drawn:
    """Draw the first answer for the place where it was asked, without the mentor or by name."""
    body: list[CardElement] = [heading(words.SAY["posted"]), quoted(thread.text)]
    who = named(names, answer.mentor) if by_name else words.SOMEBODY
    body += [label(words.answered_by(who)), *written(answer.text)]
    return drawn(f"{words.SAY['posted']}: {glimpse(answer.text)}", body)
