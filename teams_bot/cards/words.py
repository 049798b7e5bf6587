# ruff: noqa: E501 - a catalogue: one sentence, one line
"""The catalogue of the cards: headings, labels, buttons and sentences, by name.

Names enter escaped by `elements.named`, or by `elements.spoken` for a summary.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from storage.change import About, Ruling

SOMEBODY: Final = "A colleague"
LATE: Final = "came later"  # of an answer, beside its author's name

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
    "would_read": "Outside the company it would read:",
    "reads": "Outside the company it reads:",
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
    "line_waits": "It reaches them in their working hours.",
    "between": "What you wrote to each other",
    "you": "You",
    "verdict_kept": "Thank you, your rating is kept",
    "verdict_changed": "Your rating is changed",
    "verdict_same": "You have rated this answer already, thank you",
    "tap_label": "Did this solve it?",
    "tapped_helped": "Good to hear that this solved it",
    "tapped_partly": "Noted: it helped in part",
    "tapped_not_helped": "Noted: it did not solve it yet",
    "partly_then": "Write back what is missing, or ask others below.",
    "noted": "Thank you, I have noted what came of it",
    "reminder_how": "One tap is enough. I ask only once.",
    "rests": "I closed this question myself",
    "rests_then": "Nobody had written for a while. If it was not solved, say so on the answer's card, and I ask others.",
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
    "skills_stood_down": "I have stopped asking you for now, as you had no time for the last questions. Press “Yes, ask me”, and I go on.",
    "stand_down_how": "Shall I go on? Until you say so, I ask others.",
    "skills_own": "An import of the organisation's list does not change what you write here.",
    "asked_label": "Questions from colleagues",
    "asked_title": "Colleagues may ask me",
    "digest_label": "How you are asked",
    "digest_title": "Once a day, in one message, instead of one by one",
    "manager_label": "Your own questions",
    "manager_title": "Ask my manager when no colleague answers",
    # my effect
    "effect": "What your help came to",
    "effect_none": "You have not answered a question yet. When you do, you see here what came of it.",
    "effect_people": "People answered:",
    "effect_answers": "Answers given:",
    "effect_given": "Minutes given:",
    "effect_saved": "Minutes saved:",
    "effect_thanks": "Good news and thanks:",
    "effect_hidden": "Not yet",
    "effect_few": "Minutes saved are a sum of what learners said; it is shown from five people on, so that it tells of nobody.",
    "effect_newest": "You were asked very often; this is of the newest questions.",
    "effect_weeks": "Your answers in the week of",
    # once a day
    "digest": "What waits on your skills today",
    "digest_how": "Three minutes are enough: the first step, or where to look, already helps. Nobody minds what you leave.",
    "digest_none": "Nothing else waits on your skills now",
    "digest_then": "If you read a daily digest, the next one comes when something does.",
    # after a long silence
    "nudge": "Is this still right?",
    "nudge_quiet": "You agreed to be asked, and have not had a question from me for a while.",
    "nudge_then": "If it is right, there is nothing to do.",
    "nudge_none": "Nothing is listed for you yet",
    "nudge_add": "Add what you know, and colleagues find you when they are stuck there.",
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
    # the mentoring desk
    "in_digest": "Your question waits for a colleague's daily message",
    "at_desk": "Your question is with the mentoring desk",
    "console": "Your console of the mentoring desk",
    "console_how": "The link below signs you in once. It is for you alone: do not pass it on.",
    "help_desk": "You work at the mentoring desk. Its console shows the questions that wait.",
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
    # safety
    "off_limits_nobody": "Nobody was asked, and what you wrote was not kept.",
    "off_limits_stays": "Nobody saw the change, and it was not kept: your question stays as it was. You can take it back with the button on its card.",
    "off_limits_several": "Several people would have read what you wrote, so it was not sent, and nothing of it was kept.",
    "off_limits_unsent": "Several people would read what you wrote, so it was not sent, and it is kept nowhere but in the field below. If it is about something else, send it from there.",
    "unsent_label": "What you wrote",
    "off_limits_other": "Nobody was asked. If it is about something else, press the button within an hour: until then your words wait under a lock that only this card opens, and after that nothing of them is kept.",
    "reveal_asked": "Somebody on the server asks in your name to be shown who asked this question",
    "reveal_login": "Their login:",
    "reveal_why": "Their reason:",
    "reveal_what": "If it was you, the name is shown here, and to nobody else. Who asked is told later that it was shown to you. If it was not you, say so: it is kept.",
    "report_which": "What is it about?",
    "report_which_missing": "Choose what it is about.",
    "reported_there": "What you did not want to see is not shown here any more.",
    "the_question": "The question",
    "report_what": "Report: a moderator of your organisation sees these words. Nobody is told that it was you, and the two of you are not brought together again.",
    "block_what": "Block: the two of you are not brought together again. Nobody is told.",
    "moderate_how": "Whoever looks at it first decides.",
    "ruling_label": "What do you decide?",
    "days_label": "Days of a suspension (1 to 365)",
    "note_label": "Why? Kept in the log, not shown to either of them (may stay empty)",
    # outside the personal chat
    "dialog": "Ask a mentor",
    "dialog_head": "What stops you?",
    "dialog_what": "A few colleagues who can answer get this question.",
    "asked": "Asked",
    "dialog_question": "Your question",
    "dialog_hint": "One thing, in one or two sentences. May stay empty if the quote is the question.",
    "dialog_quote": "From the message, as colleagues will read it",
    "dialog_reads": "Take out of it what is not meant for others. The author is not named.",
    "dialog_where": "Where does the answer go?",
    "dialog_only_me": "Only to me",
    "dialog_here": "To me, and the first one also back to this conversation",
    "posted": "An answer to a question from here",
    "answer_is_posted": "Your answer is also posted where this was asked, where others read it, without your name.",
    "answer_is_posted_named": "Your answer is also posted where this was asked, where others read it, with your name.",
    # in a channel
    "in_channel": "I asked in a channel of your organisation",
    "in_channel_soon": "I am about to ask in a channel of your organisation",
    "taken_out": "This question is not asked here any more",
    "cast_how": "Everybody here may answer once; three minutes are enough.",
    "cast_late": "A late answer is still welcome.",
    "cast_held": "A colleague is on it. If nothing comes of that, you can answer here again.",
    "cast_over": "This question is closed. Thank you for being ready to help.",
    "own_sealed": "Your answer is sealed until the others are in. Nobody sees it before, and you see theirs then.",
    "others": "The other answers",
    "agree_label": "Do the others agree? Whose answer says the same as yours?",
    "you_stand": "You said that your answer stands.",
    "joint_please": "The learner asks you for one answer for all",
    "joint_how": "Write what you would say together. The others confirm it, or say what they have against it.",
    "joint_field": "The joint answer",
    "joint_yours": "The others are asked to confirm your joint answer.",
    "joint_you_confirmed": "You confirmed the joint answer.",
    "objection_label": "What is wrong with it? (only to object)",
    "which_answer": "Which answer is it about?",
    "ordered": "Ordered by how helpful each one's answers on this topic were so far.",
    "nobody_confirmed": "Nobody has confirmed it yet.",
}

BUTTON: Final[Mapping[str, str]] = {
    "dialog_send": "Ask",
    "here": "Post the first answer here, too",
    "only_me": "Only to me, after all",
    "join": "Yes, I may be asked",
    "stay_out": "No, thanks",
    "keep_asking": "Yes, ask me",
    "rest_two_weeks": "Not for two weeks",
    "stop_asking": "No more questions",
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
    "helped": "Solved it",
    "partly": "Partly",
    "not_helped": "Not yet, ask others",
    "rate": "Rate and thank",
    "rate_anew": "Change or say thanks",
    "finish": "Send the rating",
    "set_skills": "Save",
    "pick_up": "Answer this one",
    "still_right": "Yes, that is right",
    "my_skills": "See or change my skills",
    "digest": "Once a day, in one message",
    "one_by_one": "Ask me one by one again",
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
    "inside": "Keep it inside the company",
    "keep_out": "Keep it out of the channel",
    "contact": "Open the contact's page",
    "not_about_that": "It is not about that",
    "send_all_the_same": "It is not about that: send it",
    "show_who_asked": "It was me: show me",
    "not_me": "That was not me",
    "report_or_block": "Report or block",
    "report": "Report it",
    "block": "Block only",
    "moderate": "Look at it",
    "decide": "Decide",
    "console": "Get my link to the console",
    "console_open": "Open the console",
    "cast_open": "Answer",
    "cast": "Send my answer",
    "see_answers": "I answered: show me the answers",
    "agree": "It says the same as mine",
    "stand_by": "I stand by mine",
    "join_answers": "Ask its author for a joint answer",
    "write_joint": "Send the joint answer",
    "confirm_joint": "I confirm it",
    "object_open": "I object",
    "object_joint": "Send my objection",
    "rate_one": "Rate an answer",
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
    **NEXT,
}


REPORTED: Final[Mapping[About, str]] = {
    About.QUESTION: "A question was reported",
    About.ANSWER: "An answer was reported",
    About.LINE: "A line was reported",
    About.THANKS: "Words of thanks were reported",
    About.JOINT: "A joint answer was reported",
    About.OBJECTION: "An objection was reported",
}

RULINGS: Final[Mapping[Ruling, str]] = {
    Ruling.KEEP: "Leave the words where they are",
    Ruling.REMOVE: "Remove the words",
    Ruling.WARN: "Warn whoever wrote them",
    Ruling.SUSPEND: "Suspend whoever wrote them",
}


def off_limits(label: str) -> str:
    """Say that a question belongs elsewhere."""
    return f"This may be about {label}"


def reports_wait(number: int) -> str:
    """Say how many reports wait."""
    return (
        "1 report waits for a decision."
        if number == 1
        else f"{number} reports wait for a decision."
    )


def by(name: str) -> str:
    """Say who wrote something."""
    return f"Written by {name}."


def _inside(name: str) -> str:
    """Give a name for the middle of a sentence."""
    return f"{name[:1].lower()}{name[1:]}" if name == SOMEBODY else name


def busy(offers: int) -> str:
    """Tell somebody how often they were asked in vain.

    >>> busy(2), busy(5)
    ('I asked you twice and you were busy', 'I asked you 5 times and you were busy')
    """
    times = {1: "once", 2: "twice"}.get(offers, f"{offers} times")
    return f"I asked you {times} and you were busy"


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


def written_then(name: str, at: str) -> str:
    """Say who outside the company is asked by mail, and when."""
    return f"{name} works outside the company and is asked by mail {'at' if at[:1].isdigit() else 'on'} {at}."


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


def read_at(at: str, ends: str) -> str:
    """Say when somebody who is asked once a day reads a question, and until when it waits."""
    who = "Who may know this chose to be asked once a day"
    return f"{who}, next {'at' if at[:1].isdigit() else 'on'} {at}. I tell you by {ends} if nobody took it."


def desk_opens(at: str) -> str:
    """Say when the mentoring desk opens."""
    return f"The desk opens {'at' if at[:1].isdigit() else 'on'} {at}; your question waits there."


def taken_at_desk(name: str) -> str:
    """Say who of the mentoring desk works on a question."""
    return f"{name} of the mentoring desk has taken your question"


def link_until(minutes: str) -> str:
    """Say how long a link works."""
    return f"It works for {minutes}. Later write “console” for a new one."


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


def did_solve(names: Sequence[str]) -> str:
    """Ask whether an answer was enough."""
    if len(names) == 1:
        return f"Did {_inside(names[0])}'s answer solve it?"
    return f"Did one of the {len(names)} answers solve it?"


def welcome_did_solve(names: Sequence[str]) -> str:
    """Reply to thanks, and ask whether an answer was enough."""
    return f"You are welcome. {did_solve(names)}"


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


def question(number: int) -> str:
    """Number a question of a digest."""
    return f"Question {number}"


def pick_up(number: int | None) -> str:
    """Take up a question of a digest, by its number where there are several."""
    return BUTTON["pick_up"] if number is None else f"Answer question {number}"


def listed_for(names: str) -> str:
    """Say what somebody may be asked about."""
    return f"You are listed for {names}."


def more(number: int) -> str:
    """Say how many more there are than are named."""
    return f"{number} more"


def waits_since(ago: str) -> str:
    """Say when a question of a digest was asked."""
    return f"Asked {ago}."


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


def solved_for(name: str) -> str:
    """Say that an answer was enough."""
    return f"Your answer solved it for {_inside(name)}"


def thanked(name: str) -> str:
    """Say that somebody says thanks."""
    return f"{name} says thank you"


def last_days(days: int) -> str:
    """Head the figures of the last so many days."""
    return "1 year" if days > 300 else f"{days} days"  # noqa: PLR2004 - about a year


def answered_so_far(people: int, answers: int) -> str:
    """Sum up a year of help."""
    who = f"{people} {'person' if people == 1 else 'people'}"
    return f"{answers} {'answer' if answers == 1 else 'answers'} to {who} in 12 months"


def unnamed(number: int) -> str:
    """Say how many answers went to people who asked without a name."""
    if number == 1:
        return "1 answer went to somebody who asked without a name; it counts as no person here."
    return (
        f"{number} answers went to people who asked without a name; they count as no people here."
    )


def saved_of(number: int) -> str:
    """Say of how many answers the sum of minutes saved is."""
    return f"Minutes saved in 12 months, as learners said of {number} answers."


def by_week(number: int) -> str:
    """Sum up the picture of the weeks."""
    return f"{number} {'answer' if number == 1 else 'answers'} in 12 weeks."


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
    """Say that nobody else is left to ask, what can be done, and whether an answer may come."""
    can = "Write back what is missing, or send the question again in other words."
    still = " A late answer would still reach you." if late else ""
    return f"I asked everybody I could. {can}{still}"


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


def at_most(title: str, most: int) -> str:
    """Name a field with its limit."""
    return f"{title} (at most {most} characters)"


def was_cut(length: int, most: int) -> str:
    """Say that a quoted message did not fit."""
    return f"The message has {length} characters; only its first {most} are quoted, up to the “…”."


def answered_by(name: str) -> str:
    """Say whose answer follows."""
    return f"{name} answers:"


# ---- in a channel, and the answers from there


def channel_ahead(name: str, *, unnamed: bool) -> str:
    """Say that a question will be posted, should nobody answer before."""
    return f"Should nobody answer, I post it {_whose(unnamed=unnamed)} in {_channel(name)}: colleagues there will see it."


def channel_soon(name: str, when: str, *, unnamed: bool) -> str:
    """Say when a question is posted."""
    return f"I post it {_whose(unnamed=unnamed)} in {_channel(name)} {when}: colleagues there will see it."


def channel_now(name: str, *, unnamed: bool) -> str:
    """Say that a question is posted."""
    return f"It is posted {_whose(unnamed=unnamed)} in {_channel(name)}: colleagues there see it."


def _whose(*, unnamed: bool) -> str:
    return "without your name" if unnamed else "with your name"


def _channel(name: str) -> str:
    return f"the channel {name}" if name else "a channel of your organisation"


def asks_here(name: str) -> str:
    """Say who asks everybody in a channel."""
    return f"{name} has a question for everybody here"


def answered_here(number: int, wanted: int) -> str:
    """Say how many of the answers that are waited for are there.

    >>> answered_here(2, 3), answered_here(5, 3)
    ('2 of 3 answers', '3 of 3 answers, and 2 more')
    """
    more = f", and {number - wanted} more" if number > wanted else ""
    return f"{min(number, wanted)} of {wanted} answers{more}"


def sealed_until(wanted: int, at: str) -> str:
    """Say when the answers are shown, and to whom."""
    many = "the answer is" if wanted == 1 else f"{wanted} answers are"
    return f"What is written stays sealed until {many} in, or until {at}. Then the learner sees it, and those who answered."


def has_yours(name: str) -> str:
    """Say that an answer from a channel was kept."""
    return f"Thank you, {_inside(name)} gets your answer"


def people_answered(number: int) -> str:
    """Say how many people answered a question that was posted."""
    return (
        "One person answered your question"
        if number == 1
        else f"{number} people answered your question"
    )


def quorum(number: int, wanted: int, *, early: bool = False) -> str:
    """Say how many answered of those who were waited for; `early`: before the time was up."""
    if number >= wanted:
        return f"{wanted} of {wanted} answered."
    if early:
        return f"They were opened early: {number} of {wanted} had answered."
    return f"Only {number} of {wanted} answered before the time was up."


def say_the_same(number: int, name: str) -> str:
    """Say how many agree with somebody."""
    return f"{number} {'says' if number == 1 else 'say'} the same as {name}."


def disagrees(name: str) -> str:
    """Name a dissent."""
    return f"{name} disagrees."


def stands(name: str) -> str:
    """Say that somebody keeps to an answer, where no other has more behind it."""
    return f"{name} stands by an answer of their own."


def same_as(name: str) -> str:
    """Name an answer as saying the same."""
    return f"{name}'s answer"


def you_agree(name: str) -> str:
    """Say what somebody said of another answer."""
    return f"You said that {name}'s answer says the same."


def joint_by(name: str) -> str:
    """Head a joint answer."""
    return f"The joint answer, written by {name}"


def joint_asked(name: str) -> str:
    """Say who was asked for a joint answer."""
    return f"{name} is asked for a joint answer."


def confirmed_by(names: str) -> str:
    """Say who confirmed it."""
    return f"Confirmed by {names}."


def objection_of(name: str) -> str:
    """Name an objection."""
    return f"{name}'s objection"


def objects(name: str) -> str:
    """Say who has something against the joint answer."""
    return f"{name} objects:"
