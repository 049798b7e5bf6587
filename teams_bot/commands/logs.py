"""The log: one line an event on standard error, with UTC time, and never anybody's words.

Of an exception only its kind and its place are written: its text may repeat what a person wrote.
Of libraries only warnings, and of what their message was given only numbers, and kinds.
"""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

OWN: Final = ("teams_bot", "storage")
SPELT_OUT: Final = (*OWN, "py.warnings")  # whose messages are shown with what they were given
FRAMES: Final = 8  # places of an exception, the innermost last
USUAL: Final = frozenset(
    (*vars(logging.LogRecord("", 0, "", 0, "", (), None)), "message", "asctime", "taskName")
)


def begin(form: Literal["none", "plain", "json"]) -> None:
    """Write the log to standard error from now on.

    "json" is for services, "plain" for the demo; with "none" a command tells its trouble itself.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLine() if form == "json" else PlainLine())
    quiet = form == "none"
    logging.basicConfig(level=logging.ERROR if quiet else logging.WARNING, handlers=[handler])
    for name in OWN:
        logging.getLogger(name).setLevel(logging.CRITICAL if quiet else logging.INFO)
    logging.captureWarnings(True)  # noqa: FBT003 - its only argument
    logging.getLogger("py.warnings").setLevel(logging.WARNING)


class PlainLine(logging.Formatter):
    """One event on one line for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Write time, level, where, what; then what else is known."""
        known = described(record)
        head = " ".join(str(known.pop(name)) for name in ("time", "level", "logger", "event"))
        return " ".join([head, *(f"{name}={value}" for name, value in known.items())])


class JsonLine(logging.Formatter):
    """One event on one line for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one object in ASCII, so that nothing breaks the line."""
        return json.dumps(described(record), default=str)


def described(record: logging.LogRecord) -> dict[str, Any]:
    """Give what the log says about one event."""
    at = datetime.fromtimestamp(record.created, UTC)
    return {
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "event": _event(record),
        **_extra(record),
        **_trouble(record),
    }


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    if not record.name.startswith(OWN):
        return {}
    return {name: value for name, value in vars(record).items() if name not in USUAL}


def _event(record: logging.LogRecord) -> str:
    if record.name.startswith(SPELT_OUT):
        return " ".join(record.getMessage().split())
    first, *_ = str(record.msg).splitlines() or [""]
    return _filled(first, record.args)


def _filled(fixed: str, given: object) -> str:
    """Put numbers and kinds into the fixed part of a library's message, and nobody's words."""
    harmless: object = None
    match given:
        case tuple():
            harmless = tuple(_harmless(each) for each in given)
        case Mapping():
            harmless = {name: _harmless(each) for name, each in given.items()}
    try:
        return fixed % harmless if harmless else fixed
    except (TypeError, ValueError, KeyError):  # the rest of it stood on a later line
        return fixed


def _harmless(value: object) -> object:
    return value if isinstance(value, int | float) else f"({type(value).__name__})"


def _trouble(record: logging.LogRecord) -> dict[str, Any]:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return {
        "error": " from ".join(type(each).__name__ for each in _chain(error)),
        "at": [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in frames],
    }


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error and what it came from."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
