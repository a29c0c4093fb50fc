"""Golden files: what was drawn once, looked at and accepted. ACCEPT_GOLDEN=1 accepts anew."""

import json
import os
from pathlib import Path


def accepted(file: Path, drawn: object) -> object:
    """Return what this file says was accepted, which ACCEPT_GOLDEN=1 makes what is drawn now."""
    if os.environ.get("ACCEPT_GOLDEN"):
        file.write_text(json.dumps(drawn, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return json.loads(file.read_text(encoding="utf-8"))
