# ruff: noqa: E501 - a catalogue: one sentence, one line
"""The catalogue of what people outside the organisation read: mails, and the page of a link."""

from collections.abc import Mapping
from typing import Final

NAME: Final = "[name]"
ADDRESS: Final = "[address]"

MAIL: Final[Mapping[str, str]] = {
    "invite_subject": "May we send you a short question now and then?",
    "invite_what": "The organisation you have a contract with uses Nanomentor: somebody who is stuck asks one short question, and it goes to a person who knows. You are on its list of people outside who may be asked.",
    "invite_how": "If you agree, a question reaches you by mail, only in your hours. You answer on a page, without an account or a password; three minutes are enough. You are not told who asks.",
    "invite_silence": "If you do nothing, you are not asked, and this stays the only mail. You can pause or stop whenever you like.",
    "invite_button": "Say whether you may be asked",
    "offer_says": "Somebody at the organisation you have a contract with asks:",
    "offer_three_minutes": "Three minutes are enough: the first step, or where to look, already helps. If it is not for you, pass it on; if you need peace, pause.",
    "offer_button": "Answer, pass or pause",
    "line_says": "About the question you helped with, they write:",
    "line_button": "Read and reply",
    "stand_down_subject": "Shall we go on asking you?",
    "stand_down_button": "Say whether to go on",
    "thanks_subject": "Your answer helped",
    "thanks_says": "Your answer to this question helped:",
    "thanks_words": "They say:",
    "thanks_button": "See the question",
    "foot_reply": "Replies to this mail are not read; use the link.",
    "foot_bearer": "The link is yours alone: whoever has it can answer in your place, so do not forward it.",
}

PAGE: Final[Mapping[str, str]] = {
    "title_offer": "A short question",
    "title_join": "May you be asked?",
    "asks": "Somebody at the organisation you have a contract with asks:",
    "answer": "Your answer",
    "answer_hint": "Three minutes are enough: the first step, or where to look, already helps.",
    "answer_send": "Send the answer",
    "pass": "Not for me",
    "pass_suggest": "Who would know better? (may stay empty)",
    "pass_reason": "Why is it not for you? (may stay empty)",
    "pass_send": "Pass it on",
    "pause": "Pause or stop",
    "pause_until": "Ask me nothing until this day",
    "pause_send": "Pause",
    "resume_send": "End the pause",
    "leave_says": "You can also stop altogether; the organisation can invite you again.",
    "leave_send": "Ask me nothing any more",
    "passed": "Thank you for telling us",
    "passed_then": "Others have been asked. If you find the time after all, your answer is still welcome.",
    "expired": "Your answer is still welcome",
    "expired_then": "Others are asked meanwhile.",
    "answered": "Thank you, your answer was sent",
    "answered_closed": "Thank you, this question is closed",
    "your_answer": "Your answer:",
    "thanked": "They say thank you:",
    "between": "What you wrote to each other",
    "you": "You",
    "they": "They",
    "add": "Add something",
    "add_send": "Send",
    "join_what": "Somebody at the organisation you have a contract with who is stuck asks one short question, and it goes to a person who knows. It would reach you by mail, only in your hours. You answer on a page like this one. You are not told who asks.",
    "join_yes": "Yes, I may be asked",
    "join_no": "To say no, just close this page: whoever says nothing is not asked.",
    "joined": "Thank you, you may be asked",
    "joined_then": "A short question will reach you by mail now and then, only in your hours.",
    "stand_down": "Shall we go on asking you?",
    "stand_down_what": "The last questions ran out without an answer, which is fine. Until you say so, others are asked.",
    "stand_down_yes": "Yes, ask me",
    "stand_down_rest": "Not for two weeks",
    "left": "You are not asked any more",
    "left_then": "Should you change your mind, you can agree again here.",
    "bearer": "This link is yours alone: whoever has it can answer in your place.",
    "error": "Not sent yet",
}

CLOSED: Final[Mapping[str, tuple[int, str]]] = {
    # status, sentence
    "forged": (404, "This link is not valid."),
    "expired": (
        410,
        "This link has expired. The newest mail about it has one that works, if there is any.",
    ),
    "gone": (410, "This question is no longer here. There is nothing left to do."),
    "no_contract": (
        403,
        "Your contract with the organisation has ended, so nothing can be sent from here. Thank you for your help.",
    ),
    "withdrawn": (
        410,
        "You are not needed for this question any more. Thank you for being ready to help.",
    ),
    "answered": (
        410,
        "Somebody else has answered this question. There is nothing left to do, thank you.",
    ),
    "cancelled": (410, "This question was taken back. There is nothing left to do, thank you."),
    "closed": (410, "This question is closed. There is nothing left to do, thank you."),
    "uninvited": (410, "This invitation is no longer open."),
    "elsewhere": (
        403,
        "Nothing was sent: the form did not come from this page. Open the link and send it from there.",
    ),
    "too_large": (413, "That was too long, so nothing was sent. Go back and shorten it."),
    "no_form": (415, "Nothing was sent: that was not the form of this page."),
    "bad_form": (400, "Nothing was sent: that was not the form of this page."),
    "too_often": (429, "That was too often in a short time. Wait a minute, then try again."),
    "not_saved": (
        503,
        "That was not saved: it took too long. Go back and send it again in a minute.",
    ),
}

SAY: Final[Mapping[str, str]] = {
    "stale": "This page was out of date, so nothing was sent. Your text is still here; send it again.",
    "answered_already": "You have answered already. To add something, send it below.",
    "no_day": "Choose a day.",
}


def offer_subject(question: str) -> str:
    """Head the mail of an offer."""
    return f"A short question: {question}"


def about(labels: str) -> str:
    """Say what a question is about."""
    return f"It is about: {labels}."


def best_before(at: str) -> str:
    """Say until when an answer helps most."""
    return f"An answer helps most before {at}."


def works_until(day: str) -> str:
    """Say how long a link works."""
    return f"The link works until {day}."


def greeting(name: str) -> str:
    """Greet somebody."""
    return f"Hello {name}," if name else "Hello,"


def paused_until(day: str) -> str:
    """Say until when somebody is left in peace."""
    return f"You are asked nothing until {day}."


def busy(offers: int) -> str:
    """Say how often somebody was asked in vain, and that this is fine.

    >>> busy(2)
    'You were asked 2 times and had no time, which is fine. Until you say so, others are asked.'
    """
    times = "once" if offers == 1 else f"{offers} times"
    return f"You were asked {times} and had no time, which is fine. Until you say so, others are asked."
