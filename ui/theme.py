"""The look, defined once: colour roles for light and dark, type sizes, the grid, icons and the style sheet.

Widgets name a role or a size from here; no colour and no size stands anywhere else.

The text can be made larger (Ctrl +). The sizes below then grow with it: they are measures (`ui.measures`),
worked out when they are used, so `38 * GRID` may stand in a module and `text_font(LARGE)` in a paintEvent.
Type in the style sheet, rows, headers, columns, margins, fixed sizes and icons of open windows follow by
themselves. What draws by itself asks for its sizes while it draws, and draws anew on `Theme.changed`.
A dialog takes its first size through `first_size`, which never lets it be larger than the screen.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from math import ceil
from string import Template
from typing import Final

import shiboken6
from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from calc.files import resource
from ui.measures import lay_out_again, measure, resize_parts, set_text_percent, text_percent
from ui.style import SHEET

__all__ = [
    "DARK",
    "FAMILY",
    "GRID",
    "HEADER",
    "ICON",
    "LARGE",
    "LIGHT",
    "NORMAL",
    "RADIUS",
    "ROW",
    "SMALL_ICON",
    "TEXT_SIZES",
    "TITLE",
    "Roles",
    "Theme",
    "first_size",
    "load_fonts",
    "style_sheet",
    "text_font",
]

NORMAL: Final = measure(13)
"""Pixels of text in tables, menus and forms."""
LARGE: Final = measure(15)
"""Pixels of what leads a group."""
TITLE: Final = measure(20)
"""Pixels of a page's title."""
GRID: Final = measure(8)
ROW: Final = measure(30)
HEADER: Final = measure(44)
RADIUS: Final = measure(4)
ICON: Final = measure(18)
SMALL_ICON: Final = measure(14)
TEXT_SIZES: Final = (100, 110, 125, 150)
"""Percent that the text can be made large."""
FAMILY: Final = "Zhengdi Hei"


_FILLING: Final = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen


@dataclass(frozen=True)
class Roles:
    """Colours by what they are for.

    Attributes:
        surface: behind everything.
        raised: tables, forms and menus.
        line: hairlines.
        text: what is read.
        muted: what stands beside it.
        accent: what can be clicked or is chosen.
        on_accent: text on accent.
        selection: behind selected cells.
        danger: errors only.
        danger_soft: behind a cell in error.
        caution: warnings only.
        caution_soft: behind a cell to look at.

    """

    surface: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selection: str
    danger: str
    danger_soft: str
    caution: str
    caution_soft: str


LIGHT: Final = Roles(
    surface="#f4f6f8",
    raised="#ffffff",
    line="#d8dde3",
    text="#1a222c",
    muted="#566270",
    accent="#1f4e8c",
    on_accent="#ffffff",
    selection="#dbe7f6",
    danger="#b02a1b",
    danger_soft="#fdece9",
    caution="#835400",
    caution_soft="#fdf3dc",
)
DARK: Final = Roles(
    surface="#161a20",
    raised="#1e242c",
    line="#353e49",
    text="#e7ebf0",
    muted="#a0acb9",
    accent="#86b6f2",
    on_accent="#10161d",
    selection="#26405f",
    danger="#ff9180",
    danger_soft="#40241f",
    caution="#eab550",
    caution_soft="#3a2f18",
)


