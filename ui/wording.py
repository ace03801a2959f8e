"""The words on paper: those shipped, or a county's own file, taken only once nothing in it is wrong."""

from pathlib import Path

import shiboken6
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from calc.files import resource, write_atomically
from calc.storage import write_failure
from ui import papers
from ui.actions import label, push_button
from ui.context import Context
from ui.dialogs import ask_open, ask_save
from ui.files import error_text, with_suffix
from ui.settings import WORDING
from ui.theme import GRID, first_size

__all__ = ["WordingDialog"]

_SUFFIX = ".toml"


class WordingDialog(QDialog):
    """Says which words are in use and what is wrong with a file that was chosen.

    Attributes:
        problems: every mistake in the file, a line each; hidden where there is none.

    """

    chapter = "printing"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        words = context.words
        self.setWindowTitle(words.text("Words on paper"))
        about = words.text(
            "Titles, notes, signature labels and the number of copies can be worded anew in a file of the "
            "county's own. Only what is to be different stands in it."
        )
        self.in_use = label(kind="lead", wrap=True)
        self.state = label(kind="muted", wrap=True)
        self.problems = QPlainTextEdit()
        self.problems.setReadOnly(True)
        self.problems.setAccessibleName(words.text("What is wrong with the file"))
        self.shipped_button = push_button(context, words.text("Use the shipped words"), "", self.use_shipped)
        choose = push_button(context, words.text("Choose a file..."), "open", self.choose)
        copy = push_button(
            context, words.text("Save a copy of the shipped words..."), "save", self.save_shipped
        )
        close = push_button(context, words.text("Close"), "", self.reject, "primary")
        close.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for button in (choose, self.shipped_button, copy):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        box.addWidget(label(about, "muted", wrap=True))
        box.addWidget(self.in_use)
        box.addWidget(self.state)
        box.addWidget(self.problems, 1)
        box.addStretch(0)
        box.addLayout(row)
        self.problems.hide()
        first_size(self, 96 * GRID, 30 * GRID)
        self._show()
        if self._path() is not None:
            self._look_at(self._path())

    def _path(self) -> Path | None:
        """Return the county's file in use, None where the shipped words are."""
        text = self._context.settings.get(WORDING)
        return Path(text) if text else None

    def _show(self, state: str = "", kind: str = "muted", problems: str = "") -> None:
        """Say which words are in use, and what there is to say of them."""
        if not shiboken6.isValid(self):
            return  # it was closed meanwhile
        words, path = self._context.words, self._path()
        own = words.text("In use: {file}", file=str(path))
        self.in_use.setText(
            words.text("In use: the words that ship with the program") if path is None else own
        )
        self.state.setText(state)
        self.state.setVisible(bool(state))
        self.state.setProperty("kind", kind)
        self.state.style().polish(self.state)
        self.problems.setPlainText(problems)
        self.problems.setVisible(bool(problems))
        self.shipped_button.setEnabled(path is not None)

    def choose(self) -> None:
        """Ask for a file of words and take it, unless something in it is wrong."""
        words = self._context.words
        path = ask_open(
            self._context, self, words.text("File of words"), words.text("Files of words (*.toml)")
        )
        if path is not None:
            self._look_at(path)

    def _look_at(self, path: Path | None) -> None:
        """Check a file in the background and take it where nothing is wrong."""
        if path is None:
            return
        words = self._context.words

        def done(count: int) -> None:
            self._context.settings.put(WORDING, str(path))
            self._show(words.text("{count} texts are worded anew.", count=count))

        def failed(error: Exception) -> None:
            text = error_text(error, words)
            if text is None:
                raise error
            told = words.text(
                "{name} cannot be used. Mend what is listed, and choose it again.", name=path.name
            )
            if path == self._path():
                told = words.text(
                    "{name} cannot be used: nothing is printed until what is listed is mended.",
                    name=path.name,
                )
            self._show(told, "danger", text)

        self._context.jobs.start(
            lambda _progress: papers.own_words(path),
            done,
            failed,
            title=words.text("Reading {name}", name=path.name),
        )

    def use_shipped(self) -> None:
        """Go back to the words that ship."""
        self._context.settings.put(WORDING, "")
        self._show()

    def save_shipped(self) -> None:
        """Ask where, and save the shipped words as a file to start from."""
        words = self._context.words
        path = ask_save(
            self._context,
            self,
            words.text("Save a copy of the shipped words"),
            words.text("words on paper") + _SUFFIX,
            words.text("Files of words (*.toml)"),
        )
        if path is not None:
            self.write_shipped(with_suffix(path, _SUFFIX))

    def write_shipped(self, path: Path) -> None:
        """Save the shipped words."""
        words = self._context.words
        try:
            write_atomically(path, resource("wording.toml").read_bytes(), replace=True)
        except OSError as error:
            failure = write_failure(error, path)
            self._show(failure.text(words), "danger")
            return
        self._show(words.text("Written: {name}", name=str(path)))
