"""What Teams would refuse in an app package, told before anybody uploads it."""

import importlib
import json
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

SCHEMAS: Final = Path(__file__).parent / "schema"  # `npm ci` there brings Microsoft's schemas
GUID: Final = re.compile("[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
VERSION: Final = re.compile(r"(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}")
ADDRESS: Final = re.compile(
    r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]+)?(/\S*)?", re.IGNORECASE
)
NOBODY: Final = "00000000-0000-0000-0000-000000000000"

# The longest texts, by their place in the manifest (Teams' documentation; commands are cut in
# the menu beyond these, although the schema takes more).
LONGEST: Final[Mapping[tuple[str, ...], int]] = {
    ("developer", "name"): 32,
    ("name", "short"): 30,
    ("name", "full"): 100,
    ("description", "short"): 80,
    ("description", "full"): 4000,
}
LONGEST_COMMAND: Final[Mapping[str, int]] = {"title": 32, "description": 128}
COMMANDS: Final = 10  # a list shows no more
ICON_SIZES: Final[Mapping[str, int]] = {"color": 192, "outline": 32}
RGBA: Final = 6  # the colour type of a PNG that can be transparent


def problems(manifest: Mapping[str, Any], icons: Mapping[str, bytes]) -> list[str]:
    """Everything that is wrong, a sentence each; `icons` are the files by their name."""
    return [
        *_identity(manifest),
        *_addresses(manifest),
        *_texts(manifest),
        *_commands(manifest),
        *(said for kind in ICON_SIZES for said in _icon(kind, manifest, icons)),
    ]


def domain(address: str) -> str:
    """The domain of an address that Teams can reach, or nothing.

    >>> domain("https://mentor.example.com/bot"), domain("http://mentor"), domain("https://[::1]")
    ('mentor.example.com', '', '')
    """
    host = (urlsplit(address).hostname or "") if ADDRESS.fullmatch(address) else ""
    return host if "." in host and not host.replace(".", "").isdecimal() else ""


def schema_file(manifest: Mapping[str, Any], schemas: Path = SCHEMAS) -> Path:
    """Where Microsoft's schema of the manifest's version is, once it was fetched."""
    inside = "node_modules/@microsoft/app-manifest/build/json-schemas/teams"
    version = f"v{manifest['manifestVersion']}"
    return schemas / inside / version / "MicrosoftTeams.schema.json"


def schema_problems(manifest: Mapping[str, Any], schema: Path) -> list[str] | None:
    """What the schema refuses; None where the schema or the package jsonschema is missing."""
    try:
        jsonschema: Any = importlib.import_module("jsonschema")
        known = json.loads(schema.read_text(encoding="utf-8"))
    except (ImportError, FileNotFoundError):
        return None
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    found = jsonschema.Draft4Validator(known, format_checker=checker).iter_errors(manifest)
    return sorted(f"{'.'.join(map(str, each.absolute_path))}: {each.message}." for each in found)


def _identity(manifest: Mapping[str, Any]) -> list[str]:
    said = []
    app_id = manifest["id"]
    if not GUID.fullmatch(app_id) or app_id == NOBODY:
        said.append(
            f"The app id {app_id!r} is not a GUID: set MicrosoftAppId (or --app-id) to the "
            "application (client) id of the bot's registration."
        )
    if not VERSION.fullmatch(manifest["version"]):
        said.append(f"The version {manifest['version']!r} is not of the form 1.0.0.")
    return said


def _addresses(manifest: Mapping[str, Any]) -> list[str]:
    if "" in manifest["validDomains"]:
        said = (
            "There is no address at which Teams can reach the bot: set PUBLIC_URL (or "
            "--public-url) to an https address with a domain, such as https://mentor.example.com."
        )
        return [said]
    developer = manifest["developer"]
    options = {"websiteUrl": "--website", "privacyUrl": "--privacy", "termsOfUseUrl": "--terms"}
    return [
        f"{developer[field]!r} is not an address for {option}: write https://example.com/page."
        for field, option in options.items()
        if not ADDRESS.fullmatch(developer[field])
    ]


def _texts(manifest: Mapping[str, Any]) -> list[str]:
    said = []
    for (part, field), longest in LONGEST.items():
        text = manifest[part][field]
        if not 0 < len(text) <= longest:
            said.append(f"{part}.{field} has {len(text)} characters; it takes 1 to {longest}.")
    return said


def _commands(manifest: Mapping[str, Any]) -> list[str]:
    said = []
    for commands in (each["commands"] for bot in manifest["bots"] for each in bot["commandLists"]):
        if not 0 < len(commands) <= COMMANDS:
            said.append(f"There are {len(commands)} commands; a list takes 1 to {COMMANDS}.")
        said += [
            f"The {field} of the command {command['title']!r} is longer than {longest} characters."
            for command in commands
            for field, longest in LONGEST_COMMAND.items()
            if len(command[field]) > longest
        ]
    return list(dict.fromkeys(said))


def _icon(kind: str, manifest: Mapping[str, Any], icons: Mapping[str, bytes]) -> list[str]:
    name, size = manifest["icons"][kind], ICON_SIZES[kind]
    data = icons.get(name, b"")
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR":
        return [f"The icon {name} is not there, or is not a PNG: run python -m manifest.icons."]
    width, height, _, colour_type = struct.unpack(">IIBB", data[16:26])
    if (width, height) != (size, size):
        return [f"The icon {name} is {width} by {height} pixels; it must be {size} by {size}."]
    if kind == "outline" and colour_type != RGBA:
        return [f"The icon {name} cannot be transparent; save it as PNG with an alpha channel."]
    return []
