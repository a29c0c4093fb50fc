"""Read what simulated colleagues are made of and what they have to say."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load_seed_data() -> dict[str, Any]:
    """Give names, profiles, learnings, places, topics and suggestions."""
    return tomllib.loads(Path(__file__).with_name("workspace.toml").read_text(encoding="utf-8"))
