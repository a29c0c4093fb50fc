"""The version that is installed."""

from importlib.metadata import PackageNotFoundError, version

UNKNOWN = "unknown"


def find_version() -> str:
    """Return the version of the installed package, or a word where it is not installed."""
    try:
        return version("mingle")
    except PackageNotFoundError:
        return UNKNOWN


VERSION = find_version()
