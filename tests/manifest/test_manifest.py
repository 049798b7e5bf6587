"""The Teams app package: valid, the same every time, and one sentence for each mistake."""

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from aiohttp import web
from jsonschema import Draft4Validator

import manifest
from manifest import check, icons, pack
from manifest.pack import CannotPack, Details, filled, packable, zipped
from teams_bot.intents import elsewhere
from teams_bot.pages import add_pages
from teams_bot.texts import COMMANDS
from teams_bot.tryout.packages import ensure_page_packages

FOLDER = Path(manifest.__file__).parent
BOT = "0b5e1c3e-8f5c-4a52-9d53-0f9b9e4f4a11"
ADDRESS = "https://mentor.example.com"
OPTIONS = ["--app-id", BOT, "--public-url", ADDRESS]


@pytest.fixture(scope="session")
def schemas():
    """Microsoft's schemas, from the lock file."""
    ensure_page_packages(check.SCHEMAS)
    return check.SCHEMAS


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    for name in ("MicrosoftAppId", "PUBLIC_URL"):
        monkeypatch.delenv(name, raising=False)


def details(**given):
    return Details(**{"app_id": BOT, "public_url": ADDRESS, **given})


def wrong(**given):
    """The sentences a package with these details is refused with."""
    with pytest.raises(CannotPack) as refused:
        packable(details(**given))
    return str(refused.value).splitlines()


def pixels(data):
    """Size and RGBA values of one of our PNG files, whatever compressed it."""
    size, _ = struct.unpack(">II", data[16:24])
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        packed += data[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    lines = zlib.decompress(packed)
    wide = size * 4 + 1
    return size, [
        tuple(lines[y * wide + 1 + x * 4 :][:4]) for y in range(size) for x in range(size)
    ]


def test_the_manifest_is_valid_by_microsofts_schema(schemas):
    whole = filled(details())
    schema = json.loads(check.schema_file(whole, schemas).read_text())
    errors = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
    assert [error.message for error in errors.iter_errors(whole)] == []
    assert schema["properties"]["manifestVersion"]["const"] == whole["manifestVersion"]
    assert whole["$schema"].endswith(f"/v{whole['manifestVersion']}/MicrosoftTeams.schema.json")


def test_the_manifest_has_the_newest_public_version(schemas):
    folders = check.schema_file(filled(details()), schemas).parent.parent.glob("v[0-9]*")
    newest = max(tuple(map(int, folder.name[1:].split("."))) for folder in folders)
    assert ".".join(map(str, newest)) == filled(details())["manifestVersion"]


def test_the_schemas_lock_file_names_no_registry():
    lock = json.loads((check.SCHEMAS / "package-lock.json").read_text())
    packages = [each for name, each in lock["packages"].items() if name]
    assert all(each["integrity"] and "resolved" not in each for each in packages)


def test_the_bot_speaks_with_persons_and_in_teams():
    [bot] = filled(details())["bots"]
    assert bot["botId"] == filled(details())["id"] == BOT
    assert bot["scopes"] == ["personal", "team", "groupChat"]


def test_a_mentor_can_be_asked_about_any_message():
    manifest = filled(details())
    [extension] = manifest["composeExtensions"]
    [command] = extension["commands"]
    assert extension["botId"] == manifest["id"] == BOT
    assert (command["id"], command["context"]) == (elsewhere.COMMAND, ["message"])
    assert command["fetchTask"] is True
    assert len(command["title"]) <= 32
    assert len(command["description"]) <= 128


def test_the_commands_are_those_of_the_help_card_in_every_scope():
    [bot] = filled(details())["bots"]
    for listed in bot["commandLists"]:
        assert [(each["title"], each["description"]) for each in listed["commands"]] == [
            (command.title, command.description) for command in COMMANDS
        ]
    assert [listed["scopes"] for listed in bot["commandLists"]] == [
        ["personal"],
        ["team", "groupChat"],
    ]


def test_choosing_a_command_types_words_the_bot_knows():
    assert all(command.title.casefold() == command.words for command in COMMANDS)


def test_addresses_follow_from_the_public_one_unless_given():
    whole = filled(details(terms="https://example.com/terms-of-use"))
    assert whole["validDomains"] == ["mentor.example.com"]
    assert whole["developer"] == {
        "name": "Nanomentor",
        "websiteUrl": ADDRESS,
        "privacyUrl": f"{ADDRESS}/privacy",
        "termsOfUseUrl": "https://example.com/terms-of-use",
    }


def test_the_pages_that_are_linked_by_default_are_those_the_bot_serves():
    whole = filled(details(website="https://example.com/about-the-bot"))
    served = web.Application()
    add_pages(served)
    paths = {each.canonical for each in served.router.resources()}
    links = {whole["developer"][each] for each in ("privacyUrl", "termsOfUseUrl")}
    assert links == {f"{ADDRESS}{each}" for each in paths}


def test_the_package_is_the_same_every_time(tmp_path):
    for name in ("one.zip", "two.zip"):
        assert pack.main([*OPTIONS, "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_package_holds_the_manifest_and_both_icons():
    files = {name: (FOLDER / name).read_bytes() for name in pack.ICONS}
    with zipfile.ZipFile(io.BytesIO(zipped(filled(details()), files))) as package:
        assert package.testzip() is None
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(package.read("manifest.json")) == filled(details())
        assert package.read("color.png") == files["color.png"]


def test_packing_says_how_it_was_checked_and_what_to_do_next(schemas, tmp_path, capsys):
    assert pack.main([*OPTIONS, "--out", str(tmp_path / "new" / "app.zip")]) == 0
    said = capsys.readouterr().out
    assert f"app.zip: Nanomentor 1.0.0 for bot {BOT}" in said
    assert "Checked against Microsoft's schema 1.30." in said
    assert "link to the bot's own pages; --privacy and --terms name others" in said
    assert "Teams admin centre" in said


def test_nothing_is_said_about_pages_that_were_given(tmp_path, capsys):
    pages = ["--privacy", f"{ADDRESS}/p", "--terms", f"{ADDRESS}/t"]
    assert pack.main([*OPTIONS, *pages, "--out", str(tmp_path / "app.zip")]) == 0
    assert "own pages" not in capsys.readouterr().out


def test_id_and_address_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("MicrosoftAppId", BOT)
    monkeypatch.setenv("PUBLIC_URL", ADDRESS)
    assert pack.main(["--out", str(tmp_path / "app.zip")]) == 0


def test_without_the_schema_packing_says_what_is_missing(tmp_path):
    _, checked = packable(details(), tmp_path)
    assert checked == f"Not checked against Microsoft's schema: run npm ci in {tmp_path}."


def test_without_the_package_jsonschema_packing_goes_on(schemas, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "jsonschema", None)
    assert packable(details())[1].startswith("Not checked")


def test_what_only_the_schema_refuses_is_told_by_its_place(schemas, monkeypatch):
    whole = filled(details())
    whole["bots"][0]["scopes"] = ["planet"]
    monkeypatch.setattr(pack, "filled", lambda _: whole)
    [said] = wrong()
    assert said.startswith("bots.0.scopes.0: 'planet' is not one of ")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"app_id": ""}, "The app id '' is not a GUID: set MicrosoftAppId (or --app-id) to the"),
        ({"app_id": check.NOBODY}, "The app id '00000000-0000-0000-0000-000000000000' is not a"),
        ({"app_id": BOT + "0"}, f"The app id '{BOT}0' is not a GUID: set MicrosoftAppId"),
        ({"public_url": ""}, "There is no address at which Teams can reach the bot: set PUBLIC_"),
        ({"public_url": "http://a.example.com"}, "There is no address at which Teams can reach"),
        ({"public_url": "https://localhost:3978"}, "There is no address at which Teams can reac"),
        ({"public_url": "https://127.0.0.1"}, "There is no address at which Teams can reach the"),
        ({"website": "example.com"}, "'example.com' is not an address for --website: write http"),
        ({"privacy": "see intranet"}, "'see intranet' is not an address for --privacy: write ht"),
        ({"name": "N" * 33}, "developer.name has 33 characters; it takes 1 to 32."),
        ({"name": ""}, "developer.name has 0 characters; it takes 1 to 32."),
        ({"version": "1"}, "The version '1' is not of the form 1.0.0."),
    ],
)
def test_a_wrong_detail_gets_one_clear_sentence(given, sentence):
    assert wrong(**given)[0].startswith(sentence)


