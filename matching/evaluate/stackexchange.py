"""Posts.xml of a public Stack Exchange dump as a data set of `python -m matching evaluate`.

The file is read as a stream, twice, and may be larger than memory. Entities and document types
are refused, so that no file can blow itself up (billion laughs) or reach out for another.
"""

import gzip
import html
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from matching.evaluate.history import ANSWERS, QUESTIONS
from matching.evaluate.reading import NotReadableError, beside, cannot_be_read

QUESTION: Final = "1"
ANSWER: Final = "2"
NAME: Final = re.compile(r"[\w-]+")  # of a site
TAG: Final = re.compile(r"<[^<>]*>")  # of HTML
NAMES: Final = re.compile(r"[^<>|]+")  # in "<a><b>" and "|a|b|"

Row = Mapping[str, str]


def convert(posts: Path, folder: Path, site: str) -> tuple[int, int]:
    """Write SITE.questions.jsonl.gz and SITE.answers.jsonl.gz; give how many of each.

    Answers without an owner or without their question are left out: nobody could be routed to.
    """
    owned: set[str] = set()
    accepted: set[str] = set()

    def note(row: Row) -> None:
        if row.get("PostTypeId") == QUESTION:
            owned.add(row["Id"])
            accepted.add(row.get("AcceptedAnswerId", ""))

    if not NAME.fullmatch(site):
        raise NotReadableError(f"{site!r} is no name for a site: letters, digits, - and _ only.")
    _stream(posts, note)
    if not owned:
        raise NotReadableError(f"{posts} holds no question: it should be Posts.xml of a dump.")
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _written(posts, folder, site, owned, accepted)
    except NotReadableError:
        if new:
            folder.rmdir()
        raise


def _written(
    posts: Path, folder: Path, site: str, owned: set[str], accepted: set[str]
) -> tuple[int, int]:
    counts = {QUESTION: 0, ANSWER: 0}
    with (
        beside(folder / f"{site}{QUESTIONS}", folder / f"{site}{ANSWERS}") as (asked, given),
        gzip.open(asked, "wt", encoding="utf-8") as questions,
        gzip.open(given, "wt", encoding="utf-8") as answers,
    ):

        def write(row: Row) -> None:
            kind = row.get("PostTypeId")
            if kind == QUESTION:
                questions.write(f"{json.dumps(_question(row, site))}\n")
                counts[QUESTION] += 1
            elif kind == ANSWER and row.get("OwnerUserId") and row.get("ParentId") in owned:
                answers.write(f"{json.dumps(_answer(row, site, accepted))}\n")
                counts[ANSWER] += 1

        _stream(posts, write)
    return counts[QUESTION], counts[ANSWER]


def _stream(posts: Path, take: Callable[[Row], None]) -> None:
    """Hand over the attributes of each <row>, one at a time."""

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            take(attributes)

    def refuse(*_: object) -> None:
        raise NotReadableError(f"{posts} declares a document type or an entity: refused.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        with posts.open("rb") as file:
            parser.ParseFile(file)
    except NotReadableError:
        raise
    except KeyError as trouble:
        says = f"{posts} cannot be read: a row has no {trouble.args[0]}."
        raise NotReadableError(says) from trouble
    except expat.ExpatError as trouble:
        says = f"{posts} cannot be read: {trouble}. It should be Posts.xml, unpacked."
        raise NotReadableError(says) from trouble
    except (OSError, LookupError, ValueError) as trouble:
        raise cannot_be_read(posts, trouble) from trouble


def _question(row: Row, site: str) -> dict[str, Any]:
    owner = row.get("OwnerUserId")
    return {
        "site": site,
        "qid": row["Id"],
        "ord": int(row["Id"]),
        "ts": _moment(row),
        "title": row.get("Title", ""),
        "body": _text(row.get("Body", "")),
        "tags": NAMES.findall(row.get("Tags", "")),
        "asker": f"u{owner}" if owner else None,
        "score": int(row.get("Score", 0)),
    }


def _answer(row: Row, site: str, accepted: set[str]) -> dict[str, Any]:
    return {
        "site": site,
        "aid": row["Id"],
        "qid": row["ParentId"],
        "user": f"u{row['OwnerUserId']}",
        "ts": _moment(row),
        "score": int(row.get("Score", 0)),
        "text": _text(row.get("Body", "")),
        "accepted": row["Id"] in accepted,
    }


def _moment(row: Row) -> str:
    """Give when a row was written, as it stands there."""
    datetime.fromisoformat(row["CreationDate"])
    return row["CreationDate"]


def _text(body: str) -> str:
    """Give HTML as plain text.

    >>> _text("<p>Is <code>a &lt; b</code>?</p>")
    'Is a < b ?'
    """
    return " ".join(html.unescape(TAG.sub(" ", body)).split())
