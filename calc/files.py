"""Files the program ships with and files it writes."""

from pathlib import Path

__all__ = ["resource"]

# `resources` stands beside `calc` in the source tree, in an installed package and in a frozen bundle.
_RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, `resource("policies")` for example."""
    return _RESOURCES.joinpath(*parts)
