"""What the parsers of pages share."""

from selectolax.lexbor import LexborNode


def attribute_of(node: LexborNode, name: str) -> str:
    """Return an attribute of an element, or an empty string."""
    return node.attributes.get(name) or ""
