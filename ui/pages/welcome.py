"""What stands in the window while nothing is open: where to begin."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.actions import YieldingLabel, clear_layout, label, push_button, rule
from ui.context import Context
from ui.dialogs import product_name
from ui.settings import SAMPLE
from ui.theme import GRID, ICON

__all__ = ["WelcomePage"]


class WelcomePage(QWidget):
    """Open, import, new, template, sample and the files of late.

    Signals:
        asked: what to do, by the name of the desk's method.
        file_chosen: open a file of late: its path.
        manual_wanted: open the manual.

    """

    asked = Signal(str)
    file_chosen = Signal(object)
    manual_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = context.words
        left = QVBoxLayout()
        left.setSpacing(GRID)
        self.buttons = {}
        for name, icon, text, keys in (
            ("ask_import", "import", words.text("Open a register (Excel)..."), "Ctrl+I"),
            ("ask_open", "open", words.text("Open a scenario..."), "Ctrl+O"),
            ("new", "new", words.text("New, empty scenario"), "Ctrl+N"),
            ("write_template", "template", words.text("Write an empty register to fill in..."), ""),
            ("open_sample", "sample", words.text("Look at the sample county"), ""),
        ):
            button = push_button(context, text, icon, partial(self.asked.emit, name), "tile")
            button.setIconSize(QSize(3 * GRID, 3 * GRID))
            button.setMinimumWidth(45 * GRID)
            button.setToolTip(keys and f"{text.rstrip('.…')} ({keys})")
            self.buttons[name] = button
            left.addWidget(button)
        self.buttons["open_sample"].setVisible(SAMPLE.exists())
        left.addWidget(label(words.text("Or drop a register or a scenario on this window."), "muted"))
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(GRID // 2)
        right.addWidget(label(words.text("Opened lately"), "lead"))
        right.addWidget(rule())
        self._recent = QVBoxLayout()
        right.addLayout(self._recent)
        right.addSpacing(3 * GRID)
        self._add_first_steps(right)
        right.addStretch(1)
        across = QHBoxLayout()
        across.setSpacing(6 * GRID)
        across.addLayout(left)
        across.addLayout(right, 1)
        inner = QWidget()
        inner.setMaximumWidth(120 * GRID)
        box = QVBoxLayout(inner)
        box.setSpacing(GRID)
        box.addStretch(1)
        box.addWidget(label(product_name(context), "title"))
        box.addWidget(
            label(
                words.text("From the county's register to statements that every household can check."),
                "muted",
            )
        )
        box.addSpacing(2 * GRID)
        box.addLayout(across)
        box.addStretch(2)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(inner, 8)
        outer.addStretch(1)

    def _add_first_steps(self, box: QVBoxLayout) -> None:
        """Say to a newcomer what to do first."""
        words = self._context.words
        box.addWidget(label(words.text("The first time"), "lead"))
        box.addWidget(rule())
        for number, text in enumerate(
            (
                words.text("Open the register, or write an empty one and fill it in with Excel."),
                words.text("Choose the multiples of each village inside the lawful range."),
                words.text("Mend what the findings list: F8 goes from one to the next."),
                words.text("Print the statements, and save the scenario."),
            ),
            1,
        ):
            box.addWidget(label(f"{number}. {text}", wrap=True))
        manual = push_button(
            self._context, words.text("Read the manual"), "help", self.manual_wanted.emit, "link"
        )
        manual.setToolTip(f"{words.text('Manual')} (F1)")
        box.addWidget(manual)

    def show_recent(self, paths: list[Path]) -> None:
        """Show the files of late."""
        clear_layout(self._recent)
        if not paths:
            self._recent.addWidget(label(self._context.words.text("Nothing yet."), "muted"))
        for path in paths:
            button = push_button(
                self._context, path.name, "recent", partial(self.file_chosen.emit, path), "link"
            )
            button.setToolTip(str(path))
            self._recent.addWidget(button)
            below = QWidget()
            row = QHBoxLayout(below)
            row.setContentsMargins(ICON + GRID, 0, 0, GRID // 2)  # under the name, not under its icon
            row.addWidget(YieldingLabel(str(path.parent), "muted"))
            self._recent.addWidget(below)
