"""Files the program ships with and files it writes."""

import os
import sys
from pathlib import Path

__all__ = ["resource", "state_folder"]

# `resources` stands beside `calc` in the source tree, in an installed package and in a frozen bundle.
_RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, `resource("policies")` for example."""
    return _RESOURCES.joinpath(*parts)


def state_folder() -> Path:
    """Return the folder for what the program remembers between runs (logs, recovery), made if need be.

    ``%LOCALAPPDATA%`` on Windows, ``$XDG_STATE_HOME`` or ``~/.local/state`` elsewhere. Raises OSError.
    """
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    folder = Path(base) / "land-compensation"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
