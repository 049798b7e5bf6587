"""The company that all scenarios happen in."""

from tests.support.company import company, shared_database

__all__ = ["company", "shared_database"]
