"""The configuration, read from the environment once."""

from teams_bot.settings.checking import doubts, require_database, require_service
from teams_bot.settings.reading import (
    LOCAL_TENANT,
    BadSettings,
    Settings,
    environment_of,
    read_settings,
)
from teams_bot.settings.table import SETTINGS, env_example

__all__ = [
    "LOCAL_TENANT",
    "SETTINGS",
    "BadSettings",
    "Settings",
    "doubts",
    "env_example",
    "environment_of",
    "read_settings",
    "require_database",
    "require_service",
]
