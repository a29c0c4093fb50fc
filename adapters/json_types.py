"""Types of the JSON objects that platforms and Mingle send each other."""

from collections.abc import Mapping
from typing import Any

JsonObject = dict[str, Any]  # one that we build, or may change
Payload = Mapping[str, Any]  # one that we only read
