"""`make notices`: the licences of the packages of a release, and the texts that came with them."""

import sys

from tests.supply.packages import PROJECT, RELEASED, Package, list_packages

FILE = RELEASED / "THIRD-PARTY-NOTICES.txt"
RULE = "=" * 80
HEAD = f"""Third-party software in Mingle {PROJECT["version"]}

Mingle itself is under the licence {PROJECT["license"]} (LICENSE). An install has these packages,
each under the licence that its own metadata names. Those marked * come with the playground alone.
"""


def render_notices() -> str:
    """Return a list of all packages, and below it the licence texts, each text once."""
    packages = list_packages()
    lines = [_line(package) for package in packages]
    users: dict[str, list[str]] = {}
    for package in packages:
        for name, text in package.licence_texts():
            users.setdefault(text, []).append(f"{package.name} {package.version} ({name})")

    texts = [f"{RULE}\n{'; '.join(of)}\n{RULE}\n\n{text}\n" for text, of in users.items()]
    return "\n".join([HEAD, *lines, "", *texts])


def without_text() -> list[str]:
    """Return the packages that came without a licence text."""
    return [package.name for package in list_packages() if not package.licence_texts()]


def _line(package: Package) -> str:
    mark = " " if package.in_production else "*"
    licences = ", ".join(package.licences()) or "not installed on the system that wrote this"
    return f"{mark} {package.name} {package.version}: {licences}"


def main() -> int:
    """Write the notices; print where they are, and whose text is missing."""
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(render_notices(), encoding="utf-8")
    print(f"{FILE.relative_to(RELEASED.parent)}: {len(list_packages())} packages.")
    if missing := without_text():
        print(f"Without a licence text: {', '.join(missing)}.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
