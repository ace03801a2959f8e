"""Which input method Qt is to speak to on Linux, decided before Qt starts.

The PySide6 wheel comes with a plugin for the IBus protocol and with none for fcitx, whose own plugin is built
for the system's Qt and not found from here. fcitx 5 and fcitx 4 answer to the IBus protocol too: where the
desktop asks for fcitx, that protocol is chosen, or else nobody could type Chinese.
"""

import re
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Final

__all__ = ["choose", "found_plugins"]

_LIST: Final = "QT_IM_MODULES"
_ONE: Final = "QT_IM_MODULE"
_NONE: Final = "none"
_PROTOCOL: Final = "ibus"
_SPEAKERS: Final = ("fcitx", "fcitx5", "ibus")
"""Input methods that speak the IBus protocol."""
_PLUGIN: Final = re.compile(r"lib(\w+?)(platforminputcontext)?plugin\.so")


def choose(environment: Mapping[str, str], plugins: Collection[str]) -> dict[str, str]:
    """Return what to add to the environment; nothing where what it says works, or where nobody asks.

    `plugins` are the names of the input method plugins that Qt can find. On Wayland with no word for Qt the
    compositor serves, unless X11 was chosen.
    """
    wanted = [name for name in environment.get(_LIST, "").split(";") if name]
    variable = _LIST if wanted else _ONE
    wanted = wanted or [name for name in (environment.get(_ONE, ""),) if name]
    if any(name == _NONE or _serves(name, plugins) for name in wanted) or not _serves(_PROTOCOL, plugins):
        return {}
    compositor = environment.get("WAYLAND_DISPLAY") and environment.get("QT_QPA_PLATFORM", "") != "xcb"
    if not wanted and compositor:
        return {}
    asked = [*wanted, environment.get("XMODIFIERS", "").partition("@im=")[2]]
    if not any(name in _SPEAKERS for name in asked):
        return {}
    return {variable: ";".join([*wanted, _PROTOCOL]) if variable == _LIST else _PROTOCOL}


def _serves(name: str, plugins: Collection[str]) -> bool:
    """Return whether a plugin is there; that of fcitx 5 answers to both names."""
    return name in plugins or (name == "fcitx" and "fcitx5" in plugins)


def found_plugins(folders: Iterable[str]) -> set[str]:
    """Return the names of the input method plugins below Qt's plugin folders; on Windows none is needed."""
    if not sys.platform.startswith("linux"):
        return set()
    files = (file for folder in folders for file in Path(folder, "platforminputcontexts").glob("lib*"))
    return {found[1] for file in files if (found := _PLUGIN.fullmatch(file.name))}