class Theme(QObject):
    """The look in force.

    Attributes:
        roles: the colours, light or dark.

    Signals:
        changed: the colours or the size of the text are others now.

    """

    changed = Signal()

    def __init__(self, choice: str = "", percent: int = TEXT_SIZES[0]) -> None:
        super().__init__()
        set_text_percent(percent)
        _set_font()
        self._colors: dict[str, QColor] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._dressed: list[tuple[QAction | QAbstractButton, str, str]] = []
        self.roles = LIGHT
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(choice)

    def choose(self, choice: str) -> None:
        """Take "light", "dark" or, with "", what the system says."""
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        self._choice = choice
        QGuiApplication.styleHints().setColorScheme(schemes.get(choice, Qt.ColorScheme.Unknown))
        self._follow()

    def enlarge(self, percent: int) -> None:
        """Make the text as large as `percent` says, and with it everything that holds text."""
        old = text_percent()
        if percent == old:
            return
        set_text_percent(percent)
        _set_font()
        self._icons.clear()
        windows = {window: window.size() for window in QApplication.topLevelWidgets()}
        with self.laid_aside():
            for window in windows:
                resize_parts(window, old, percent)
        self._dress_again()
        self.changed.emit()
        for window, size in windows.items():
            lay_out_again(window)
            if window.isVisible() and not window.windowState() & _FILLING:
                window.resize(size)  # half way through, it may have needed more

    def _follow(self) -> None:
        system_dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._choice == "dark" or (not self._choice and system_dark)
        roles = DARK if dark else LIGHT
        if roles is not self.roles:
            self.roles = roles
            self._icons.clear()
            self._colors.clear()
            self.apply()
            self._dress_again()
            self.changed.emit()

    def _dress_again(self) -> None:
        for wearer, name, role in self._dressed:
            if shiboken6.isValid(wearer):
                wearer.setIcon(self.icon(name, role))

    @contextmanager
    def laid_aside(self) -> Iterator[None]:
        """Build widgets without the style sheet, which would be worked out anew for every one of them."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet("")
        try:
            yield
        finally:
            self.apply()

    def apply(self) -> None:
        """Give the whole application the colours."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setStyleSheet("")  # changed in place, it takes five times as long
            application.setPalette(_palette(self.roles))
            application.setStyleSheet(style_sheet(self.roles))

    def color(self, role: str) -> QColor:
        """Return the colour of a role."""
        found = self._colors.get(role)
        if found is None:
            found = self._colors[role] = QColor(getattr(self.roles, role))
        return found

    def icon(self, name: str, role: str = "text") -> QIcon:
        """Return a shipped icon in the colour of a role."""
        found = self._icons.get((name, role))
        if found is None:
            found = self._icons[name, role] = self._drawn(name, role)
        return found

    def dress(self, wearer: QAction | QAbstractButton, name: str, role: str = "text") -> None:
        """Give an action or a button an icon now and whenever the colours change."""
        wearer.setIcon(self.icon(name, role))
        self._dressed = [each for each in self._dressed if shiboken6.isValid(each[0])]
        self._dressed.append((wearer, name, role))

    @staticmethod
    def _icon_sizes() -> list[int]:
        """Return the dots of the sizes in use: a picture of exactly as many dots is the crisp one."""
        ratio = QGuiApplication.primaryScreen().devicePixelRatio()
        return sorted({ceil(size * ratio) for size in (SMALL_ICON, 2 * GRID, ICON, 3 * GRID, 2 * ICON)})

    def _drawn(self, name: str, role: str) -> QIcon:
        icon = QIcon()
        text = resource("icons", f"{name}.svg").read_text("utf-8")
        for mode, shade in ((QIcon.Mode.Normal, role), (QIcon.Mode.Disabled, "line")):
            colored = text.replace("currentColor", getattr(self.roles, shade))
            renderer = QSvgRenderer(QByteArray(colored.encode()))
            for size in self._icon_sizes():
                picture = QPixmap(QSize(size, size))
                picture.fill(Qt.GlobalColor.transparent)
                painter = QPainter(picture)
                renderer.render(painter, QRectF(0, 0, size, size))
                painter.end()
                icon.addPixmap(picture, mode)
                if mode is QIcon.Mode.Normal:
                    icon.addPixmap(picture, QIcon.Mode.Selected)  # which Qt would make greyer
        return icon


def load_fonts(application: QApplication) -> None:
    """Make the shipped face the interface's; without it the system's sans-serif serves."""
    QFontDatabase.addApplicationFont(str(resource("fonts", "ZhengdiHei.ttf")))
    families = [FAMILY] if FAMILY in QFontDatabase.families() else []
    application.setFont(QFont([*families, "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif"]))
    _set_font()


def _set_font() -> None:
    QApplication.setFont(text_font())


def first_size(widget: QWidget, width: int, height: int) -> None:
    """Give a window its first size, no larger than the screen it appears on."""
    room = widget.screen().availableSize() - QSize(4 * GRID, 8 * GRID)
    widget.resize(QSize(width, height).boundedTo(room))


def text_font(size: int = NORMAL, *, bold: bool = False) -> QFont:
    """Return the interface's face at one of the three sizes."""
    font = QFont(QApplication.font())
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def _palette(roles: Roles) -> QPalette:
    palette = QPalette()
    kind = QPalette.ColorRole
    for role, value in (
        (kind.Window, roles.surface),
        (kind.Base, roles.raised),
        (kind.AlternateBase, roles.surface),
        (kind.Button, roles.raised),
        (kind.ToolTipBase, roles.raised),
        (kind.Text, roles.text),
        (kind.WindowText, roles.text),
        (kind.ButtonText, roles.text),
        (kind.ToolTipText, roles.text),
        (kind.BrightText, roles.text),
        (kind.PlaceholderText, roles.muted),
        (kind.Highlight, roles.selection),
        (kind.HighlightedText, roles.text),
        (kind.Link, roles.accent),
        (kind.Accent, roles.accent),
        (kind.Mid, roles.line),
        (kind.Dark, roles.line),
    ):
        palette.setColor(role, QColor(value))
    for role in (kind.Text, kind.WindowText, kind.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(roles.muted))
    return palette


_PIXELS: Final = re.compile(r"\b([3-9]|\d{2,})px")
"""Lengths of the sheet that grow with the text: all but lines."""


def style_sheet(roles: Roles) -> str:
    """Return the style sheet in the colours of `roles`."""
    values = {each.name: getattr(roles, each.name) for each in fields(roles)}
    grown = _PIXELS.sub(lambda found: f"{measure(int(found[1]))}px", SHEET.template)
    return Template(grown).substitute(
        values,
        normal=NORMAL,
        large=LARGE,
        title=TITLE,
        radius=RADIUS,
        arrow=resource("icons", "arrow.svg").as_posix(),
        arrow_up=resource("icons", "arrow-up.svg").as_posix(),
        tick=resource("icons", "tick-dark.svg" if roles is DARK else "tick-light.svg").as_posix(),
    )
