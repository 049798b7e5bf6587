"""The rules as a table, for RULES.md."""

from dataclasses import Field
from typing import Any

from matching.rules.checking import takes
from matching.rules.fields import RULES


def rules_table() -> str:
    """Write all rules as a Markdown table, for RULES.md."""
    rows = [
        (f"`{name}`", f"`{_shown(rule.default)}`", takes(name), _sentence(rule))
        for name, rule in RULES.items()
    ]
    table = [("rule", "default", "takes", "what it does"), ("---",) * 4, *rows]
    cells = ([cell.replace("|", r"\|") for cell in row] for row in table)
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def _shown(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _sentence(rule: Field[Any]) -> str:
    return f"**{rule.metadata['label']}.** {rule.metadata['help']}"
