"""What differs between the two drivers, and what both are told."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC
from typing import Any, Final, Protocol, TypeVar

from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

Document = dict[str, Any]
Result = TypeVar("Result")

# These win over what MONGODB_URI says: an address must not weaken what is promised.
OPTIONS: Final[Mapping[str, Any]] = {
    "tz_aware": True,
    "tzinfo": UTC,
    "w": "majority",
    "journal": True,
    "wTimeoutMS": 0,
    "readConcernLevel": "majority",
    "readPreference": "primary",
    "retryWrites": True,
    "retryReads": True,
    "serverSelectionTimeoutMS": 5000,
    "connectTimeoutMS": 5000,
    "appname": "nanomentor",
}
TRANSACTION: Final[Mapping[str, Any]] = {
    "read_concern": ReadConcern("snapshot"),
    "write_concern": WriteConcern("majority", j=True),
}
# A first batch holds 101 documents unless told: what is read whole should come in one answer.
READ_AT_ONCE: Final = 5000


class Driver(Protocol):
    """What differs between the two drivers."""

    name: str

    def collection(self, name: str) -> Any:
        """Give a collection; its methods are awaited alike in both drivers."""

    async def aggregate(self, collection: str, pipeline: Sequence[Document]) -> list[Document]:
        """Run a pipeline and read all of its (bounded) result."""

    async def transaction(self, work: Callable[[Any], Awaitable[Result]]) -> Result:
        """Run `work(session)` as one transaction, again when MongoDB says that this is safe."""

    async def watch(
        self, collection: str, pipeline: Sequence[Document], told: Callable[[], None]
    ) -> None:
        """Call `told` for each change the pipeline lets through, until the stream ends."""

    async def command(self, command: str | Document, *, admin: bool = False) -> Document:
        """Run a database command."""

    async def drop(self) -> None:
        """Drop the whole database."""

    async def close(self) -> None:
        """Close all connections."""
