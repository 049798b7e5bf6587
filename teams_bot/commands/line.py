"""The command line: which command, and trouble told in one sentence."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from storage.driver import NotUsable
from teams_bot.commands import demo, doctor, people, rules, serve, skills, thread
from teams_bot.commands.trouble import Trouble
from teams_bot.settings import BadSettings, Settings, read_settings

Run = Callable[[Settings, argparse.Namespace], Awaitable[int]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; give the exit code."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    for noisy in ("msrest", "aiohttp.access", "pymongo", "msal"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
    try:
        settings = read_settings(tenant=chosen.tenant)
        code: int = asyncio.run(chosen.run(settings, chosen))

    except (BadSettings, NotUsable, Trouble) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m teams_bot", description=__doc__)
    parser.add_argument("--tenant", help="the tenant to act on, instead of MicrosoftAppTenantId")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "serve", serve.serve, "serve Teams; also works the outbox and the timers")
    _add(commands, "worker", serve.worker, "another process for the outbox and the timers")
    trial = _add(commands, "demo", demo.demo, "a demo organisation with a try-out page")
    trial.add_argument("--once", action="store_true", help="play one question and print it")
    trial.add_argument(
        "--dead-connector",
        action="store_true",
        help="with --once: play it with a connector that answers nobody",
    )
    _add(commands, "doctor", doctor.doctor, "check the configuration, one line each")
    _people(commands)
    _skills(commands)
    _threads(commands)
    _rules(commands)
    return parser


def _add(commands: Any, name: str, run: Run, says: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=says, description=says)
    parser.add_argument("--tenant", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.set_defaults(run=run)
    return parser


def _people(commands: Any) -> None:
    noun = commands.add_parser("people", help="import people").add_subparsers(required=True)
    verb = _add(noun, "import", people.import_file, "people, skills and hours from a CSV file")
    verb.add_argument("file", type=Path, metavar="FILE.csv")
    verb.add_argument(
        "--deactivate-missing",
        action="store_true",
        help="whoever is not in the file has left",
    )


def _skills(commands: Any) -> None:
    noun = commands.add_parser("skills", help="import the taxonomy").add_subparsers(required=True)
    verb = _add(noun, "import", skills.import_file, "the taxonomy from a CSV file")
    verb.add_argument("file", type=Path, metavar="FILE.csv")


def _threads(commands: Any) -> None:
    noun = commands.add_parser("thread", help="look at threads").add_subparsers(required=True)
    one = _add(noun, "show", thread.show, "one thread with its picks and refusals")
    one.add_argument("id")
    every = _add(noun, "list", thread.list_threads, "the newest threads")
    every.add_argument("--limit", type=int, default=100)
    for verb in (one, every):
        verb.add_argument("--json", action="store_true", help="for programs")


def _rules(commands: Any) -> None:
    noun = commands.add_parser("rules", help="the matching rules").add_subparsers(required=True)
    shown = _add(noun, "show", rules.show, "the rules in force and who set them")
    shown.add_argument("--json", action="store_true", help="for programs")
    change = _add(noun, "set", rules.set_one, "one rule, as a new version")
    change.add_argument("name")
    change.add_argument("value")
    _add(noun, "export", rules.export, "the rules as JSON on standard output")
    bring = _add(noun, "import", rules.import_file, "rules from a JSON file, as a new version")
    bring.add_argument("file", type=Path)
    for verb in (change, bring):
        verb.add_argument("--why", default="", help="the reason, kept with the version")
        verb.add_argument("--who", default="", help="who sets it; the login name by default")
