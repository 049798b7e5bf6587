"""What can be typed: every command with its options."""

import argparse
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any, Final

from teams_bot.commands import (
    contracts,
    demo,
    doctor,
    evidence,
    link,
    moderation,
    people,
    places,
    report,
    reveal,
    rules,
    serve,
    skills,
    snapshot,
    thread,
    topics_off_limits,
    waits,
    weights,
)
from teams_bot.settings import Settings

Run = Callable[[Settings, argparse.Namespace], Coroutine[Any, Any, int]]

LIMITS: Final = range(1, 10_001)


def grammar() -> argparse.ArgumentParser:
    """Make the parser of the whole command line; `run` is what a command does."""
    parser = argparse.ArgumentParser(
        prog="python -m teams_bot",
        description="Nanomentor: the service and what its administrators need.",
        epilog="The configuration comes from the environment; .env.example lists it.",
    )
    parser.add_argument(
        "--tenant",
        metavar="ID",
        help="the tenant to act on, instead of MicrosoftAppTenantId; before or after the command",
    )
    parser.set_defaults(log="none")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, run, says in (
        ("serve", serve.serve, "serve Teams; also works the outbox and the timers"),
        ("worker", serve.worker, "another process for the outbox and the timers"),
    ):
        _add(commands, name, run, says).set_defaults(log="json")
    trial = _add(commands, "demo", demo.demo, "a demo organisation with a try-out page")
    trial.set_defaults(log="plain")
    trial.add_argument("--once", action="store_true", help="play one question and print it")
    trial.add_argument(
        "--dead-connector",
        action="store_true",
        help="like --once, with a connector that is not there: says so, and ends with 1",
    )
    _add(commands, "doctor", doctor.doctor, "check the configuration, one line each")
    _people(commands)
    _skills(commands)
    _threads(commands)
    _rules(commands)
    _evidence(commands)
    _weights(commands)
    _waits(commands)
    _report(commands)
    _off_limits(commands)
    _moderation(commands)
    _link(commands)
    _places(commands)
    return parser


def _add(commands: Any, name: str, run: Run, says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=says, description=f"{says[0].upper()}{says[1:]}."
    )
    _add_tenant(parser)
    parser.set_defaults(run=run)
    return parser


def _noun(commands: Any, name: str, says: str) -> Any:
    parser = commands.add_parser(name, help=says, description=f"{says[0].upper()}{says[1:]}.")
    _add_tenant(parser)
    return parser.add_subparsers(required=True, metavar="COMMAND")


def _add_tenant(parser: argparse.ArgumentParser) -> None:
    """Let the option stand behind the command as well; there it has no default to overwrite."""
    parser.add_argument(
        "--tenant", metavar="ID", default=argparse.SUPPRESS, help="the tenant to act on"
    )


def _people(commands: Any) -> None:
    noun = _noun(commands, "people", "import people")
    verb = _add(noun, "import", people.import_file, "people, skills and hours from a CSV file")
    verb.add_argument("file", type=Path, metavar="FILE.csv")
    verb.add_argument(
        "--deactivate-missing",
        action="store_true",
        help="whoever was imported before and is not in this file has left",
    )
    listed = _add(
        noun, "contracts", contracts.contracts, "contract mentors, hours bought and used"
    )
    listed.add_argument("--limit", type=_limit, default=1000, help="how many; 1000 by default")
    listed.add_argument("--json", action="store_true", help="for programs")
    again = _add(noun, "invite", contracts.invite, "send a contract mentor the invitation again")
    again.add_argument("id", metavar="ID")


def _skills(commands: Any) -> None:
    noun = _noun(commands, "skills", "import the taxonomy")
    verb = _add(noun, "import", skills.import_file, "the taxonomy from a CSV file")
    verb.add_argument("file", type=Path, metavar="FILE.csv")


def _threads(commands: Any) -> None:
    noun = _noun(commands, "thread", "look at threads")
    one = _add(noun, "show", thread.show, "one thread with its picks and refusals")
    one.add_argument("id", metavar="ID")
    seen = _add(noun, "reveal", reveal.reveal, "who asked an anonymous question; it is logged")
    seen.add_argument("id", metavar="ID")
    seen.add_argument("--who", required=True, help="to whom: a person of the rule may_reveal")
    seen.add_argument("--why", required=True, help="the reason, kept with it")
    every = _add(noun, "list", thread.list_threads, "the newest threads, newest first")
    every.add_argument("--limit", type=_limit, default=100, help="how many; 100 by default")
    for verb in (one, every):
        verb.add_argument("--json", action="store_true", help="for programs (docs/thread-json.md)")


def _rules(commands: Any) -> None:
    noun = _noun(commands, "rules", "the matching rules")
    shown = _add(noun, "show", rules.show, "the rules in force and who set them")
    shown.add_argument("--json", action="store_true", help="for programs")
    change = _add(noun, "set", rules.set_one, "set one rule, as a new version")
    change.add_argument("name", metavar="NAME")
    change.add_argument("value", metavar="VALUE")
    _add(noun, "export", rules.export, "the rules as JSON on standard output")
    bring = _add(noun, "import", rules.import_file, "rules from a JSON file, as a new version")
    bring.add_argument("file", type=Path, metavar="FILE")
    back = _add(noun, "revert", rules.revert, "an older version again, as a new version")
    back.add_argument("version", type=int, metavar="VERSION", help="0 for the defaults")
    for verb in (change, bring, back):
        verb.add_argument("--why", default="", help="the reason, kept with the version")
        verb.add_argument("--who", default="", help="who sets it; the login name by default")


