"""Several bounded reads as one command.

What a read costs a client is mostly the command: the sending, the waiting, the threads of Motor.
Parts that do not need each other's results travel together, and each gets its own documents back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage.driver.seam import Document, Driver

PART: Final = "part"  # the field that names the part a document belongs to


@dataclass(frozen=True, slots=True)
class Part:
    """One of the reads: a pipeline over a collection."""

    collection: str
    pipeline: Sequence[Document]


async def together(driver: Driver, parts: Mapping[str, Part]) -> dict[str, list[Document]]:
    """Carry out all parts; give the documents of each, in their order. No part, no command."""
    found: dict[str, list[Document]] = {name: [] for name in parts}
    if not parts:
        return found
    (collection, first), *rest = (
        (part.collection, [*part.pipeline, {"$addFields": {PART: {"$literal": name}}}])
        for name, part in parts.items()
    )
    others = [{"$unionWith": {"coll": where, "pipeline": each}} for where, each in rest]
    for document in await driver.aggregate(collection, [*first, *others]):
        found[document.pop(PART)].append(document)
    return found
