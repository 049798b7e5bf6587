"""Values of own types as what BSON knows, and back."""

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

from storage.change import Tenant

Kind = TypeVar("Kind")


def key(tenant: Tenant, identity: str) -> str:
    """Make a document id: unique per tenant, also when the collection is sharded."""
    return f"{tenant}:{identity}"


def keys_after(tenant: Tenant, identity: str) -> dict[str, str]:
    """Make the range of a tenant's document ids above one: an index scan that ends at the last.

    >>> keys_after(Tenant("acme"), "ana")
    {'$gt': 'acme:ana', '$lt': 'acme;'}
    """
    return {"$gt": key(tenant, identity), "$lt": f"{tenant};"}  # ";" is what follows ":"


def plain(value: Any) -> Any:
    """Turn a value into what BSON knows: dataclasses to documents, enums to their values."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | datetime):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(each) for each in value)
    return [plain(each) for each in value]


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read(kind: type[Kind], document: Mapping[str, Any]) -> Kind:
    """Read a value of `kind` from a document; fields the type does not have are ignored."""
    found: Kind = _adapter(cast(Hashable, kind)).validate_python(document)
    return found


def document_of(tenant: Tenant, value: Any) -> dict[str, Any]:
    """Make the whole document of a value that has an `id`."""
    whole: dict[str, Any] = plain(value)
    return {"_id": key(tenant, whole["id"]), "tenant": tenant, **whole}