def test_every_mistake_is_told_at_once_and_nothing_is_written(tmp_path, capsys):
    assert pack.main(["--name", "N" * 33, "--out", str(tmp_path / "app.zip")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_environment_is_told_in_one_sentence(monkeypatch, capsys):
    monkeypatch.setenv("PORT", "many")
    assert pack.main(OPTIONS) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_file_that_cannot_be_written_is_told_in_one_sentence(tmp_path, capsys):
    (tmp_path / "file").touch()
    assert pack.main([*OPTIONS, "--out", str(tmp_path / "file" / "app.zip")]) == 1
    assert capsys.readouterr().err.startswith("The package cannot be written: ")


def test_commands_are_few_and_short():
    whole = filled(details())
    files = {name: (FOLDER / name).read_bytes() for name in pack.ICONS}
    for listed in whole["bots"][0]["commandLists"]:
        listed["commands"] = [{"title": "t" * 33, "description": "d" * 129}] * 11
    assert check.problems(whole, files) == [
        "There are 11 commands; a list takes 1 to 10.",
        f"The title of the command '{'t' * 33}' is longer than 32 characters.",
        f"The description of the command '{'t' * 33}' is longer than 128 characters.",
    ]


def test_a_wrong_icon_is_told():
    whole = filled(details())
    small = icons.png(8, icons.colour_icon, samples=1)
    opaque = bytearray(icons.png(32, icons.outline_icon, samples=1))
    opaque[25] = 2  # the colour type without transparency
    assert check.problems(whole, {"color.png": small, "outline.png": bytes(opaque)}) == [
        "The icon color.png is 8 by 8 pixels; it must be 192 by 192.",
        "The icon outline.png cannot be transparent; save it as PNG with an alpha channel.",
    ]
    assert check.problems(whole, {"outline.png": b"GIF89a"}) == [
        "The icon color.png is not there, or is not a PNG: run python -m manifest.icons.",
        "The icon outline.png is not there, or is not a PNG: run python -m manifest.icons.",
    ]


def test_the_kept_icons_are_the_drawn_ones(monkeypatch, tmp_path):
    monkeypatch.setattr(icons, "FOLDER", tmp_path)
    icons.main()
    for name in pack.ICONS:
        assert pixels((FOLDER / name).read_bytes()) == pixels((tmp_path / name).read_bytes())


def test_the_outline_is_white_on_nothing_and_the_other_icon_has_no_hole():
    size, outline = pixels((FOLDER / "outline.png").read_bytes())
    assert size == 32
    assert {pixel[:3] for pixel in outline} == {(255, 255, 255)}
    assert {0, 255} <= {pixel[3] for pixel in outline}
    assert all(outline[at][3] == 0 for at in (0, 31, 32 * 31, 32 * 32 - 1))
    size, colour = pixels((FOLDER / "color.png").read_bytes())
    assert size == 192
    assert {pixel[3] for pixel in colour} == {255}
