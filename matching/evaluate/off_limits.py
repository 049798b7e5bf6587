"""How often past questions, none of which was for HR, are taken for a topic that is off limits."""

from collections import Counter
from pathlib import Path
from typing import Any

from matching.evaluate.history import QUESTIONS
from matching.evaluate.reading import NotReadableError, rows
from matching.off_limits import Finder
from matching.off_limits_defaults import DEFAULTS

Counted = dict[str, dict[str, Any]]


def counted(folder: Path) -> Counted:
    """Count, by data set: questions, and those whose title a default topic would stop.

    Raises `NotReadableError`.
    """
    files = sorted(folder.glob(f"*{QUESTIONS}"))
    if not files:
        raise NotReadableError(f"{folder} holds no file named SITE{QUESTIONS}.")
    finder = Finder(DEFAULTS)
    found: Counted = {}
    for each in files:
        stopped: Counter[str] = Counter()
        titles = [row.text("title") for row in rows(each)]
        for title in titles:
            topic = finder.find(title)
            if topic is not None:
                stopped[topic.id] += 1
        found[each.name.removesuffix(QUESTIONS)] = {
            "questions": len(titles),
            "stopped": stopped.total(),
            "topics": dict(sorted(stopped.items())),
        }
    return found


def as_text(found: Counted) -> str:
    """Write the counts as lines for people."""
    lines = [
        f"{site:10} {each['questions']:7} questions, {each['stopped']:3} stopped"
        + "".join(f", {topic} {number}" for topic, number in each["topics"].items())
        for site, each in found.items()
    ]
    questions = sum(each["questions"] for each in found.values())
    stopped = sum(each["stopped"] for each in found.values())
    share = stopped / questions if questions else 0.0
    return "\n".join([*lines, f"share stopped: {share:.3%} ({stopped} of {questions})"])
