"""Cards of what was answered before: instead of asking anybody, and a day later."""

from microsoft_teams.cards import Action, CardElement, Container

from teams_bot import texts
from teams_bot.cards import words
from teams_bot.cards.drawn import Drawn, drawn
from teams_bot.cards.elements import button, glimpse, heading, label, line, named, quoted, written
from teams_bot.cards.waits import waits
from teams_bot.outcomes import Past, SimilarShown, SolvedShown


def similar(shown: SimilarShown) -> Drawn:
    """Show answers to similar questions; nobody is asked before a press."""
    say, data = words.SAY, {"question": shown.draft.id}
    body: list[CardElement] = [heading(say["similar"]), quoted(shown.draft.text)]
    how = say["similar_how" if shown.past else "similar_gone"]
    body.append(line(how, subtle=True))
    unnamed = shown.draft.anonymous
    body += [line(say["anonymous"])] if unnamed else []
    actions: list[Action] = []
    several = len(shown.past) > 1
    for number, past in enumerate(shown.past, 1):
        place = number if several else None
        items = [*([label(words.answer(number))] if several else []), *_past(shown, past)]
        body.append(Container(items=items, separator=True, spacing="Large"))
        ids = {**data, "entry": past.answer.id}
        actions.append(button(words.solved_it(place), "solved", ids))
    body += waits(shown.wait)
    actions.append(button(words.BUTTON["ask_anyway"], "ask", data))
    if shown.hides and not unnamed:
        actions.append(button(words.BUTTON["ask_unnamed"], "ask_anonymously", data))
    return drawn(f"{say['similar']}: {glimpse(shown.draft.text)}", body, actions)


def solved(shown: SolvedShown) -> Drawn:
    """Keep the answer in view, and the way to people."""
    say = words.SAY
    body: list[CardElement] = [heading(say["solved"]), *_solved(shown)]
    if shown.asked_again:
        body.append(line(say["solved_again"], subtle=True))
    ask = button(words.BUTTON["ask_after_all"], "ask", {"question": shown.draft.id})
    return drawn(f"{say['solved']}: {glimpse(shown.draft.text)}", body, [ask])


def check(shown: SolvedShown) -> Drawn:
    """Ask once, later, whether an answer truly was enough."""
    title, data = words.SAY["check"], {"question": shown.draft.id}
    body: list[CardElement] = [heading(title), *_solved(shown)]
    yes = button(words.BUTTON["confirm"], "confirm", data, style="positive")
    no = button(words.BUTTON["not_enough"], "ask", data)
    return drawn(f"{title} {glimpse(shown.draft.text)}", body, [yes, no])


def _solved(shown: SolvedShown) -> list[CardElement]:
    asked = written(shown.draft.text, lead=words.SAY["you_asked"])
    return [*asked, Container(items=_past(shown, shown.past), separator=True, spacing="Large")]


def _past(shown: SimilarShown | SolvedShown, past: Past) -> list[CardElement]:
    """Draw a past question, the answer, and whose it is."""
    asked = words.asked_ago(texts.ago(past.thread.created, shown.now))
    rating = None if past.answer.rating is None else texts.RATINGS[past.answer.rating]
    ago = texts.ago(past.answer.at, shown.now)
    who = words.answered_ago(named(shown.names, past.answer.mentor), ago, rating)
    return [
        *written(past.thread.text, lead=asked),
        quoted(past.answer.text, style="good"),
        line(who, subtle=True),
    ]
