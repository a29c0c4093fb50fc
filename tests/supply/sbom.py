"""`make sbom`: the packages of a release as a CycloneDX document, from the lock files.

The same lock files and installed packages make the same document, byte for byte: its serial number
comes from what it says, and its time from SOURCE_DATE_EPOCH.
"""

import hashlib
import os
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import Property
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from tests.imports import ROOT
from tests.supply.packages import (
    PAGE,
    PRODUCTION,
    PROJECT,
    RELEASED,
    Package,
    list_packages,
    wanted_by_mingle,
)

SCHEMA = SchemaVersion.V1_6
NAMESPACE = uuid.UUID("6f4f0d0e-7c55-4b0b-9d4b-8f0e6a6f9b57")
FILE = RELEASED / f"mingle-{PROJECT['version']}.cdx.json"


def render_sbom() -> str:
    """Return the document."""
    packages = list_packages()
    components = {package.name: _component(package) for package in packages}
    mingle = Component(
        name=PROJECT["name"],
        version=PROJECT["version"],
        type=ComponentType.APPLICATION,
        bom_ref="mingle",
        licenses=[LicenseFactory().make_from_string(PROJECT["license"])],
        description=PROJECT["description"],
        properties=[
            Property(name=f"mingle:sha256:{lock.relative_to(ROOT)}", value=_digest(lock))
            for lock in (PRODUCTION, PAGE)
        ],
    )
    bom = Bom(components=components.values())
    bom.metadata.component = mingle
    bom.metadata.timestamp = datetime.fromtimestamp(
        int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC
    )
    bom.register_dependency(
        mingle, [components[name] for name in sorted(wanted_by_mingle() & components.keys())]
    )
    for package in packages:
        needed = sorted(package.needs() & components.keys())
        bom.register_dependency(components[package.name], [components[name] for name in needed])

    licences = [f"{package} {package.licences()}" for package in packages]
    bom.serial_number = uuid.uuid5(NAMESPACE, "\n".join(licences))
    return make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string(indent=2) + "\n"


def _component(package: Package) -> Component:
    address = PackageURL("pypi", name=package.name, version=package.version)
    licences = package.licences()
    make = LicenseFactory().make_from_string if len(licences) == 1 else _named
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(address),
        purl=address,
        scope=ComponentScope.REQUIRED if package.in_production else ComponentScope.OPTIONAL,
        licenses=map(make, licences),
    )


def _named(licence: str) -> DisjunctiveLicense:
    """Return one licence of several, of which none may be an expression."""
    return DisjunctiveLicense(name=licence)


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def main() -> int:
    """Write the document; print where it is."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(render_sbom(), encoding="utf-8")
    packages = list_packages()
    unread = [package.name for package in packages if package.installed is None]
    production = sum(package.in_production for package in packages)
    print(
        f"{FILE.relative_to(RELEASED.parent)}: {production} packages of production and "
        f"{len(packages) - production} of the playground's page."
    )
    if unread:
        print(
            f"Not installed on this system, so without licences: {', '.join(unread)}.",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
