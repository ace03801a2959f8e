"""Which input method Qt is told to speak to before it starts."""

import sys

import pytest
from PySide6.QtCore import QCoreApplication

from ui.input_method import choose, found_plugins

SHIPPED = {"compose", "ibus", "qtvirtualkeyboard"}


@pytest.mark.parametrize(
    ("environment", "chosen"),
    [
        ({"QT_IM_MODULE": "fcitx"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": "fcitx5"}, {"QT_IM_MODULE": "ibus"}),
        ({"XMODIFIERS": "@im=fcitx"}, {"QT_IM_MODULE": "ibus"}),
        ({"XMODIFIERS": "@im=ibus"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": "xim", "XMODIFIERS": "@im=fcitx"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULE": "fcitx", "WAYLAND_DISPLAY": "wayland-0"}, {"QT_IM_MODULE": "ibus"}),
        ({"QT_IM_MODULES": "wayland;fcitx"}, {"QT_IM_MODULES": "wayland;fcitx;ibus"}),
        ({"QT_IM_MODULES": "fcitx", "QT_IM_MODULE": "compose"}, {"QT_IM_MODULES": "fcitx;ibus"}),
        (
            {"XMODIFIERS": "@im=fcitx", "WAYLAND_DISPLAY": "wayland-0", "QT_QPA_PLATFORM": "xcb"},
            {"QT_IM_MODULE": "ibus"},
        ),
    ],
)
def test_where_the_desktop_says_fcitx_the_ibus_protocol_is_chosen(environment, chosen):
    assert choose(environment, SHIPPED) == chosen


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"QT_IM_MODULE": "ibus"},
        {"QT_IM_MODULE": "compose", "XMODIFIERS": "@im=fcitx"},
        {"QT_IM_MODULE": "qtvirtualkeyboard", "XMODIFIERS": "@im=fcitx"},
        {"QT_IM_MODULE": "none", "XMODIFIERS": "@im=fcitx"},
        {"QT_IM_MODULES": "wayland;fcitx;ibus"},
        {"QT_IM_MODULE": "xim"},
        {"XMODIFIERS": "@im=SCIM"},
        {"XMODIFIERS": "@im=fcitx", "WAYLAND_DISPLAY": "wayland-0"},
    ],
)
def test_a_choice_that_works_or_none_at_all_is_left_alone(environment):
    assert choose(environment, SHIPPED) == {}


@pytest.mark.parametrize("plugins", [{"fcitx5", "ibus"}, {"fcitx", "ibus"}, {"compose"}, set()])
def test_nothing_is_changed_where_fcitx_has_its_plugin_or_ibus_has_none(plugins):
    assert choose({"QT_IM_MODULE": "fcitx"}, plugins) == {}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux asks for a plugin by its name")
def test_the_plugins_qt_comes_with_are_found():
    assert {"compose", "ibus"} <= found_plugins(QCoreApplication.libraryPaths())


def test_on_windows_no_plugin_is_looked_for(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert found_plugins(QCoreApplication.libraryPaths()) == set()
