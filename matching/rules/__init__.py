"""Everything an administrator may tune: the rules, their values, and how they are told."""

from matching.rules.checking import RuleError, as_values, checked, rules_from, takes
from matching.rules.fields import RULES, Rules
from matching.rules.kinds import Value
from matching.rules.readers import people_named
from matching.rules.telling import rules_table

__all__ = [
    "RULES",
    "RuleError",
    "Rules",
    "Value",
    "as_values",
    "checked",
    "people_named",
    "rules_from",
    "rules_table",
    "takes",
]
