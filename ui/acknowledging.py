"""Acknowledging warnings: the words of the warning, a reason that is kept, and the list of all of them."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from calc.acknowledgements import ACKNOWLEDGEMENTS, recent_reasons
from calc.findings import Finding, Place, where
from calc.tables import TABLES
from ui.actions import ChoiceBox, TextField, add_key, label
from ui.context import Context
from ui.document import Document
from ui.finding_kinds import KINDS
from ui.pages.table import TableEditor
from ui.theme import GRID, first_size

__all__ = ["AcknowledgeDialog", "RecordsDialog"]

_KINDS_SHOWN = 6


class AcknowledgeDialog(QDialog):
    """Asks why some warnings may stand.

    Attributes:
        reason: the field of the reason, with the latest ones to pick.
        officer: the field of who says so.
        accept_button: closed while there is no reason.

    """

    def __init__(
        self, context: Context, document: Document, warnings: Sequence[Finding], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        words = context.words
        one = len(warnings) == 1
        self.setWindowTitle(words.text("Acknowledge warnings"))
        box = QVBoxLayout(self)
        box.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        count = words.text("{count} warnings", count=f"{len(warnings):,}")
        box.addWidget(label(where(warnings[0].place, words) if one else count, "lead"))
        box.addWidget(label(document.told(warnings[0]) if one else self._kinds(warnings), wrap=True))
        note = words.text("It holds until the figures change; no amount and no document depends on it.")
        box.addWidget(label(note, "muted", wrap=True))
        self.reason = self._reason_field(recent_reasons(document.scenario))
        self.officer = TextField(_last_officer(document))
        self.officer.setAccessibleName(words.text("Acknowledged by"))
        form = QFormLayout()
        form.setSpacing(GRID)
        form.addRow(words.text("Reason"), self.reason)
        form.addRow(words.text("Acknowledged by"), self.officer)
        box.addLayout(form)
        self._add_buttons(box, "" if one else f" {len(warnings):,}")
        self.reason.editTextChanged.connect(self._tell)
        self._tell()
        self.setMinimumWidth(72 * GRID)
        self.reason.setFocus()

    def _add_buttons(self, box: QVBoxLayout, count: str) -> None:
        words = self._context.words
        buttons = QDialogButtonBox()
        self.accept_button: QPushButton = buttons.addButton(
            words.text("Acknowledge") + count, QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.accept_button.setDefault(True)
        buttons.addButton(words.text("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)

    def _reason_field(self, recent: list[str]) -> ChoiceBox:
        words = self._context.words
        field, edit = ChoiceBox(), TextField()
        edit.setPlaceholderText(words.text("Why it may stand, e.g. compared with the original"))
        field.setEditable(True)
        field.setLineEdit(edit)
        # Otherwise a longer old reason could slip in for a shorter new one.
        edit.setCompleter(None)  # type: ignore[arg-type]  # the stubs lack None
        edit.setAccessibleName(words.text("Reason"))
        field.setAccessibleName(words.text("Reason"))
        field.addItems(recent)
        field.setCurrentIndex(-1)
        return field

    def _kinds(self, warnings: Sequence[Finding]) -> str:
        words = self._context.words
        counts = Counter(each.code for each in warnings).most_common()
        lines = [f"{words.text(KINDS.get(code, code))} ({count:,})" for code, count in counts[:_KINDS_SHOWN]]
        return "\n".join([*lines, "…"] if len(counts) > _KINDS_SHOWN else lines)

    def _tell(self) -> None:
        self.accept_button.setEnabled(bool(self.reason.currentText().strip()))


def _last_officer(document: Document) -> str:
    """Return who acknowledged last, or else who calculated."""
    named = filter(None, reversed(document.scenario[ACKNOWLEDGEMENTS].text("officer").values.tolist()))
    return next(named, document.scenario.project_text("calculator"))


class RecordsDialog(QDialog):
    """All acknowledgements on record, those that answer for no finding now included."""

    def __init__(self, context: Context, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = context.words
        spec = TABLES[ACKNOWLEDGEMENTS]
        self.setWindowTitle(spec.title(words.language))
        self.editor = TableEditor(context, spec)
        self.editor.view.insert_action.setVisible(False)
        self.editor.show_document(document)
        box = QVBoxLayout(self)
        box.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        note = words.text(
            "What was acknowledged, and why. A row holds for the warning with its code, place and facts."
        )
        box.addWidget(label(note, "muted", wrap=True))
        box.addWidget(self.editor)
        buttons = QDialogButtonBox()
        buttons.addButton(words.text("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)
        add_key(self, context, words.text("Undo"), "Ctrl+Z", document.stack.undo)
        add_key(self, context, words.text("Redo"), "Ctrl+Y", document.stack.redo)
        first_size(self, 152 * GRID, 60 * GRID)

    def go_to(self, place: Place) -> None:
        """Show the cell a finding points to."""
        self.editor.go_to(place)
