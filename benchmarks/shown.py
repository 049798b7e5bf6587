"""What documents show of the results that are kept."""

import json

from benchmarks import flat, month

ROWS = (
    ("people", "people", 0),
    ("a question, ms (warm p50)", "warm_p50", 1),
    ("… while the machine was fastest", "idle_p50", 1),
    ("… which were so many of the rounds", "idle_share", 2),
    ("of all: reading", "read_p50", 1),
    ("… while similar questions are looked for", "near_p50", 1),
    ("thinking", "think_p50", 1),
    ("cold p50", "cold_p50", 1),
    ("CPU of the process, ms", "cpu_ms", 1),
    ("documents looked at, at most", "documents_max", 0),
    ("memory, MB", "rss_mb", 0),
    ("and the index of past questions", "index_mb", 0),
    ("the machine was busy (load average)", "load_average", 1),
    ("… and took for a fixed piece of Python, ms", "pace", 1),
    ("… while it was fastest", "idle_pace", 1),
)


def flat_figures() -> str:
    """Write the record of `benchmarks.flat` as a table."""
    sizes = json.loads(flat.FILE.read_text(encoding="utf-8"))["sizes"]
    head, *rows = (
        [title, *(f"{each[name]:,.{digits}f}" for each in sizes)] for title, name, digits in ROWS
    )
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


def month_figures() -> str:
    """Write the record of `benchmarks.month` as a table."""
    found = json.loads(month.FILE.read_text(encoding="utf-8"))
    arms = found["arms"]
    head = ["{people:,} people, {questions:,} questions, {days} days".format(**found), *arms]
    rows = ([row.title, *(month.shown(row, each) for each in arms.values())] for row in month.ROWS)
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)
