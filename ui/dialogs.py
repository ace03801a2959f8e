"""The dialogs: unsaved work, errors in the officer's language, settings, about."""

from enum import Enum, auto
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from calc import __version__
from ui.actions import ChoiceBox, label, push_button
from ui.context import Context
from ui.settings import LANGUAGE, LAST_FOLDER, TEXT_SIZE, THEME
from ui.theme import GRID, ICON, TEXT_SIZES, first_size

__all__ = [
    "SettingsDialog",
    "Unsaved",
    "about",
    "ask_open",
    "ask_replace",
    "ask_save",
    "ask_unsaved",
    "product_name",
    "show_error",
    "show_fault",
]


class Unsaved(Enum):
    """What to do with unsaved work."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


def product_name(context: Context) -> str:
    """Return the program's name on screen."""
    return context.words.text("Land Compensation")


def ask_unsaved(context: Context, parent: QWidget, name: str) -> Unsaved:
    """Ask what to do with unsaved work; Cancel is the default and what Esc means."""
    words = context.words
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setIconPixmap(context.theme.icon("warning", "caution").pixmap(2 * ICON))
    box.setWindowTitle(product_name(context))
    box.setText(words.text("“{name}” has changes that are not saved.", name=name))
    box.setInformativeText(words.text("Without saving, they are lost."))
    save = box.addButton(words.text("Save"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(words.text("Do not save"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(words.text("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    answers = {save: Unsaved.SAVE, discard: Unsaved.DISCARD}
    return next(
        (answer for button, answer in answers.items() if box.clickedButton() is button), Unsaved.CANCEL
    )


def ask_replace(context: Context, parent: QWidget, folder: Path, names: list[str]) -> bool:
    """Ask whether files that stand in a folder may be replaced; Cancel is the default."""
    words = context.words
    box = QMessageBox(parent)
    box.setIconPixmap(context.theme.icon("warning", "caution").pixmap(2 * ICON))
    box.setWindowTitle(product_name(context))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(words.text("Replace what stands in {folder}?", folder=str(folder)))
    box.setInformativeText("\n".join(names))
    replace = box.addButton(words.text("Replace"), QMessageBox.ButtonRole.DestructiveRole)
    cancel = box.addButton(words.text("Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is replace


def show_error(context: Context, parent: QWidget | None, what: str, text: str) -> None:
    """Say what could not be done, and why."""
    box = QMessageBox(parent)
    box.setIconPixmap(context.theme.icon("error", "danger").pixmap(2 * ICON))
    box.setWindowTitle(product_name(context))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(what)
    box.setInformativeText(text)
    box.addButton(context.words.text("Close"), QMessageBox.ButtonRole.RejectRole)
    box.exec()


def show_fault(context: Context, parent: QWidget | None, log: Path, report: str) -> None:
    """Say that something went wrong in a way nobody foresaw, with a report that can be copied."""
    words = context.words
    dialog = QDialog(parent)
    dialog.setWindowTitle(product_name(context))
    box = QVBoxLayout(dialog)
    box.setSpacing(GRID)
    box.addWidget(label(words.text("Something went wrong that was not foreseen"), "lead"))
    text = words.text(
        "Your work is still open: save it under a new name. The log is in {log}. "
        "The report below contains no data of your file's cells unless the message quotes one.",
        log=str(log),
    )
    box.addWidget(label(text, wrap=True))
    shown = QPlainTextEdit(report)
    shown.setReadOnly(True)
    shown.setAccessibleName(words.text("Report"))
    box.addWidget(shown)
    close = push_button(context, words.text("Close"), "", dialog.reject, "primary")
    box.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    first_size(dialog, 80 * GRID, 50 * GRID)
    dialog.exec()


def about(context: Context, parent: QWidget) -> None:
    """Say what this program is."""
    words = context.words
    box = QMessageBox(parent)
    box.setWindowTitle(words.text("About"))
    box.setIconPixmap(parent.windowIcon().pixmap(6 * GRID))
    box.setText(f"{product_name(context)} {__version__}")
    box.setInformativeText(
        words.text(
            "Works out land compensation, resettlement subsidies, crops and attachments exactly, "
            "and prints statements that a villager can check. Works without a network."
        )
    )
    box.addButton(words.text("Close"), QMessageBox.ButtonRole.RejectRole)
    box.exec()


class SettingsDialog(QDialog):
    """Language, colours and size of the text."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        words = context.words
        self.setWindowTitle(words.text("Settings"))
        self.language = self._choice(
            words.text("Language"),
            (("", words.text("As the system")), ("zh", "中文"), ("en", "English")),
            context.settings.get(LANGUAGE),
        )
        self.theme = self._choice(
            words.text("Colours"),
            (("", words.text("As the system")), ("light", words.text("Light")), ("dark", words.text("Dark"))),
            context.settings.get(THEME),
        )
        self.text_size = self._choice(
            words.text("Size of the text"),
            tuple((str(percent), f"{percent} %") for percent in TEXT_SIZES),
            context.settings.get(TEXT_SIZE),
        )
        form = QFormLayout()
        form.setSpacing(GRID)
        form.addRow(words.text("Language"), self.language)
        form.addRow(words.text("Colours"), self.theme)
        form.addRow(words.text("Size of the text"), self.text_size)
        buttons = QDialogButtonBox()
        accept = buttons.addButton(words.text("Apply"), QDialogButtonBox.ButtonRole.AcceptRole)
        accept.setDefault(True)
        buttons.addButton(words.text("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        box.setSpacing(2 * GRID)
        box.addLayout(form)
        box.addWidget(buttons)
        self.setMinimumWidth(45 * GRID)

    @staticmethod
    def _choice(name: str, choices: tuple[tuple[str, str], ...], chosen: str) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        for value, text in choices:
            box.addItem(text, value)
        box.setCurrentIndex([value for value, _ in choices].index(chosen))
        return box

    def accept(self) -> None:
        """Keep what was chosen."""
        self._context.settings.put(LANGUAGE, self.language.currentData())
        self._context.settings.put(THEME, self.theme.currentData())
        self._context.settings.put(TEXT_SIZE, self.text_size.currentData())
        super().accept()


def ask_open(context: Context, parent: QWidget, title: str, patterns: str) -> Path | None:
    """Ask for a file to read, starting in the folder used last."""
    name, _ = QFileDialog.getOpenFileName(parent, title, context.settings.get(LAST_FOLDER), patterns)
    return Path(name) if name else None


def ask_save(context: Context, parent: QWidget, title: str, name: str, patterns: str) -> Path | None:
    """Ask where to write; an existing file is confirmed by the dialog."""
    start = Path(context.settings.get(LAST_FOLDER)) / name
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), patterns)
    return Path(chosen) if chosen else None
