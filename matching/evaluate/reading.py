"""Data sets as files: compressed JSON lines, whose every trouble is named by file and line."""

import gzip
import json
import math
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

SHOWN: Final = 40  # characters of a value that is wrong


class NotReadableError(ValueError):
    """A data set cannot be read; the text says which file, and why."""


class Row:
    """One line of a data set; a field that is missing or of another kind is told by its line."""

    def __init__(self, file: Path, line: int, fields: Mapping[str, Any]) -> None:
        self._file, self._line, self._fields = file, line, fields

    def __contains__(self, name: str) -> bool:
        """Whether a field is there, and not null."""
        return self._fields.get(name) is not None

    def text(self, name: str) -> str:
        """Give a text, "" for null; half of a character becomes a question mark."""
        value = self._field(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong(name, "a text")
        return value if value.isascii() else value.encode(errors="replace").decode()

    def name(self, name: str) -> str:
        """Give an id: a text that is not empty, or a whole number."""
        value = self._field(name)
        if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
            raise self.wrong(name, "an id")
        return str(value) if isinstance(value, int) else self.text(name)

    def names(self, name: str) -> tuple[str, ...]:
        """Give a list of texts."""
        value = self._field(name)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.wrong(name, "a list of texts")
        return tuple(value)

    def truth(self, name: str) -> bool:
        """Give whether something is so; null is no."""
        value = self._field(name)
        if not (value is None or isinstance(value, bool)):
            raise self.wrong(name, "true or false")
        return bool(value)

    def number(self, name: str) -> float:
        """Give the number an id is."""
        try:
            number = float(self._field(name))
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            raise self.wrong(name, "a number where no times are known")
        return number

    def moment(self, name: str) -> datetime:
        """Give a time, to the second; UTC where it names no zone."""
        value = self._field(name)
        try:
            found = datetime.fromisoformat(value).replace(microsecond=0)
        except (TypeError, ValueError):
            raise self.wrong(name, "a time such as 2026-03-02T09:00:00") from None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def wrong(self, name: str, wanted: str) -> NotReadableError:
        """Make the error of a field that should hold something else."""
        held = repr(self._fields.get(name))
        shown = held if len(held) <= SHOWN else f"{held[:SHOWN]}…"
        return self.trouble(f"{name!r} should be {wanted}, not {shown}")

    def trouble(self, says: str) -> NotReadableError:
        """Make the error of this line."""
        return NotReadableError(f"{self._file}, line {self._line}: {says}.")

    def _field(self, name: str) -> Any:
        if name not in self._fields:
            raise self.trouble(f"it has no {name!r}")
        return self._fields[name]


def rows(file: Path) -> Iterator[Row]:
    """Read the rows of a compressed file of JSON lines."""
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                yield Row(file, number, _object(file, number, line))
    except NotReadableError:
        raise
    except (OSError, EOFError, zlib.error, ValueError) as trouble:
        raise cannot_be_read(file, trouble) from trouble


def cannot_be_read(file: Path, trouble: Exception) -> NotReadableError:
    """Make the error of a whole file."""
    return NotReadableError(f"{file} cannot be read: {getattr(trouble, 'strerror', 0) or trouble}")


def _object(file: Path, number: int, line: str) -> Mapping[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as trouble:
        why = getattr(trouble, "msg", trouble)
        raise NotReadableError(f"{file}, line {number}: it is no JSON: {why}.") from trouble
    if not isinstance(found, dict):
        raise NotReadableError(f"{file}, line {number}: it should be an object in braces.")
    return found


@contextmanager
def beside(*files: Path) -> Iterator[list[Path]]:
    """Give a path beside each file to write to; the files are replaced when all went well."""
    for each in files:
        if each.is_dir() or not each.parent.is_dir():
            raise NotReadableError(f"{each} cannot be written: name a file in a folder there is.")
    written = [each.with_name(f".{each.name}.part") for each in files]
    try:
        yield written
        for part, file in zip(written, files, strict=True):
            part.replace(file)
    finally:
        for part in written:
            part.unlink(missing_ok=True)
