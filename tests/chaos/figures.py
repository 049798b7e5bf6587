"""The figures of the chaos tests: kept while they run, shown when everything has run."""

from typing import Any

_rows: list[dict[str, Any]] = []


def show(what: str, **figures: Any) -> None:
    """Keep one row: what was done to the service, and what came of it."""
    _rows.append({"chaos": what, **figures})


def rows() -> list[dict[str, Any]]:
    """Give the rows kept so far."""
    return _rows


def add(more: list[dict[str, Any]]) -> None:
    """Add the rows that another process kept."""
    _rows.extend(more)


def table() -> list[str]:
    """Give the rows as lines, every column as wide as its widest cell."""
    names = list(dict.fromkeys(name for row in _rows for name in row))
    cells = [names, *([_text(row.get(name, "")) for name in names] for row in _rows)]
    widths = [max(len(row[each]) for row in cells) for each in range(len(names))]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in cells] if _rows else []


def _text(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)
