"""Settings that are remembered, colours that can be read, icons that are there, controls that have names."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QListView,
    QScrollBar,
)

from calc.files import resource
from ui.dialogs import SettingsDialog
from ui.settings import GEOMETRY, LANGUAGE, THEME, Settings
from ui.theme import DARK, LIGHT

UI = Path(__file__).resolve().parents[2] / "ui"


def luminance(color):
    channels = [value / 255 for value in (color.red(), color.green(), color.blue())]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(QColor(one)), luminance(QColor(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *(
        (role, ground)
        for role in ("text", "muted", "accent", "danger", "caution")
        for ground in ("surface", "raised")
    ),
    ("text", "selection"),
    ("muted", "selection"),
    ("danger", "selection"),
    ("caution", "selection"),
    ("text", "danger_soft"),
    ("danger", "danger_soft"),
    ("caution", "caution_soft"),
    ("text", "caution_soft"),
    ("on_accent", "accent"),
]


@pytest.mark.parametrize("roles", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_what_is_read_stands_out_from_its_ground(roles, ink, ground):
    assert contrast(getattr(roles, ink), getattr(roles, ground)) >= 4.5


def test_colours_stand_in_the_theme_alone():
    literal = re.compile(r"#[0-9a-fA-F]{3,8}\b|QColor\(\s*[\d\"']|GlobalColor|\brgba?\(")
    hits = [path.name for path in UI.rglob("*.py") if literal.search(path.read_text("utf-8"))]
    assert hits == ["theme.py"]


def test_every_icon_is_drawn_and_every_named_icon_is_there(desktop):
    theme = desktop.context.theme
    for path in resource("icons").glob("*.svg"):
        assert not theme.icon(path.stem).pixmap(18).toImage().allGray() or path.stem != "app"
        assert path.read_text("utf-8").startswith("<svg ")


def test_icons_take_the_colours_of_the_look(desktop):
    theme = desktop.context.theme
    for choice, roles in (("light", LIGHT), ("dark", DARK)):
        theme.choose(choice)
        image = theme.icon("error", "danger").pixmap(36).toImage()
        inked = {
            image.pixelColor(x, y).name()
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() == 255
        }
        assert roles.danger in inked
    theme.choose("light")


def test_a_damaged_settings_file_never_stops_a_start(tmp_path):
    path = tmp_path / "settings.ini"
    path.write_text(
        "[interface]\nlanguage=klingon\ntheme=17\n[window]\ngeometry=x\n[files]\nrecent=7\n", "utf-8"
    )
    settings = Settings(path)
    assert settings.get(LANGUAGE) == ""
    assert settings.get(THEME) == ""
    assert settings.get(GEOMETRY) == QByteArray()
    assert settings.recent() == []


def test_files_of_late_are_remembered_newest_first_without_those_that_are_gone(tmp_path):
    settings = Settings(tmp_path / "settings.ini")
    paths = [tmp_path / f"{number}.lcs" for number in range(12)]
    for path in paths:
        path.touch()
        settings.remember(path)
    settings.remember(paths[5])
    paths[11].unlink()
    assert [path.name for path in Settings(tmp_path / "settings.ini").recent()] == [
        "5.lcs", "10.lcs", "9.lcs", "8.lcs", "7.lcs", "6.lcs", "4.lcs",
    ]  # fmt: skip


def test_a_file_name_with_a_comma_is_remembered_alone(tmp_path):
    path = tmp_path / "road, north.lcs"
    path.touch()
    Settings(tmp_path / "settings.ini").remember(path)
    assert Settings(tmp_path / "settings.ini").recent() == [path]


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_every_control_has_a_name_for_screen_readers(desktop, window, show, small, language):
    show(small)
    settings = SettingsDialog(desktop.context)
    nameless = [
        widget
        for kind in (QLineEdit, QComboBox, QAbstractButton, QAbstractItemView)
        for widget in [*window.findChildren(kind), *settings.findChildren(kind)]
        if not isinstance(widget, QHeaderView | QScrollBar)
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and not _belongs_to_another(widget)
    ]
    assert nameless == [], language


def _belongs_to_another(widget):
    """Parts that Qt makes inside a control: the list of a drop-down, the corner of a table, the clear button."""
    parent = widget.parentWidget()
    return (
        (
            isinstance(widget, QListView)
            and parent is not None
            and parent.metaObject().className() == "QComboBoxPrivateContainer"
        )
        or isinstance(parent, QAbstractItemView | QLineEdit)
        or widget.objectName().startswith("qt_")
    )


def test_every_role_is_a_colour():
    for roles in (LIGHT, DARK):
        assert all(QColor(getattr(roles, each.name)).isValid() for each in fields(roles))
