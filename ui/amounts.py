"""Amounts that can be asked why: as a figure of a card or bar, and as a small mark in a table's cell."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QPushButton, QToolButton

from ui.actions import make_action
from ui.context import Context
from ui.theme import GRID, text_font

__all__ = ["Amount", "WhyMark"]

_MARK: Final = 14


class Amount(QPushButton):
    """A figure that answers why: by click, Enter, Alt+Enter or its menu; ⓘ shows while it is looked at."""

    def __init__(self, context: Context, name: str, ask: Callable[[], None], kind: str = "amount") -> None:
        super().__init__()
        self._context = context
        self._ask = ask
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words = context.words
        self._why = make_action(self, context, words.text("Why this amount?"), "why", "Alt+Return", ask)
        self._why.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._copy = make_action(self, context, words.text("Copy"), "copy", None, self._copy_text)
        self.addActions([self._why, self._copy])
        self.setToolTip(self._why.toolTip())
        self.clicked.connect(lambda _checked=False: self._ask())

    def show_text(self, text: str) -> None:
        """Show a figure; it is told with its name."""
        self.setText(text)
        self.setAccessibleDescription(text)

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask on Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._ask()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to ask and to copy."""
        menu = QMenu(self)
        menu.addActions(self.actions())
        menu.exec(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the figure, and the mark while it is looked at."""
        super().paintEvent(event)
        if self.isEnabled() and (self.underMouse() or self.hasFocus()):
            painter = QPainter(self)
            icon = self._context.theme.icon("why", "accent")
            icon.paint(painter, 1, (self.height() - _MARK) // 2, _MARK, _MARK)
            painter.end()


class WhyMark(QToolButton):
    """The small ⓘ that stands in the amount under the mouse; a click on it asks why."""

    def __init__(
        self,
        context: Context,
        view: QAbstractItemView,
        answers: Callable[[QModelIndex], bool],
        ask: Callable[[QModelIndex], None],
    ) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._answers = answers
        self._at = (-1, -1)
        context.theme.dress(self, "why", "accent")
        self.setProperty("kind", "mark")
        self.setIconSize(QSize(_MARK, _MARK))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        name = context.words.text("Why this amount?")
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.clicked.connect(lambda _checked=False: ask(view.model().index(*self._at)))
        self.hide()
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the mouse over the table."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._follow(event.position().toPoint())
        elif event.type() in {QEvent.Type.Leave, QEvent.Type.Wheel, QEvent.Type.MouseButtonPress}:
            self.hide()
        return super().eventFilter(watched, event)

    def _follow(self, point: QPoint) -> None:
        index = self._view.indexAt(point)
        if not index.isValid() or not self._answers(index):
            self.hide()
            return
        self._at = (index.row(), index.column())
        cell = self._view.visualRect(index)
        side = _MARK + GRID // 2
        figure = QFontMetrics(text_font(bold=True)).horizontalAdvance(str(index.data()))
        left = max(cell.left() + 2, cell.right() - figure - 2 * GRID - side)
        self.setGeometry(left, cell.center().y() - side // 2, side, side)
        self.show()
