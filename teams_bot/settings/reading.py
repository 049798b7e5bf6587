"""The environment as `Settings`. Only this file reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from teams_bot.settings.table import SETTINGS
from teams_bot.smtp_url import MailServer, mail_server

LOCAL_TENANT: Final = "local"
APP_TYPES: Final = ("SingleTenant", "MultiTenant")
PORTS: Final = range(1, 65536)
DRAINS: Final = range(61)
SIMILAR_WAYS: Final = ("model", "characters")

_ADDRESS: Final = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[A-Za-z0-9.-]+")


class BadSettings(Exception):  # noqa: N818 - told to the operator in one sentence
    """The environment is wrong or not complete; the text says what to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of one process."""

    app_id: str = ""
    app_password: str = field(default="", repr=False)
    app_type: str = "SingleTenant"
    tenant: str = LOCAL_TENANT
    tenant_given: bool = False
    mongodb_uri: str = field(default="", repr=False)  # may hold a password
    mongodb_database: str = "nanomentor"
    mongodb_driver: str = "pymongo"
    similar_by: str = "model"
    host: str = "127.0.0.1"
    port: int = 3978
    metrics_port: int | None = None
    drain_seconds: int = 3
    public_url: str = ""
    smtp: MailServer | None = None
    mail_from: str = ""
    anonymous: bool = False

    @property
    def mails(self) -> bool:
        """Whether mails can be sent, and the links in them opened."""
        return self.smtp is not None and bool(self.public_url)

    @property
    def own_url(self) -> str:
        """Where pages of ours are reached, as far as that is known: a trial is on this machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        here = f"http://{host}:{self.port}" if self.anonymous else ""
        return self.public_url or here

    @property
    def missing_credentials(self) -> tuple[str, ...]:
        """What a process that speaks to Teams needs, and does not have."""
        if self.anonymous:
            return ()
        wanted = {
            "MicrosoftAppId": self.app_id,
            "MicrosoftAppPassword": self.app_password,
            "MicrosoftAppTenantId": self.tenant_given,
        }
        return tuple(name for name, value in wanted.items() if not value)


def read_settings(
    environment: Mapping[str, str] | None = None, *, tenant: str | None = None
) -> Settings:
    """Read the environment; `tenant` (the option --tenant) wins over `MicrosoftAppTenantId`."""
    given = os.environ if environment is None else environment
    values = {each.name: given.get(each.name, "").strip() or each.default for each in SETTINGS}
    app_types = {each.casefold(): each for each in APP_TYPES}
    app_type = app_types.get(values["MicrosoftAppType"].casefold())
    if app_type is None:
        raise BadSettings(
            f"MicrosoftAppType is {' or '.join(APP_TYPES)}, not {values['MicrosoftAppType']!r}."
        )
    if values["SIMILAR_BY"] not in SIMILAR_WAYS:
        raise BadSettings(
            f"SIMILAR_BY is {' or '.join(SIMILAR_WAYS)}, not {values['SIMILAR_BY']!r}."
        )
    named = ((tenant or "").strip() or values["MicrosoftAppTenantId"]).lower()
    return Settings(
        app_id=values["MicrosoftAppId"].lower(),
        app_password=values["MicrosoftAppPassword"],
        app_type=app_type,
        tenant=named or LOCAL_TENANT,
        tenant_given=bool(named),
        mongodb_uri=values["MONGODB_URI"],
        mongodb_database=values["MONGODB_DATABASE"],
        mongodb_driver=values["MONGODB_DRIVER"],
        similar_by=values["SIMILAR_BY"],
        host=values["HOST"].strip("[]"),
        port=_port("PORT", values["PORT"]),
        metrics_port=_port("METRICS_PORT", values["METRICS_PORT"])
        if values["METRICS_PORT"]
        else None,
        drain_seconds=_drain(values["DRAIN_SECONDS"]),
        public_url=values["PUBLIC_URL"].rstrip("/"),
        smtp=_smtp(values["SMTP_URL"]),
        mail_from=_sender(values),
        anonymous=_yes("NANOMENTOR_ANONYMOUS", values["NANOMENTOR_ANONYMOUS"]),
    )


def environment_of(settings: Settings) -> dict[str, str]:
    """Give the environment of another process that is to work on the same database and tenant."""
    return {
        **os.environ,
        "MicrosoftAppTenantId": settings.tenant,
        "MONGODB_URI": settings.mongodb_uri,
        "MONGODB_DATABASE": settings.mongodb_database,
        "MONGODB_DRIVER": settings.mongodb_driver,
    }


def _smtp(url: str) -> MailServer | None:
    try:
        return mail_server(url) if url else None
    except ValueError as wrong:
        raise BadSettings(str(wrong)) from None


def _sender(values: Mapping[str, str]) -> str:
    """Give the address mails come from."""
    given = values["MAIL_FROM"]
    if given and not _ADDRESS.fullmatch(given):
        raise BadSettings(f"MAIL_FROM is an address such as mentor@example.com, not {given!r}.")
    server = _smtp(values["SMTP_URL"])
    if server is None:
        return given
    user = server.user
    if given or _ADDRESS.fullmatch(user):
        return given or user
    try:
        host = urlsplit(values["PUBLIC_URL"]).hostname
    except ValueError:
        host = None
    return f"nanomentor@{host or 'localhost'}"


def _port(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) not in PORTS:
        raise BadSettings(f"{name} is a port from 1 to 65535, not {text!r}.")
    return int(text)


def _drain(text: str) -> int:
    if not text.isdecimal() or int(text) not in DRAINS:
        raise BadSettings(f"DRAIN_SECONDS is a number from 0 to {DRAINS.stop - 1}, not {text!r}.")
    return int(text)


def _yes(name: str, text: str) -> bool:
    if text.casefold() in ("", "0", "no", "false"):
        return False
    if text.casefold() in ("1", "yes", "true"):
        return True
    raise BadSettings(f"{name} is 1 or empty, not {text!r}.")
