"""The company that all scenarios happen in."""

from tests.support.company import company, shared_database
from tests.support.outside import outside

__all__ = ["company", "outside", "shared_database"]
