"""Hold what a release says of its packages to the lock files, and to the format's own schema."""

import json
from pathlib import Path
from typing import Any

import cyclonedx.schema
import jsonschema_rs
import pytest

from tests.lock_file import list_pinned
from tests.supply import notices, sbom
from tests.supply.packages import PAGE, PRODUCTION, PROJECT, Package, list_packages

SCHEMAS = Path(cyclonedx.schema.__file__).parent / "_res"


def schema(name: str) -> dict[str, Any]:
    return dict(json.loads((SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return dict(json.loads(sbom.render_sbom()))


def test_the_bill_of_materials_is_valid_cyclonedx(told: dict[str, Any]) -> None:
    bom = schema("bom-1.6")
    address = bom["$id"].rpartition("/")[0]
    others = [(f"{address}/{name}.SNAPSHOT.schema.json", name) for name in ("spdx", "jsf-0.82")]
    registry = jsonschema_rs.Registry([(place, schema(name)) for place, name in others])
    jsonschema_rs.validator_for(bom, registry=registry).validate(told)
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validator_for(bom, registry=registry).validate({**told, "version": "one"})


def test_it_lists_what_the_lock_files_pin_and_nothing_else(told: dict[str, Any]) -> None:
    listed = {f"{one['name']}=={one['version']}": one["scope"] for one in told["components"]}
    production, page = (list_pinned(lock.read_text("utf-8")) for lock in (PRODUCTION, PAGE))
    assert listed == dict.fromkeys(page, "optional") | dict.fromkeys(production, "required")
    assert told["metadata"]["component"]["version"] == PROJECT["version"]


def test_everything_in_it_is_reached_from_mingle(told: dict[str, Any]) -> None:
    needs = {one["ref"]: one.get("dependsOn", []) for one in told["dependencies"]}
    reached, ahead = set[str](), ["mingle"]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += needs[name]
    unreached = {name.partition("@")[0] for name in needs.keys() - reached}
    assert unreached <= {"pkg:pypi/setuptools"}  # which builds the package


def test_the_same_install_makes_the_same_document_but_for_its_date(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772442000")
    again = json.loads(sbom.render_sbom())
    dated = {**told["metadata"], "timestamp": "2026-03-02T09:00:00+00:00"}
    assert again == {**told, "metadata": dated}


def test_each_package_is_named_once_with_its_licence_and_each_text_once() -> None:
    said = notices.render_notices()
    for package in list_packages():
        assert said.count(f" {package.name} {package.version}: ") == 1
        assert package.installed is None or package.licences(), package.name
    texts = [text for package in list_packages() for _, text in package.licence_texts()]
    assert all(said.count(text) >= 1 for text in texts)


def test_only_what_is_for_other_systems_comes_without_a_licence_text() -> None:
    absent = {package.name for package in list_packages() if package.installed is None}
    assert set(notices.without_text()) == absent <= {"audioop-lts", "colorama", "typing-extensions"}


def test_a_version_that_is_not_installed_has_no_say() -> None:
    other = Package("starlette", "0.0.1", in_production=True)
    assert (other.licences(), other.licence_texts(), other.needs()) == ([], [], set())
