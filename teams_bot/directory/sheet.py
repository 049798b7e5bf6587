"""One CSV file as a whole: encoding, delimiter, header, lines, duplicates, loops."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from teams_bot.directory.cells import plain, shown

CELL_LIMIT: Final = 2000  # characters; a longer cell is a quotation mark nobody closed
PROBLEM_LIMIT: Final = 50  # told one by one; the rest are counted
LOOP_LIMIT: Final = 5  # members of a loop told by id
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACES: Final = " \u00a0"  # around a cell they are noise; a tab is taken as data

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong in one place. Lines count from 1, the header being line 1."""

    line: int
    column: str  # empty: the whole line, or the whole file
    says: str  # the full sentence, place included

    def __str__(self) -> str:
        return self.says


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[Row]):
    """All rows of a file, or, when there is a problem anywhere, no row and the problems."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()  # in the order of the file; at most 50 and "and N more"
    unknown_columns: tuple[str, ...] = ()
    absent_columns: tuple[str, ...] = ()  # that we would read, and the file does not have


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Generic[Row]):
    """What one kind of file looks like."""

    kind: type[Row]
    columns: Mapping[str, Callable[[str], Any]]
    required: tuple[str, ...]
    above: str  # the column that makes a tree of the rows


class _UnreadableError(Exception):
    """The file cannot be read beyond this point."""

    def __init__(self, line: int, says: str) -> None:
        super().__init__(says)
        self.problem = _problem(line, "", says)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The values of one line by column, and what is wrong with the other cells."""

    number: int
    values: Mapping[str, Any]
    problems: Sequence[Problem] = ()


def read(data: bytes, sheet: Sheet[Row]) -> Reading[Row]:
    """All rows of the file, or all that is wrong with it."""
    unknown: tuple[str, ...] = ()
    header: Sequence[str] = ()
    lines: list[_Line] = []
    problems: list[Problem] = []
    try:
        raw = _lines(_decoded(data), sheet)
        header, unknown = _header(*next(raw, (1, [])), sheet)
        for number, cells in raw:
            lines.append(_line(number, header, cells, sheet))
    except _UnreadableError as stop:
        problems.append(stop.problem)
    if not lines and not problems:
        problems.append(_problem(1, "", "there is no row below the header"))
    problems += [problem for line in lines for problem in line.problems]
    problems += [*_twice(lines), *_loops(lines, sheet.above)]
    rows = () if problems else tuple(sheet.kind(**line.values) for line in lines)
    return Reading(
        rows=rows,
        problems=_capped(problems),
        unknown_columns=unknown,
        absent_columns=tuple(each for each in sheet.columns if each not in header),
    )


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _UnreadableError(1, "the file is UTF-16; save it as 'CSV UTF-8'")
    if data.startswith(b"PK\x03\x04"):
        raise _UnreadableError(1, "the file is a workbook, not CSV; save it as 'CSV UTF-8'")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        says = f"byte {data[error.start]:#04x} is not UTF-8; save the file as 'CSV UTF-8'"
        raise _UnreadableError(data.count(b"\n", 0, error.start) + 1, says) from None


