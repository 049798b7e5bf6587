# ruff: noqa: E501 - a catalogue: one sentence, one line
"""The catalogue of the cards: headings, labels, buttons and sentences, by name.

Names enter escaped by `elements.named`, or by `elements.spoken` for a summary.
"""

from collections.abc import Mapping, Sequence
from typing import Final

SOMEBODY: Final = "A colleague"

SAY: Final[Mapping[str, str]] = {
    # welcome and help
    "welcome_what": "Stuck on something small? Write a short question here, and I will find a colleague who knows the answer.",
    "welcome_example": "For example: “How do I keep the first row of an Excel sheet in view?”",
    "help_anonymous": "Begin with “anonymous:” to ask without your name, such as: anonymous: How do I pivot in Excel?",
    "anonymous": "Your name is not shown.",
    "asks_unnamed": "Who asks is not named. Your answer reaches them all the same, and your questions back do too.",
    "warning": "These words could tell that it is you",
    "warning_how": "Nothing has been sent yet. To use other words, write the question again and begin with “anonymous:”.",
    "welcome_help": "Write “help” to see what else I can do.",
    "may_ask": "May colleagues ask you?",
    "welcome_join": "If you agree, you get a short question now and then: only in your working hours, and never more than you have room for.",
    "help": "What I can do",
    "help_ask": "To ask, write your question here in one or two sentences. One question at a time, and the thing that stops you.",
    "help_commands": "You can also write",
    "help_join": "You are not asked yet. If you agree, you get a short question now and then, only in your working hours.",
    # the learner's question
    "looking": "I am looking for somebody to ask",
    "question": "Your question",
    "unanswered": "Nobody has answered yet",
    "unanswered_else": "Nobody else has answered yet",
    "nobody": "There is nobody to ask right now",
    "no_topic": "I recognised no topic, so I ask colleagues who are free; name a skill to reach somebody closer.",
    "closed": "This question is closed",
    "cancelled": "You took this question back",
    "cancelled_then": "Nobody is asked about it any more.",
    "topics_label": "What is it about?",
    "topics_how": "I ask colleagues who know about what you choose here.",
    "my_questions": "Your latest questions",
    "my_questions_none": "You have not asked anything yet. Write a short question here whenever you are stuck.",
    # the mentor's card
    "why_you": "Why you:",
    "three_minutes": "Three minutes are enough: the first step, or where to look, already helps.",
    "take_means": "If you take it, nobody else is asked while you work on it.",
    "yours": "This question is yours",
    "passed": "Thank you for telling me",
    "passed_then": "Others have been asked. If you find the time after all, your answer is still welcome.",
    "passed_answered": "Somebody else has answered. If you know more, your answer is still welcome.",
    "passed_last": "There is nobody else left to ask. If you find the time after all, your answer is very welcome.",
    "passed_closed": "The question has been dealt with.",
    "suggested": "Your hint for the administrators:",
    "your_reason": "Your reason:",
    "expired": "Your answer is still welcome",
    "expired_then": "Others are asked meanwhile.",
    "over": "This question is closed meanwhile",
    "over_then": "There is nothing left to do. Thank you for being ready to help.",
    "withdrawn_answered": "Answered meanwhile, thank you",
    "withdrawn_answered_then": "Somebody else has answered this question. There is nothing left to do.",
    "withdrawn_cancelled": "This question was taken back",
    "withdrawn_cancelled_then": "There is nothing left to do. Thank you for being ready to help.",
    "withdrawn": "You are not needed for this question any more",
    "withdrawn_then": "Thank you for being ready to help.",
    "your_answer": "Your answer",
    # the answer and what follows
    "minutes_label": "Minutes it saved you (may stay empty)",
    "rating_label": "How helpful was this answer?",
    "rating_missing": "Choose how helpful the answer was.",
    "next_label": "What comes next?",
    "thanks_label": "A word of thanks (may stay empty)",
    "reply_label": "Your reply",
    "add_label": "Add something",
    "ask_back_label": "What do you need to know?",
    "send_from_here": "That card was out of date, so nothing was sent. Your text is below; press Send.",
    "send_from_fold": "That card was out of date, so nothing was sent. Your text is kept under “Write back”; press Send there.",
    "between": "What you wrote to each other",
    "you": "You",
    "verdict_kept": "Thank you, your rating is kept",
    "verdict_changed": "Your rating is changed",
    "verdict_same": "You have rated this answer already, thank you",
    "verdict_final": "You reported this answer, so its rating stays",
    "close_then": "The question is closed.",
    "keep_then": "The question stays as it is.",
    "again_then": "I am asking other colleagues now. Their answer will come to you here.",
    "minutes_saved": "Minutes saved",
    "thanks_sent": "Your thanks:",
    "rated": "Rating",
    # skills
    "skills": "What you may be asked about",
    "skills_saved": "Saved.",
    "skills_none": "Nothing is listed yet.",
    "skills_how": "One skill after the other, each with a level from 1 to 5, such as: Excel: 4; Negotiation: 2",
    "skills_label": "Your skills",
    "skills_own": "An import of the organisation's list does not change what you write here.",
    "asked_label": "Questions from colleagues",
    "asked_title": "Colleagues may ask me",
    "manager_label": "Your own questions",
    "manager_title": "Ask my manager when no colleague answers",
    # forget me
    "forget": "Erase what you wrote?",
    "forget_what": "Your questions, answers and lines are erased, with your own list of skills, your pauses and the people you blocked. You will get no more questions. This cannot be undone.",
    "forget_not": "Your entry in the organisation's directory stays with the organisation.",
    "forget_leave": "To keep everything, just leave this card.",
    "blank": "Erased at your wish",
    "blank_then": "There is nothing left to do here.",
    # answered before
    "similar": "This may have been answered already",
    "similar_how": "Nobody was asked yet.",
    "similar_gone": "The answers I found were taken back meanwhile. Nobody was asked yet.",
    "solved": "Good to hear that this solved it",
    "solved_again": "I will ask you once more later whether it truly did.",
    "check": "Did that answer truly solve it?",
    "you_asked": "You asked:",
    # drafts
    "several": "One question, or several?",
    "several_how": "Two short questions are usually answered sooner than one long one. Nothing has been sent yet.",
    "attachment": "I can only pass on words",
    "attachment_how": "Send this text without the file? Nothing has been sent yet.",
    "which": "Is this an answer, a follow-up or a new question?",
    "which_line": "Is this a follow-up or a new question?",
    "which_new": "Is this a new question?",
    "which_how": "Nothing has been sent yet.",
    "which_more": "For another question, use the field on its own card.",
}

