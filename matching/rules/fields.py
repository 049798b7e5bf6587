"""Everything an administrator may tune. One field of `Rules` is one rule.

`python -m teams_bot rules show`, the validation and RULES.md are derived from these fields. A rule
that is not here does not exist: an unknown name is refused.
"""

from collections.abc import Mapping
from dataclasses import Field, dataclass, fields
from typing import Any, Final
from zoneinfo import ZoneInfo

from matching.ladder import EXAMPLE, Ladder, ladder_for, parse_ladder, parse_ladders
from matching.rules.kinds import choice, number, share, whole, yes_or_no
from matching.rules.readers import opening_hours, parse_codes, people_named
from matching.skills import SkillId


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The matching rules of one tenant, as one version."""

    question_max_chars: int = whole(
        280, 40, 1000, "Longest question", "Characters a question may have. Short is the point."
    )
    open_questions_max: int = whole(
        100,
        1,
        1000,
        "Open questions per learner",
        "How many questions one learner may have waiting for an answer at once. The default only "
        "stops a flood; lower it where people ask more than they read.",
    )
    ask_without_skill: bool = yes_or_no(
        "Ask without a topic",
        "A question in which no skill is recognised goes to people who helped recently, as many "
        "as the rungs allow. Off: the learner is asked to name a topic, and nobody is asked.",
        default=True,
    )
    ladder: str = choice(
        "2 peer 30; 3 peer 30; manager 60 in hours; 2 contract 240 in hours; call_centre 120; "
        "3 crowd 480",
        f"a ladder such as {EXAMPLE}",
        "Ladder",
        "Whom a question climbs to while nobody answers, rung by rung: how many people, of which "
        "source (peer, manager, contract, call_centre, crowd), and how many minutes they have "
        "before the next rung. `in hours`: minutes count in the hours of those asked only. "
        "`cost 12`: what an answer of the rung costs. A rung with nobody to ask is passed over.",
        parse_ladder,
        explains=True,
    )
    ladders: str = choice(
        "",
        "topics with their ladders such as sap = 1 peer 20; call_centre 60 | tax = crowd 480",
        "Ladders of topics",
        "Topics that have a ladder of their own, with `|` between them. Of several topics of a "
        "question the weightiest counts.",
        parse_ladders,
        explains=True,
    )
    claim_minutes: int = whole(
        30, 1, 480, "Minutes of a claim", "How long a question stays with a mentor who took it."
    )
    ask_consent: bool = yes_or_no(
        "Ask for consent",
        "People are asked only after they agreed. Off: whoever has the app may be asked.",
        default=True,
    )
    open_offers_max: int = whole(
        3,
        1,
        20,
        "Open requests per mentor",
        "How many requests one mentor may hold at once; fewer where the weekly minutes are few.",
    )
    minutes_per_question: int = whole(
        3,
        1,
        60,
        "Minutes of one answer",
        "What one answer is counted as against a mentor's weekly minutes; a request that is still "
        "open holds as many.",
    )
    minutes_per_follow_up: int = whole(
        1,
        0,
        60,
        "Minutes of a line",
        "What one line to a learner after the answer is counted as. 0: nothing.",
    )
    minutes_per_joint_answer: int = whole(
        5,
        0,
        60,
        "Minutes of a joint answer",
        "What a joint answer is counted as for whoever writes it. 0: nothing.",
    )
    default_minutes_per_week: int = whole(
        60, 0, 2400, "Weekly minutes", "Minutes a week for people whose entry says nothing."
    )
    interruptions_per_day: int = whole(
        6,
        1,
        100,
        "Interruptions per day",
        "How many messages that ask for attention one person gets in 24 hours at most: requests, "
        "reminders and everything else nobody asked for, together. What answers somebody's own "
        "message or press does not count.",
    )
    digest_questions_max: int = whole(
        5,
        1,
        10,
        "Questions in a digest",
        "How many waiting questions the daily message of somebody shows at most who chose to be "
        "asked once a day.",
    )
    digest_wait_minutes: int = whole(
        120,
        0,
        1440,
        "Minutes after a digest",
        "Where only people are left who read a digest, a question waits for the next one, and so "
        "many minutes longer, before it ends without an answer. 0: it ends at once.",
    )
    nudge_days: int = whole(
        30,
        0,
        365,
        "Days until a nudge",
        "Who agreed to be asked, and was asked for nothing for so many days, gets one message: is "
        "what you are listed for still right? Nothing at all was sent to them in that time, as "
        "far back as sent messages are remembered (30 days). 0: never.",
    )
    rest_minutes: int = whole(
        0,
        0,
        1440,
        "Rest between requests",
        "Minutes after a request in which a mentor gets no other. 0: no rest.",
    )
    silent_offers_max: int = whole(
        2,
        0,
        20,
        "Requests without a reaction",
        "After so many requests in a row that ran out without any reaction somebody is asked "
        "nothing more, and is asked once whether to go on. 0: never.",
    )
    silent_apart_hours: int = whole(
        24,
        0,
        336,
        "Hours between two silences",
        "A request that reached somebody within so many hours after the last one that was counted "
        "as silent is not counted: requests missed in one long meeting are one silence. 0: each "
        "counts.",
    )
    fresh_answer_hours: int = whole(
        24,
        0,
        168,
        "Hours an answer stays fresh",
        "So long a plain message may be about the answer, and the bot asks what is meant.",
    )
    candidates_max: int = whole(
        200,
        10,
        1000,
        "Candidates read",
        "How many people are read for one question, best levels first.",
    )
    default_hours: str = choice(
        "mon-fri 09:00-17:00",
        "hours such as mon-fri 09:00-17:00",
        "Hours",
        "Hours in which people may be asked whose entry says nothing.",
        opening_hours,
    )
    default_time_zone: str = choice(
        "UTC",
        "an IANA time zone such as Europe/Berlin",
        "Time zone",
        "Time zone of people whose entry says nothing.",
        ZoneInfo,
    )
    learn_from_answers: bool = yes_or_no(
        "Learn from answers",
        "What makes somebody relevant is refitted each night on your own answers, and used where "
        "it is no worse than what every organisation begins with. Off: the beginning is used.",
        default=True,
    )
    relevance_exponent: float = number(
        0.15,
        0,
        2,
        "Weight of relevance",
        "How much it counts that somebody probably answers, going by their past answers and "
        "declared levels; it yields as ratings come in. 0: not at all.",
    )
    chance_certainty: float = number(
        3,
        0.5,
        50,
        "Certainty of expectations",
        "How many ratings the expectation of a good answer is worth. Lower: ratings count "
        "sooner, and newcomers are tried more boldly.",
    )
    chance_memory: float = number(
        10,
        1,
        200,
        "Memory for ratings",
        "How many ratings somebody's record in a skill is worth at most. Lower: people are "
        "given another chance sooner.",
    )
    exploration: float = share(
        0.6,
        "Exploration",
        "How boldly people are tried of whom little is known, less from rung to rung. 0: always "
        "whoever is expected to answer best.",
    )
    room_exponent: float = number(
        1.25,
        0,
        4,
        "Weight of the queue",
        "How much it counts that somebody holds few requests. 1: the first one halves the score. "
        "0: not at all.",
    )
    nearness_gain: float = share(
        0.15,
        "Gain of nearness",
        "What it adds that two people already worked together or are in one team.",
    )
    fairness_exponent: float = number(
        0.6,
        0,
        2,
        "Weight of fairness",
        "How much somebody is held back who was asked more than others in the last seven days.",
    )
    patience_asks: float = number(
        5,
        1,
        50,
        "Requests that nobody minds",
        "Requests in seven days from which on fairness is felt.",
    )
    pair_rest_hours: int = whole(
        0,
        0,
        720,
        "Rest of a pair",
        "Hours after help (or its rating) in which the same mentor is not asked by the same "
        "learner again. 0: no rest.",
    )
    similar_shown: int = whole(
        3,
        0,
        3,
        "Similar answers shown",
        "How many answers to similar past questions a learner is shown before anybody is asked. "
        "0: none, and no answer is ever shown to somebody else again.",
    )
    similar_after_hours: int = whole(
        24,
        0,
        168,
        "Hours until an answer is shown to others",
        "So long an answer has to stand before it is shown to somebody who asks nearly the same: "
        "reports and second thoughts come first. 0: as soon as it is rated.",
    )
    similar_threshold: float = number(
        0.635,
        0.3,
        1,
        "Likeness by meaning",
        "How alike a past question must be where the sentence model is installed; lower shows "
        "more answers, and more that do not fit.",
    )
    similar_threshold_characters: float = number(
        0.63,
        0.3,
        1,
        "Likeness by spelling",
        "The same where the sentence model is not installed.",
    )
    similar_check_hours: int = whole(
        24,
        0,
        96,
        "Hours until the second look",
        "So long after an answer was enough, the learner is asked once whether it truly was, in "
        "their own hours. 0: never.",
    )
    reminder_hours: int = whole(
        24,
        0,
        720,
        "Hours until the reminder",
        "So long after the last word on an answered question its learner is asked once, with one "
        "tap, whether it was solved: in their own hours and within their budget of interruptions. "
        "0: never.",
    )
    close_after_days: int = whole(
        7,
        0,
        365,
        "Days until a question is closed",
        "So long after the last word an answered question is closed by itself. That is no rating, "
        "is told as such everywhere, and ends with a late answer or a word of the learner. "
        "0: never.",
    )
    outside: bool = yes_or_no(
        "Ask outside the organisation",
        "Questions may go to contract mentors, without names and mail addresses. Off: never.",
        default=True,
    )
    channel_notice_minutes: int = whole(
        5,
        0,
        120,
        "Minutes before a question is posted",
        "So long the learner can read on the card of the question in which channel it will be "
        "posted with their name, and keep it out, before it first is. Without a name it is posted "
        "at once. 0: always at once.",
    )
    outside_notice_minutes: int = whole(
        5,
        0,
        120,
        "Minutes before a question leaves",
        "So long the learner can read what a contract mentor would read, and keep it inside, "
        "before the first mail of a question is sent. 0: it is sent at once.",
    )
    link_days: int = whole(
        14,
        1,
        90,
        "Days a mail's link works",
        "How long a contract mentor can open a question from its mail.",
    )
    reports_kept_days: int = whole(
        180,
        30,
        3650,
        "Days a decided report is kept",
        "So long after a moderator's decision the reported words stay with the report.",
    )
    quote_max_chars: int = whole(
        200,
        0,
        1000,
        "Longest quote",
        "Characters of a message that go along with a question asked about it. 0: no message is "
        "quoted.",
    )
    post_with_name: bool = yes_or_no(
        "Name the mentor where an answer is posted",
        "An answer that is posted in a channel or group chat names who gave it; the mentor is "
        "told on the card, before answering. Off: nobody is named there.",
        default=False,
    )

    wrap_up_codes: str = choice(
        "Solved; Showed the first step; Sent to a course; Sent to somebody else; Not for us",
        "codes with a semicolon between them, such as Solved; Sent to a course",
        "Wrap-up codes",
        "What the people of the call centre may note after a question, at most 30 codes.",
        parse_codes,
        explains=True,
    )
    anonymous_questions: bool = yes_or_no(
        "Anonymous questions",
        "Learners may ask without their name, by beginning with `anonymous:` or by a button. Who "
        "is asked then depends on nothing that could tell who asks. Off: none is sent.",
        default=True,
    )
    may_reveal: str = choice(
        "",
        "ids of people with `;` between them, or nothing",
        "Who may reveal",
        "Who may have shown to them who asked an anonymous question (`thread reveal`). Each time "
        "is kept with its reason. Nothing: nobody may.",
        people_named,
    )
    reveal_told_hours: int = whole(
        72,
        0,
        720,
        "Hours until a learner is told",
        "So long after their name was revealed, a learner is told by whom and when: long enough "
        "to look into what happened first.",
    )

    def ladder_of(self, skills: Mapping[SkillId, float]) -> Ladder:
        """Give the ladder of a question about these skills."""
        return ladder_for(self.ladder, self.ladders, skills)

    @property
    def codes(self) -> tuple[str, ...]:
        """The wrap-up codes, in the order of the rule."""
        return parse_codes(self.wrap_up_codes)


RULES: Final[Mapping[str, Field[Any]]] = {each.name: each for each in fields(Rules)}
