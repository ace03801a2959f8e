"""“Why?”: the explanation of an amount as a tree that can be copied as text."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from calc.explain import Step, as_text
from ui.actions import label, push_button
from ui.context import Context
from ui.theme import GRID, first_size, text_font

__all__ = ["ExplanationDialog"]


class _Wrapped(QStyledItemDelegate):
    """Gives a row the height that its text needs at the column's width."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of the wrapped text."""
        column = index.column()
        width = self._tree.columnWidth(column) - 2 * GRID
        if column == 0:
            depth, above = 1, index.parent()
            while above.isValid():
                depth, above = depth + 1, above.parent()
            width -= depth * self._tree.indentation()
        room = QRect(0, 0, max(width, GRID), 100_000)
        text = self._tree.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, str(index.data()))
        return QSize(super().sizeHint(option, index).width(), text.height() + GRID)


class ExplanationDialog(QDialog):
    """The steps of one figure, each with its formula, article and notes."""

    def __init__(self, context: Context, step: Step, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._step = step
        words = context.words
        self.setWindowTitle(words.text("Why this figure"))
        first_size(self, 110 * GRID, 75 * GRID)
        self.tree = QTreeWidget()
        self.tree.setAccessibleName(words.text("Why this figure"))
        self.tree.setHeaderLabels([words.text("Step"), words.text("Figure"), words.text("How, and by what")])
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.tree.headerItem().setTextAlignment(1, right)
        self.tree.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.tree.setColumnWidth(0, 36 * GRID)
        self.tree.setColumnWidth(1, 20 * GRID)
        self.tree.setWordWrap(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.tree.setItemDelegate(_Wrapped(self.tree))
        self.tree.header().sectionResized.connect(self._wrap)
        self.tree.addTopLevelItem(self._item(step))
        self.tree.expandAll()
        copy = push_button(context, words.text("Copy as text"), "copy", self.copy)
        close = push_button(context, words.text("Close"), "", self.reject, "primary")
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(copy)
        foot.addStretch(1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(label(f"{step.name.text(words)}  {step.figure(words)}", "title", wrap=True))
        box.addWidget(self.tree)
        box.addLayout(foot)

    def _item(self, step: Step) -> QTreeWidgetItem:
        words = self._context.words
        name = step.name.text(words)
        if not step.applied:
            name = words.text("does not apply: {rule}", rule=name)
        details = [step.formula] if step.formula and step.formula != step.value else []
        details += [step.citation] if step.citation else []
        details += [note.text(words) for note in step.notes]
        item = QTreeWidgetItem([name, step.figure(words), "\n".join(details)])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        for column in (0, 2):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if step.applied:
            item.setFont(1, text_font(bold=True))
        else:
            for column in range(3):
                item.setForeground(column, self._context.theme.color("muted"))
        item.addChildren([self._item(child) for child in step.children])
        return item

    def _wrap(self) -> None:
        """Give every row the height that its text needs at the columns' present width."""
        self.tree.scheduleDelayedItemsLayout()

    def copy(self) -> None:
        """Put the whole tree on the clipboard as indented text."""
        QGuiApplication.clipboard().setText(as_text(self._step, self._context.words))