BUTTON: Final[Mapping[str, str]] = {
    "join": "Yes, I may be asked",
    "allow_manager": "Yes, if nobody else answers",
    "keep_manager_out": "No, never my manager",
    "cancel": "Take the question back",
    "answer": "Send the answer",
    "answer_now": "Write the answer",
    "answer_after_all": "Answer after all",
    "take": "Take it, answer later",
    "pass": "Not for me",
    "pass_send": "Pass it on",
    "give_back": "Give it back",
    "ask_back": "Ask back",
    "send": "Send",
    "write_back": "Write back",
    "rate": "Rate this answer",
    "rate_anew": "Change my rating",
    "finish": "Send the rating",
    "set_skills": "Save",
    "forget_me": "Erase it all",
    "ask": "Send as a new question",
    "ask_whole": "Send as one question",
    "ask_text": "Send the text",
    "drop": "Do not send",
    "ask_anyway": "Ask somebody anyway",
    "ask_unnamed": "Ask without my name",
    "ask_warned": "Send it without my name anyway",
    "ask_after_all": "Ask somebody after all",
    "confirm": "Yes, it did",
    "not_enough": "No, ask somebody",
    "topics": "Change the topics",
    "topics_name": "Name the topics",
    "topics_save": "Ask about these",
}

PASS_LABELS: Final[Mapping[str, str]] = {
    "suggest": "A hint for the administrators: who would know better? (may stay empty)",
    "reason": "Why is it not for you? (may stay empty)",
}

NEXT: Final[Mapping[str, str]] = {
    "close": "Close the question",
    "again": "Ask other colleagues as well",
    "report": "Close it and report this answer",
    "block": "Close it and do not bring us together again",
}

NEXT_ANEW: Final[Mapping[str, str]] = {
    "keep": "Leave the question as it is",
    **{key: title for key, title in NEXT.items() if key != "again"},
}


def _inside(name: str) -> str:
    """Give a name for the middle of a sentence."""
    return f"{name[:1].lower()}{name[1:]}" if name == SOMEBODY else name


def welcome(name: str) -> str:
    """Greet somebody."""
    return f"Welcome to Nanomentor, {name}" if name else "Welcome to Nanomentor"


# ---- about the learner's question


def joined(names: Sequence[str]) -> str:
    """Join names that are ready for their place.

    >>> joined(["Ana", "Ben", "Chloe"])
    'Ana, Ben and Chloe'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def asked(names: str) -> str:
    """Say who has been asked."""
    return f"Asked {names}"


def planned(names: str) -> str:
    """Say who will be asked."""
    return f"{names} will be asked"


def manager_question(name: str) -> str:
    """Ask whether the learner's manager may be asked."""
    return f"If no colleague answers: may I ask your manager, {name}?"