def _lines(text: str, sheet: Sheet[Row]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that has any, trimmed, with the number of its first line."""
    delimiter = _delimiter(text, sheet)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            says = "a quotation mark is not closed or not doubled, or a cell is far too long"
            raise _UnreadableError(number, says) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield number, [cell.strip(_SPACES) for cell in cells]
        number = reader.line_num + 1


def _delimiter(text: str, sheet: Sheet[Row]) -> str:
    """Comma or semicolon: whichever finds more columns that we know in the header."""
    lines = (line.strip(f'",;\r\n\t{_SPACES}') for line in io.StringIO(text, newline=""))
    header = next(filter(None, lines), "")

    def known(delimiter: str) -> int:
        names = (name.strip(f'"{_SPACES}').lower() for name in header.split(delimiter))
        return sum(name in sheet.columns for name in names)

    return max(",", ";", key=known)


def _header(
    number: int, written: Sequence[str], sheet: Sheet[Row]
) -> tuple[list[str], tuple[str, ...]]:
    """The columns in lower case, and those we do not know as they were written."""
    if not written:
        raise _UnreadableError(number, "the file is empty; its first line names the columns")
    header = [name.lower() for name in written]
    missing = [name for name in sheet.required if name not in header]
    if missing:
        says = f"the header lacks {' and '.join(missing)}; write {','.join(sheet.columns)}"
        raise _UnreadableError(number, says)
    twice = [name for name, times in Counter(header).items() if name and times > 1]
    if twice:
        raise _UnreadableError(number, f"the header names {shown(twice[0])} twice")
    named = (name or f"column {place} (no name)" for place, name in enumerate(written, start=1))
    return header, tuple(name for name in named if name.lower() not in sheet.columns)


def _line(number: int, header: Sequence[str], cells: Sequence[str], sheet: Sheet[Row]) -> _Line:
    if len(cells) != len(header):
        says = f"there are {len(cells)} cells, but the header names {len(header)} columns"
        return _Line(number=number, values={}, problems=(_problem(number, "", says),))
    given = dict(zip(header, cells, strict=True))
    values: dict[str, Any] = {}
    problems = []
    for name, read in sheet.columns.items():
        try:
            cell = _checked(given.get(name, ""), needed=name in sheet.required)
            values[name] = None if name == "skills" and name not in given else read(cell)
        except ValueError as error:
            problems.append(_problem(number, name, str(error).removesuffix(".")))
    return _Line(number=number, values=values, problems=problems)


def _checked(cell: str, *, needed: bool) -> str:
    if needed and not cell.strip():
        raise ValueError("the cell is empty, and it is required")
    if len(cell) > CELL_LIMIT:
        raise ValueError(f"the cell has {len(cell)} characters; {CELL_LIMIT} are allowed")
    control = _CONTROL.search(cell)
    if control:
        raise ValueError(f"there is a control character, U+{ord(control[0]):04X}; remove it")
    return plain(cell)


def _twice(lines: Sequence[_Line]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for line in lines:
        if "id" in line.values:
            at = first.setdefault(line.values["id"], line.number)
            if at != line.number:
                says = f"{shown(line.values['id'])} is already on line {at}"
                yield _problem(line.number, "id", says)


def _loops(lines: Sequence[_Line], above: str) -> Iterator[Problem]:
    """Each loop of managers, or of parents, once: on the line of its first member in the file."""
    number = {line.values["id"]: line.number for line in lines if "id" in line.values}
    over = {line.values["id"]: line.values.get(above) for line in lines if "id" in line.values}
    seen: set[str] = set()
    for start in over:
        chain: list[str] = []
        at: str | None = start
        while at is not None and at in over and at not in seen:
            seen.add(at)
            chain.append(at)
            at = over[at]
        if at in chain:
            loop = chain[chain.index(at) :]
            first = loop.index(min(loop, key=number.__getitem__))
            loop = loop[first:] + loop[:first]
            yield _problem(number[loop[0]], above, _loop_says(loop, above))


def _loop_says(loop: Sequence[str], above: str) -> str:
    first = shown(loop[0])
    if len(loop) == 1:
        return f"{first} is given as its own {above}"
    members = [shown(each) for each in loop[:LOOP_LIMIT]]
    if len(loop) > LOOP_LIMIT:
        members.append(f"{len(loop) - LOOP_LIMIT} more")
    return f"a loop, each the {above} of the one before: {', '.join(members)}, {first}"


def _problem(line: int, column: str, says: str) -> Problem:
    place = f"line {line}, {column}" if column else f"line {line}"
    return Problem(line=line, column=column, says=f"{place}: {says}")


def _capped(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    in_order = sorted(problems, key=lambda problem: problem.line)
    told, rest = in_order[:PROBLEM_LIMIT], in_order[PROBLEM_LIMIT:]
    if rest:
        told.append(Problem(line=rest[0].line, column="", says=f"and {len(rest)} more"))
    return tuple(told)
