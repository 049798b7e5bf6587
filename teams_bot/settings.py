"""The configuration, read from the environment once. Only this file reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from teams_bot.smtp_url import MailServer, mail_server, on_this_machine

LOCAL_TENANT: Final = "local"
APP_TYPES: Final = ("SingleTenant", "MultiTenant")
PORTS: Final = range(1, 65536)
DRAINS: Final = range(61)
SIMILAR_WAYS: Final = ("model", "characters")
_GUID: Final = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ADDRESS: Final = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[A-Za-z0-9.-]+")
_DATABASE: Final = re.compile(r"[A-Za-z0-9_-]{1,38}")


class BadSettings(Exception):  # noqa: N818 - told to the operator in one sentence
    """The environment is wrong or not complete; the text says what to set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One variable: its default and what it is for; `.env.example` and README show the table."""

    name: str
    default: str
    help: str


SETTINGS: Final = (
    Setting(name="MicrosoftAppId", default="", help="The bot's application (client) id in Entra"),
    Setting(name="MicrosoftAppPassword", default="", help="The client secret of that application"),
    Setting(
        name="MicrosoftAppType",
        default="SingleTenant",
        help="SingleTenant, or MultiTenant for bots registered before August 2025",
    ),
    Setting(
        name="MicrosoftAppTenantId",
        default="",
        help="The directory (tenant) id; activities of other tenants are refused",
    ),
    Setting(name="MONGODB_URI", default="", help="A MongoDB replica set without an arbiter"),
    Setting(name="MONGODB_DATABASE", default="nanomentor", help="The database's name"),
    Setting(name="MONGODB_DRIVER", default="pymongo", help="pymongo or motor"),
    Setting(
        name="SIMILAR_BY",
        default="model",
        help="How past questions are compared: model (by meaning where requirements-model.txt is "
        "installed, else by spelling) or characters (always by spelling)",
    ),
    Setting(name="HOST", default="127.0.0.1", help="The address to listen on"),
    Setting(name="PORT", default="3978", help="The port to listen on"),
    Setting(
        name="METRICS_PORT", default="", help="A loopback port for /metrics; empty: no metrics"
    ),
    Setting(
        name="DRAIN_SECONDS",
        default="3",
        help="So long after SIGTERM the service says that it is not ready, and still answers",
    ),
    Setting(
        name="PUBLIC_URL", default="", help="Where the service is reached from outside, https"
    ),
    Setting(
        name="SMTP_URL",
        default="",
        help="The mail server for mentors outside the organisation, such as "
        "smtp+starttls://user:password@mail.example.com:587; also smtps:// and smtp://. "
        "Empty: no mails",
    ),
    Setting(
        name="MAIL_FROM",
        default="",
        help="The address mails come from; empty: the user of SMTP_URL where it is an address, "
        "else nanomentor at the host of PUBLIC_URL",
    ),
    Setting(
        name="NANOMENTOR_ANONYMOUS",
        default="",
        help="1: no tokens are asked for; only on a loopback HOST, for trials",
    ),
)


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


def require_database(settings: Settings) -> None:
    """Refuse to go on without a database."""
    if not settings.mongodb_uri:
        raise BadSettings(
            "MONGODB_URI is not set. Set it to a MongoDB replica set, such as "
            "mongodb://127.0.0.1:27017/?replicaSet=rs0 (or try `make demo`, which brings its own)."
        )
    if not _DATABASE.fullmatch(settings.mongodb_database):
        raise BadSettings(
            "MONGODB_DATABASE is a name of at most 38 letters, digits, _ and -, "
            f"not {settings.mongodb_database!r}."
        )


def require_service(settings: Settings) -> None:
    """Refuse to serve without credentials, or without tokens where others could reach us."""
    require_database(settings)
    if settings.anonymous and not on_this_machine(settings.host):
        raise BadSettings(
            f"NANOMENTOR_ANONYMOUS=1 is allowed on a loopback HOST only, not on {settings.host}: "
            "anybody could speak as anybody. Set HOST=127.0.0.1 or unset NANOMENTOR_ANONYMOUS."
        )
    if settings.missing_credentials:
        raise BadSettings(
            f"{', '.join(settings.missing_credentials)} must be set: the values are on the bot's "
            "registration in Azure (README, Connect a Teams tenant). "
            "For a trial without Teams set NANOMENTOR_ANONYMOUS=1."
        )
    if settings.public_url and not _public(settings.public_url):
        raise BadSettings(
            "PUBLIC_URL is an https address such as https://mentor.example.com, "
            f"not {settings.public_url!r}."
        )
    if settings.smtp is not None and not settings.public_url:
        raise BadSettings(
            "SMTP_URL is set and PUBLIC_URL is not: every mail carries a link to PUBLIC_URL. "
            "Set it to the https address of this service, or unset SMTP_URL."
        )


def doubts(settings: Settings) -> tuple[str, ...]:
    """Say what is set, yet cannot be right: nothing would arrive, and nobody would see why."""
    if settings.anonymous:
        return ()
    ids = {"MicrosoftAppId": settings.app_id, "MicrosoftAppTenantId": settings.tenant}
    return tuple(
        f"{name} is not an id of Entra (32 hexadecimal digits with hyphens): "
        "every message of Teams would be refused."
        for name, value in ids.items()
        if not _GUID.fullmatch(value)
    )


def env_example() -> str:
    """Write every variable with its help and default, for `.env.example`."""
    return "\n".join(
        f"# {each.help}{f' (default {each.default})' if each.default else ''}\n{each.name}="
        for each in SETTINGS
    )


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


def _public(address: str) -> bool:
    """Whether others can reach this address over https; a trial may name itself over http."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port  # an impossible port raises here
    except ValueError:
        return False
    if not host or parts.username or parts.query or parts.fragment or " " in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and on_this_machine(host))
