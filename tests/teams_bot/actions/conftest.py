"""The people every action is tried on."""

from tests.support.company import services, shared_database

__all__ = ["services", "shared_database"]
