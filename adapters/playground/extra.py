"""What the playground's page needs on top of a production install: the extra `playground`."""

from importlib.util import find_spec

LIBRARIES = ("fastapi", "nicegui")


def page_installed() -> bool:
    """Return whether the libraries of the page are there, without importing them."""
    return all(find_spec(name) for name in LIBRARIES)
