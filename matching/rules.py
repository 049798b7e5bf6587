"""Everything an administrator may tune. One field of `Rules` is one rule.

`python -m teams_bot rules show`, the validation and RULES.md are derived from these fields. A rule
that is not here does not exist: an unknown name is refused.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import Field, asdict, dataclass, field, fields
from typing import Any, Final
from zoneinfo import ZoneInfo

from matching.hours import WorkingHours, parse_hours
from matching.ladder import EXAMPLE, Ladder, ladder_for, parse_ladder, parse_ladders
from matching.skills import SkillId

Value = int | float | bool | str
CODES_MAX: Final = 30
CODE_CHARS: Final = 60


class RuleError(ValueError):
    """A rule was given a name or a value it cannot have; the text says what to do."""


def whole(default: int, low: int, high: int, label: str, says: str) -> Any:
    """Make a rule that is a whole number within bounds."""
    return field(default=default, metadata={"bounds": (low, high), "label": label, "help": says})


def share(default: float, label: str, says: str) -> Any:
    """Make a rule that is a number from 0 to 1."""
    return number(default, 0, 1, label, says)


def number(default: float, low: float, high: float, label: str, says: str) -> Any:
    """Make a rule that is any number within bounds."""
    return field(
        default=float(default), metadata={"bounds": (low, high), "label": label, "help": says}
    )


def choice(
    default: Value,
    takes: str,
    label: str,
    says: str,
    check: Callable[[str], object],
    *,
    explains: bool = False,
) -> Any:
    """Make a rule that is a text which `check` accepts; `explains` where it says why not."""
    words = {"takes": takes, "label": label, "help": says}
    return field(default=default, metadata={**words, "check": check, "explains": explains})


def yes_or_no(label: str, says: str, *, default: bool) -> Any:
    """Make a rule that is a switch."""
    return field(default=default, metadata={"label": label, "help": says})


def parse_codes(text: str) -> tuple[str, ...]:
    """Read wrap-up codes; a ValueError says in one sentence what cannot be.

    >>> parse_codes("Solved;  Sent to a course; solved")
    ('Solved', 'Sent to a course')
    """
    found: dict[str, str] = {}
    for each in filter(None, (" ".join(part.split()) for part in text.split(";"))):
        found.setdefault(each.casefold(), each)
    codes = tuple(found.values())
    if not codes or len(codes) > CODES_MAX:
        raise ValueError(f"There are 1 to {CODES_MAX} codes, not {len(codes)}.")
    if max(map(len, codes)) > CODE_CHARS:
        raise ValueError(f"A code has at most {CODE_CHARS} characters.")
    return codes


def people_named(text: str) -> frozenset[str]:
    """Read a list of ids with `;` between them.

    >>> sorted(people_named("ana; ben;"))
    ['ana', 'ben']
    """
    return frozenset(filter(None, (each.strip() for each in text.split(";"))))


def _opening_hours(text: str) -> WorkingHours:
    """Read hours that open at some time: a default that never does would ask nobody."""
    hours = parse_hours(text)
    if not hours.spans:
        raise ValueError("These hours never open.")
    return hours


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
        "What one answer is counted as against a mentor's weekly minutes.",
    )
    default_minutes_per_week: int = whole(
        60, 0, 2400, "Weekly minutes", "Minutes a week for people whose entry says nothing."
    )
    asks_per_day: int = whole(
        12, 1, 100, "Requests per day", "How many requests one mentor gets in 24 hours at most."
    )
    rest_minutes: int = whole(
        0,
        0,
        1440,
        "Rest between requests",
        "Minutes after a request in which a mentor gets no other. 0: no rest.",
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
        _opening_hours,
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
    outside: bool = yes_or_no(
        "Ask outside the organisation",
        "Questions may go to contract mentors, without names and mail addresses. Off: never.",
        default=True,
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


def takes(name: str) -> str:
    """Say what a rule takes.

    >>> takes("claim_minutes"), takes("ask_consent")
    ('a whole number from 1 to 480', 'yes or no')
    """
    rule = RULES[name]
    if "takes" in rule.metadata:
        return str(rule.metadata["takes"])
    if isinstance(rule.default, bool):
        return "yes or no"
    low, high = rule.metadata["bounds"]
    kind = "a whole number" if isinstance(rule.default, int) else "a number"
    return f"{kind} from {low} to {high}"


def checked(name: str, value: object) -> Value:
    """Give the value of one rule as its type, or say in one sentence what it takes.

    >>> checked("claim_minutes", "45"), checked("ask_consent", "no")
    (45, False)
    >>> checked("claim_minutes", 0)
    Traceback (most recent call last):
    matching.rules.RuleError: claim_minutes takes a whole number from 1 to 480, not 0.
    """
    if name not in RULES:
        raise RuleError(f"There is no rule {name!r}. The rules are: {', '.join(RULES)}.")
    rule = RULES[name]
    found = _read(rule, value)
    if found is None:
        given = str(value)[:80]
        raise RuleError(
            f"{name} takes {takes(name)}, not {given if given.strip() else repr(given)}."
            f"{_why_not(rule, value)}"
        )
    return found


def rules_from(values: Mapping[str, object]) -> Rules:
    """Build a version from names and values; what is not named has its default.

    Raises `RuleError` with all that is wrong, one mistake a line.
    """
    found: dict[str, Value] = {}
    mistakes = []
    for name, value in values.items():
        try:
            found[name] = checked(name, value)
        except RuleError as mistake:
            mistakes.append(str(mistake))
    if mistakes:
        raise RuleError("\n".join(mistakes))
    return Rules(**found)  # type: ignore[arg-type]


def as_values(rules: Rules) -> dict[str, Value]:
    """Give a version as names and values, in the order of the table."""
    return asdict(rules)


def rules_table() -> str:
    """Write all rules as a Markdown table, for RULES.md."""
    rows = [
        (f"`{name}`", f"`{_shown(rule.default)}`", takes(name), _sentence(rule))
        for name, rule in RULES.items()
    ]
    table = [("rule", "default", "takes", "what it does"), ("---",) * 4, *rows]
    cells = ([cell.replace("|", r"\|") for cell in row] for row in table)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _shown(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _sentence(rule: Field[Any]) -> str:
    return f"**{rule.metadata['label']}.** {rule.metadata['help']}"


def _read(rule: Field[Any], value: object) -> Value | None:
    if "check" in rule.metadata:
        return _text(rule.metadata["check"], value)
    if isinstance(rule.default, bool):
        words = {"yes": True, "true": True, "no": False, "false": False}
        return words.get(str(value).strip().casefold())
    low, high = rule.metadata["bounds"]
    found = _number(value)
    if found is None or not low <= found <= high:
        return None
    if isinstance(rule.default, float):
        return found
    return int(found) if found.is_integer() else None


def _why_not(rule: Field[Any], value: object) -> str:
    """Give what a check says of a text it refuses, where that helps."""
    if not rule.metadata.get("explains") or not isinstance(value, str):
        return ""
    why = ""
    try:
        rule.metadata["check"](value.strip())
    except ValueError as found:
        why = f" {found}"
    return why


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def _text(check: Callable[[str], object], value: object) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        check(value.strip())
    except (ValueError, KeyError, OSError):
        return None
    return value.strip()
