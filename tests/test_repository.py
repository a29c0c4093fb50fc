"""Check what stands around the code: documents, settings, licence, lock files, sizes."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot.config import list_keys, load_settings
from bot.features import ROUTER

ROOT = Path(__file__).parents[1]
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "operating.md"]
EXAMPLE = ROOT / "config.example.toml"
VERSIONS = ROOT / "bot" / "store" / "migrations" / "versions"
LOCKS = [
    ROOT / "requirements.lock",
    ROOT / "adapters" / "playground" / "requirements.lock",
    ROOT / "tests" / "requirements.lock",
    ROOT / "tests" / "mutants.lock",
]
INSTALLER = ROOT / ".ci" / "installer.lock"
LONGEST_MODULE = 320

REGISTRY_HOSTS = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "deb.debian" + ".org"]
MACHINE_PATH = re.compile(r"(?<![\w.:/~-])/(?:work|root|farm|opt|home|Users)/")


def _tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def _text(path: Path) -> str:
    raw = path.read_bytes()
    return "" if b"\0" in raw else raw.decode("utf-8", errors="replace")


def _with_commented_keys(toml: str) -> str:
    return re.sub(r"^#\s?(?=[a-z_]+ = )", "", toml, flags=re.MULTILINE)


def test_the_example_configuration_has_every_setting_and_no_other() -> None:
    sections = tomllib.loads(_with_commented_keys(EXAMPLE.read_text(encoding="utf-8")))
    assert {
        f"{section}.{key}" for section, table in sections.items() for key in table
    } == list_keys().keys()


def test_the_example_configuration_is_accepted_as_it_stands() -> None:
    assert load_settings(EXAMPLE)


@pytest.mark.parametrize("setting", list_keys())
def test_every_setting_is_written_down(setting: str) -> None:
    assert f"`{setting}`" in SETTINGS
    assert f"`MINGLE_{setting.replace('.', '__').upper()}`" in SETTINGS


@pytest.mark.parametrize("command", sorted(ROUTER.commands))
def test_every_command_is_written_down(command: str) -> None:
    assert re.search(rf"`/{re.escape(command)}\b", COMMANDS)


@pytest.mark.parametrize(
    "target", re.findall(r"^(\w+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
)
def test_everything_make_can_do_is_written_down(target: str) -> None:
    assert any(f"make {target}" in guide.read_text(encoding="utf-8") for guide in GUIDES)


def test_the_licence_is_apache_2() -> None:
    licence = _text(ROOT / "LICENSE")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert tomllib.loads(_text(ROOT / "pyproject.toml"))["project"]["license"] == "Apache-2.0"


def test_nothing_tracked_names_a_machine_path_or_a_registry_host() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in _tracked()
        for name in [
            *MACHINE_PATH.findall(_text(path)),
            *(host for host in REGISTRY_HOSTS if host in _text(path)),
        ]
    }
    assert not found


@pytest.mark.parametrize("lock", [*LOCKS, INSTALLER], ids=lambda lock: str(lock.relative_to(ROOT)))
def test_every_locked_package_has_hashes_and_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert "://" not in text
    assert "--index" not in text
    assert pins
    assert not [pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin]


def test_the_lock_files_agree_on_each_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in _pins(lock):
            versions.setdefault(name, set()).add(version)
    assert not {name: pinned for name, pinned in versions.items() if len(pinned) > 1}


def _pins(lock: Path) -> list[tuple[str, str]]:
    return re.findall(
        r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE
    )


def test_what_the_package_asks_for_is_locked() -> None:
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    groups = project["dependency-groups"]
    asked = [
        project["project"]["dependencies"] + groups["build"],
        project["project"]["optional-dependencies"]["playground"],
        groups["test"],
        groups["mutants"],
    ]
    for lock, requirements in zip(LOCKS, asked, strict=True):
        names = {re.split(r"[\[<>=~!; ]", requirement)[0] for requirement in requirements}
        assert names <= {name for name, _ in _pins(lock)}


@pytest.mark.parametrize("folder", ["bot", "adapters", "jobs", "tests"])
def test_no_module_is_too_long_to_read(folder: str) -> None:
    modules = [
        path for path in (ROOT / folder).rglob("*.py") if path.parent.name != "versions"
    ]  # migrations only grow
    lengths = {path: sum(map(bool, map(str.strip, _text(path).splitlines()))) for path in modules}
    assert not {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > LONGEST_MODULE}


def test_migrations_follow_each_other_by_their_numbers() -> None:
    names = sorted(path.name for path in VERSIONS.glob("[0-9]*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
