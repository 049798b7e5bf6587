"""`python -m manifest.pack`: writes the app package that an administrator uploads to Teams.

The bot's id and address come from `MicrosoftAppId` and `PUBLIC_URL`, or from the options; what is
always the same is in `manifest.template.json`; the commands are those of the help card.
"""

import argparse
import io
import json
import sys
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any, Final

from manifest.check import SCHEMAS, domain, problems, schema_file, schema_problems
from teams_bot.settings import BadSettings, read_settings
from teams_bot.texts import COMMANDS

FOLDER: Final = Path(__file__).parent
TEMPLATE: Final = FOLDER / "manifest.template.json"
ICONS: Final = ("color.png", "outline.png")
OUT: Final = FOLDER / "dist" / "nanomentor.zip"
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the same bytes whenever it is packed

NEXT: Final = """\
Next: upload it in the Teams admin centre (Teams apps, Manage apps, Actions, Upload new app), allow
it for the people who may use it, and install it for them with an app setup policy. To try it
alone: Teams, Apps, Manage your apps, Upload an app. An update needs a higher --version."""


class CannotPack(Exception):  # noqa: N818 - told to the operator
    """The package would be refused; the text has one sentence a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What differs between installations. Empty addresses follow from the public one."""

    app_id: str
    public_url: str
    name: str = "Nanomentor"  # of the organisation that runs it
    website: str = ""
    privacy: str = ""
    terms: str = ""
    version: str = "1.0.0"


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack, say what to do next; 1 with a sentence for each thing that is wrong."""
    try:
        details, out = _read(arguments)
        manifest, checked = packable(details)
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(zipped(manifest, _icons()))
    except (BadSettings, CannotPack) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The package cannot be written: {error}.", file=sys.stderr)
        return 1
    print(f"{out}: {manifest['name']['short']} {details.version} for bot {details.app_id}")
    print(checked)
    if not (details.privacy and details.terms):
        print("Privacy and terms link to the bot's own pages; --privacy and --terms name others.")
    print(NEXT)
    return 0


def packable(details: Details, schemas: Path = SCHEMAS) -> tuple[Mapping[str, Any], str]:
    """The manifest, and a line on how it was checked; refuses what Teams would refuse."""
    manifest = filled(details)
    wrong = problems(manifest, _icons())
    schema = schema_file(manifest, schemas)
    refused = None if wrong else schema_problems(manifest, schema)
    if wrong or refused:
        raise CannotPack("\n".join([*wrong, *(refused or ())]))
    if refused is None:
        return manifest, f"Not checked against Microsoft's schema: run npm ci in {schemas}."
    return manifest, f"Checked against Microsoft's schema {manifest['manifestVersion']}."


def filled(details: Details) -> dict[str, Any]:
    """The manifest of this installation, from the template."""
    website = details.website or details.public_url
    public = details.public_url.rstrip("/")  # where `teams_bot.pages` serves both
    given = {
        "app_id": details.app_id,
        "version": details.version,
        "domain": domain(details.public_url),
        "name": details.name,
        "website": website,
        "privacy": details.privacy or f"{public}/privacy",
        "terms": details.terms or f"{public}/terms",
    }
    template = json.loads(TEMPLATE.read_text(encoding="utf-8"))
    manifest: dict[str, Any] = {key: _filled(part, given) for key, part in template.items()}
    for listed in manifest["bots"][0]["commandLists"]:
        listed["commands"] = [
            {"title": command.title, "description": command.description} for command in COMMANDS
        ]
    return manifest


def zipped(manifest: Mapping[str, Any], icons: Mapping[str, bytes]) -> bytes:
    """The package: the same bytes for the same content."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, data in {"manifest.json": f"{text}\n".encode(), **icons}.items():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.create_system = 3  # the same on Windows
            entry.external_attr = 0o644 << 16
            package.writestr(entry, data)
    return out.getvalue()


def _read(arguments: Sequence[str] | None) -> tuple[Details, Path]:
    settings = read_settings()
    parser = argparse.ArgumentParser(prog="python -m manifest.pack", description=__doc__)
    add = parser.add_argument
    add("--app-id", default=settings.app_id, help="the bot's application (client) id")
    add("--public-url", default=settings.public_url, help="where Teams reaches the bot, https")
    add("--name", default="Nanomentor", help="the organisation that runs the bot")
    add("--website", default="", help="its page about the bot")
    add("--privacy", default="", help="its privacy page")
    add("--terms", default="", help="its terms of use")
    add("--version", default="1.0.0", help="of the package; an update needs a higher one")
    add("--out", type=Path, default=OUT, help="the file to write")
    given = vars(parser.parse_args(arguments))
    out = given.pop("out")
    return Details(**given), out


def _icons() -> dict[str, bytes]:
    return {name: (FOLDER / name).read_bytes() for name in ICONS if (FOLDER / name).exists()}


def _filled(part: Any, given: Mapping[str, str]) -> Any:
    """The same shape with every `$name` in its texts replaced."""
    if isinstance(part, str):
        return Template(part).substitute(given)
    if isinstance(part, list):
        return [_filled(each, given) for each in part]
    if isinstance(part, dict):
        return {key: _filled(each, given) for key, each in part.items()}
    return part


if __name__ == "__main__":
    sys.exit(main())
