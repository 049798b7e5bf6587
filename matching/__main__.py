"""`python -m matching`: measure the choice on past questions. The only part that reads files."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from matching.evaluate import deflection, off_limits
from matching.evaluate.history import read_history
from matching.evaluate.reading import NotReadableError, beside
from matching.evaluate.report import as_json, as_text, evaluated, run_lines
from matching.evaluate.stackexchange import convert
from matching.minilm import load_minilm


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it did, 1 with one line that says why not."""
    chosen = _parser().parse_args(words)
    try:
        chosen.run(chosen)
    except (NotReadableError, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description=__doc__)
    commands = parser.add_subparsers(required=True)
    evaluate = commands.add_parser("evaluate", help="route the past questions of a data set")
    evaluate.add_argument("folder", metavar="DIR", type=Path, help="holds SITE.questions.jsonl.gz")
    evaluate.add_argument("--site", required=True, metavar="NAME")
    evaluate.add_argument("--text-only", action="store_true", help="hide each question's tags")
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.add_argument("--run", dest="to", metavar="FILE", type=Path, help="write the rankings")
    evaluate.set_defaults(run=_evaluate)
    convert = commands.add_parser("convert-stackexchange", help="make a data set from a dump")
    convert.add_argument("posts", metavar="Posts.xml", type=Path)
    convert.add_argument("folder", metavar="DIR", type=Path)
    convert.add_argument("--site", required=True, metavar="NAME")
    convert.set_defaults(run=_convert)
    deflect = commands.add_parser("deflection", help="recognise questions answered before")
    deflect.add_argument("folder", metavar="DIR", type=Path, help="holds stackfaq.*.jsonl.gz")
    deflect.add_argument("--json", action="store_true", help="print JSON")
    deflect.set_defaults(run=_deflection)
    limits = commands.add_parser("off-limits", help="count past questions taken for off limits")
    limits.add_argument("folder", metavar="DIR", type=Path, help="holds *.questions.jsonl.gz")
    limits.add_argument("--json", action="store_true", help="print JSON")
    limits.set_defaults(run=_off_limits)
    return parser


def _evaluate(chosen: argparse.Namespace) -> None:
    history = read_history(chosen.folder, chosen.site)
    with beside(*([chosen.to] if chosen.to else [])) as files:
        found = evaluated(history, chosen.site, text_only=chosen.text_only, progress=_progress)
        for each in files:
            each.write_text("".join(f"{line}\n" for line in run_lines(found)), encoding="utf-8")
    print(json.dumps(as_json(found), indent=1) if chosen.json else as_text(found))


def _convert(chosen: argparse.Namespace) -> None:
    questions, answers = convert(chosen.posts, chosen.folder, chosen.site)
    print(f"{chosen.site}: {questions} questions, {answers} answers")


def _deflection(chosen: argparse.Namespace) -> None:
    found = deflection.deflection(
        deflection.read_phrasings(chosen.folder), load_minilm(), _progress
    )
    print(json.dumps(found, indent=1) if chosen.json else deflection.as_text(found))


def _off_limits(chosen: argparse.Namespace) -> None:
    found = off_limits.counted(chosen.folder)
    print(json.dumps(found, indent=1) if chosen.json else off_limits.as_text(found))


def _progress(done: int, everything: int) -> None:
    if done == everything or done % 50 == 0:
        end = "\n" if done == everything else ""
        print(f"\r{done} of {everything} questions", end=end, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