def _evidence(commands: Any) -> None:
    noun = _noun(commands, "evidence", "what past answers say about people")
    _add(noun, "rebuild", evidence.rebuild, "count all answers again; the service may go on")


def _weights(commands: Any) -> None:
    noun = _noun(commands, "weights", "what relevance has learnt from your answers")
    verb = _add(noun, "show", weights.show, "the weights in force, and every refit with its gain")
    verb.add_argument("--json", action="store_true", help="for programs (docs/weights-json.md)")
    _add(noun, "refit", weights.refit, "refit now, instead of tonight")


def _waits(commands: Any) -> None:
    noun = _noun(commands, "waits", "how long answers take, as learners are told")
    verb = _add(noun, "show", waits.show, "the estimates in force, with a chart")
    verb.add_argument("--json", action="store_true", help="for programs (docs/waits-json.md)")
    _add(noun, "refit", waits.refit, "estimate now, instead of tonight")


def _report(commands: Any) -> None:
    shown = _add(commands, "report", report.report, "who helps whom, and what nobody knows")
    shown.add_argument("--json", action="store_true", help="for programs (docs/report-json.md)")
    shown.add_argument(
        "--day", type=_day, metavar="YYYY-MM-DD", help="that day's; else the newest"
    )
    shown.add_argument("--now", action="store_true", help="take today's anew, and print it")
    taken = _add(
        commands,
        "snapshot",
        snapshot.take,
        "the work of the night: refit relevance, take a snapshot",
    )
    taken.add_argument(
        "--gently", action="store_true", help="at the lowest priority, as the worker does at night"
    )


def _off_limits(commands: Any) -> None:
    noun = _noun(
        commands, "topics-off-limits", "what is not for colleagues, and who is asked then"
    )
    shown = _add(noun, "show", topics_off_limits.show, "the topics, contacts and counts")
    shown.add_argument("--json", action="store_true", help="for programs")
    _add(noun, "export", topics_off_limits.export, "the topics as JSON on standard output")
    bring = _add(noun, "import", topics_off_limits.import_file, "all topics from a JSON file")
    bring.add_argument("file", type=Path, metavar="FILE")
    bring.add_argument("--why", default="", help="the reason, kept with the version")
    bring.add_argument("--who", default="", help="who sets it; the login name by default")


def _moderation(commands: Any) -> None:
    noun = _noun(commands, "moderation", "reported words, and who decides on them")
    every = _add(noun, "list", moderation.list_reports, "the reports that wait, oldest first")
    every.add_argument("--all", action="store_true", help="all of them, newest first")
    one = _add(noun, "show", moderation.show, "one report with the words")
    one.add_argument("id", metavar="ID")
    made = _add(noun, "decide", moderation.decide, "decide on a report")
    made.add_argument("id", metavar="ID")
    made.add_argument("ruling", metavar="keep|remove|warn|suspend")
    made.add_argument("--days", type=int, help="of a suspension, 1 to 365")
    made.add_argument("--note", default="", help="why; kept with the report and in the log")
    named = _add(noun, "moderators", moderation.moderators, "who decides in Teams; ids name them")
    named.add_argument("people", nargs="*", metavar="ID")
    named.add_argument("--nobody", action="store_true", help="nobody from now on")
    for verb in (made, named):
        verb.add_argument("--who", default="", help="who does it; the login name by default")
    acts = _add(noun, "log", moderation.log, "what moderators and administrators did")
    for verb in (every, acts):
        verb.add_argument("--limit", type=_limit, default=100, help="how many; 100 by default")
    for verb in (every, one, acts):
        verb.add_argument("--json", action="store_true", help="for programs (docs/moderation.md)")
    checked = _add(noun, "check", moderation.check, "is the log as it was written?")
    checked.add_argument(
        "--expect",
        type=moderation.numbered,
        metavar="NUMBER:HASH",
        help="what `check` printed once",
    )


def _link(commands: Any) -> None:
    made = _add(commands, "link", link.link, "a link that opens the chat with a question typed in")
    made.add_argument("--text", required=True, help="the question, which people may still change")
    made.add_argument("--topic", default="", metavar="ID", help="a skill to name in front of it")


def _places(commands: Any) -> None:
    noun = _noun(commands, "places", "the channels questions may be posted to")
    shown = _add(noun, "list", places.list_places, "the channels the bot is in, used ones first")
    shown.add_argument("--json", action="store_true", help="for programs (docs/crowd.md)")
    use = _add(noun, "use", places.use, "post questions to a channel")
    use.add_argument("id", metavar="ID")
    use.add_argument(
        "--skill",
        action="append",
        default=[],
        metavar="SKILL",
        help="post only questions on this skill there; may be given again",
    )
    stop = _add(noun, "stop", places.stop, "post no more questions to a channel")
    stop.add_argument("id", metavar="ID")


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"a day such as 2026-11-22, not {text!r}") from None


def _limit(text: str) -> int:
    if not text.isdecimal() or int(text) not in LIMITS:
        raise argparse.ArgumentTypeError(f"a number from 1 to {LIMITS.stop - 1}, not {text!r}")
    return int(text)