def asked_then(name: str, at: str) -> str:
    """Say who is asked later, and when."""
    return f"{name} starts work {'at' if at[:1].isdigit() else 'on'} {at}; I will ask then."


def asked_before(names: str) -> str:
    """Say who was asked and has not answered."""
    return f"Asked earlier: {names}."


def others_at(at: str) -> str:
    """Say when others are asked."""
    return f"If nobody reacts by {at}, I will ask others, or tell you that nobody is left."


def others_after(wait: str) -> str:
    """Say after how long others are asked."""
    return f"If nobody reacts within {wait}, I will ask others, or tell you that nobody is left."


def taken_until(at: str) -> str:
    """Say until when somebody holds a question."""
    return f"It is theirs until {at}. If no answer comes by then, I will ask others, or tell you that nobody is left."


def taken(name: str) -> str:
    """Say who works on a question."""
    return f"{name} has taken your question"


def answered(names: str) -> str:
    """Say who answered."""
    return f"{names} answered your question"


def has_answers(number: int) -> str:
    """Say how many answers a question has."""
    return "Your question has an answer" if number == 1 else f"Your question has {number} answers"


def answer_there(names: str) -> str:
    """Say where the answers are."""
    return f"From {names}: see the card below. Please rate what helped you there."


def closed(names: str) -> str:
    """Say who answered a question that is closed."""
    return f"Answered by {names}."


def topics(names: str) -> str:
    """Say what a question is about."""
    return f"About: {names}."


# ---- answered before


def asked_ago(ago: str) -> str:
    """Say when a similar question was asked."""
    return f"Asked {ago}:"


def answered_ago(name: str, ago: str, rating: str | None) -> str:
    """Say who answered it, when, and how that was rated."""
    return f"{name} answered {ago}; " + (f"rated “{rating}”." if rating else "not rated yet.")


def answer(number: int) -> str:
    """Head one of several answers."""
    return f"Answer {number}"


def solved_it(number: int | None) -> str:
    """Name the button that says that an answer is enough."""
    return "This solved it" if number is None else f"Answer {number} solved it"


# ---- to a mentor


def asks(name: str) -> str:
    """Say who asks."""
    return f"{name} has a question for you"


def yours_until(at: str) -> str:
    """Say until when a mentor holds a question."""
    return f"It is yours until {at}. Nobody else will be asked until then."


def on_it(name: str) -> str:
    """Say that somebody else has taken a question."""
    return f"{name} is on it already. If you know the answer as well, it is still welcome."


def you_answered(name: str) -> str:
    """Say that an answer was kept."""
    return f"Thank you, {_inside(name)} has your answer"


def helped(name: str) -> str:
    """Say that an answer helped."""
    return f"Your answer helped {_inside(name)}"


def thanked(name: str) -> str:
    """Say that somebody says thanks."""
    return f"{name} says thank you"


# ---- between the two


def wrote(name: str) -> str:
    """Say who wrote a line."""
    return f"{name} wrote to you"


def sent_to(name: str) -> str:
    """Say that a line was sent."""
    return f"Sent to {_inside(name)}"


def not_sent_to(name: str) -> str:
    """Say that a line was not sent."""
    return f"Not sent to {_inside(name)} yet"


def again_nobody(*, late: bool) -> str:
    """Say that nobody else is left to ask, and whether an answer may still come."""
    return "I asked everybody I could." + (" A late answer would still reach you." if late else "")


def kept_apart(name: str) -> str:
    """Say that two people are not matched any more."""
    return f"The question is closed. You and {name} are not brought together again."


def reported(name: str) -> str:
    """Say that an answer was reported."""
    return f"The answer is reported, and the question closed. You and {name} are not brought together again."


# ---- lists


def state_line(state: str, answers: int) -> str:
    """Say how a question stands, and that only the newest of its answers follows."""
    newest = f" {answers} answers, the newest:" if answers > 1 else ""
    return f"{state[:1].upper()}{state[1:]}.{newest}"


def as_questions(number: int) -> str:
    """Name the button that sends a text as several questions."""
    return f"Send as {number} questions"


def about(name: str, number: int | None) -> str:
    """Head one of the questions a text may belong to."""
    return f"{name} asked" if number is None else f"Question {number}, of {_inside(name)}"


def own(number: int | None) -> str:
    """Head a question of one's own that a text may belong to."""
    return "You asked" if number is None else f"Question {number}, your own"


def as_answer(number: int | None) -> str:
    """Name the button that sends a text as an answer."""
    return "Send as the answer" if number is None else f"Answer question {number}"


def as_follow_up(number: int | None) -> str:
    """Name the button that sends a text as a follow-up."""
    return "Send as a follow-up" if number is None else f"Follow up question {number}"
