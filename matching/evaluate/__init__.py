"""How well past questions would have been routed: what `python -m matching evaluate` runs."""
