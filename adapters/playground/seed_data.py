"""The seed data of simulated colleagues, from `workspace.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def load_seed_data() -> dict[str, Any]:
    """Return names, profiles, places, topics and suggestions; read once."""
    return tomllib.loads(Path(__file__).with_name("workspace.toml").read_text(encoding="utf-8"))
