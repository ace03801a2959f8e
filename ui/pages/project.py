"""The project's form: every declared field of the project table, in groups."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from calc import operations
from calc.findings import Finding, Place, Severity
from calc.language import N_
from calc.operations import Operation
from calc.policy import Policy, shipped_policies
from calc.scenario import PROJECT_KEY
from calc.tables import TABLES, Column, format_cell
from ui.actions import CellEdit, ChoiceBox, label, rule, set_kind
from ui.context import Context
from ui.document import Document
from ui.pages.page import Page
from ui.tables.choices import choices_of
from ui.theme import GRID

__all__ = ["ProjectPage"]

_SPEC: Final = TABLES["project"]
_GROUPS: Final = (
    (N_("Names and documents"), "name"),
    (N_("Notice, basis date and policy"), "notice_number"),
    (N_("Posting and objections"), "posting_start"),
    (N_("Fees and agreement"), "reclamation_rate"),
    (N_("Signatures"), "registrar"),
)
"""Each group and the field it begins with; a new field joins the group it stands in."""
_COLUMNS: Final = 2
_STATES: Final = {Severity.ERROR: "danger", Severity.WARNING: "caution", Severity.NOTE: ""}


class _Field(QWidget):
    """One field: its title, its editor, and what is wrong or worth knowing below."""

    def __init__(self, context: Context, column: Column) -> None:
        super().__init__()
        self._context = context
        self.column = column
        title = column.title(context.words.language)
        self.editor: QLineEdit | QComboBox = ChoiceBox() if _is_choice(column) else CellEdit()
        self.editor.setAccessibleName(title)
        name = label(title + (" *" if column.needed else ""), "muted")
        name.setBuddy(self.editor)
        self._below = label(wrap=True)
        self._help = context.words.text(column.help) if column.help else ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        for widget in (name, self.editor, self._below):
            box.addWidget(widget)

    def text(self) -> str:
        """Return what stands in the editor."""
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData() or "")
        return self.editor.text()

    def show_cell(self, document: Document) -> None:
        """Show the cell as it stands, unless the officer is typing there."""
        text = format_cell(self.column, document.scenario.project(self.column.name))
        if isinstance(self.editor, QComboBox):
            self._fill(self.editor, document, text)
        elif self.editor.text() != text:
            self.editor.setText(text)

    def _fill(self, box: QComboBox, document: Document, text: str) -> None:
        choices = choices_of(document.scenario, document.assessment, "project", PROJECT_KEY, self.column)
        texts = ["", *(choices.table.texts if choices else ())]
        if text not in texts:
            texts.append(text)
        box.blockSignals(True)
        box.clear()
        for each in texts:
            box.addItem(each or self.column.default or "―", each)
        box.setCurrentIndex(texts.index(text))
        box.blockSignals(False)

    def show_findings(self, document: Document, found: list[Finding]) -> None:
        """Say what is wrong below the field, or its help."""
        state = _STATES[document.weight(found[0])] if found else ""
        text = "\n".join(map(document.told, found)) or self._help
        self._below.setText(text)
        self._below.setVisible(bool(text))
        set_kind(self._below, "kind", state or "muted")
        set_kind(self.editor, "state", state)
        self.editor.setAccessibleDescription(text)


def _is_choice(column: Column) -> bool:
    return bool(column.choices) or column.name == "policy"


class ProjectPage(Page):
    """The project's form."""

    chapter = "project"

    def __init__(self, context: Context) -> None:
        super().__init__(context, _SPEC.title(context.words.language))
        self._fields = {column.name: _Field(context, column) for column in _SPEC.columns}
        self._policy_note = label(kind="muted", wrap=True)
        form = QWidget()
        form.setObjectName("scrolled")
        form.setMaximumWidth(120 * GRID)
        self._lay_out(QVBoxLayout(form))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(form)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        self.body.addWidget(area)
        for field in self._fields.values():
            self._connect(field)

    def _lay_out(self, box: QVBoxLayout) -> None:
        box.setContentsMargins(0, 0, 2 * GRID, 2 * GRID)
        box.setSpacing(GRID)
        starts = {name: title for title, name in _GROUPS}
        grid, number = QGridLayout(), 0
        for column in _SPEC.columns:
            if column.name in starts:
                grid, number = self._group(box, starts[column.name]), 0
            grid.addWidget(
                self._fields[column.name], number // _COLUMNS, number % _COLUMNS, Qt.AlignmentFlag.AlignTop
            )
            number += 1
            if column.name == "policy":
                grid.addWidget(self._policy_note, number // _COLUMNS + 1, 0, 1, _COLUMNS)
        box.addStretch(1)

    def _group(self, box: QVBoxLayout, title: str) -> QGridLayout:
        if box.count():
            box.addSpacing(GRID)
        box.addWidget(label(self._context.words.text(title), "lead"))
        box.addWidget(rule())
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        box.addLayout(grid)
        return grid

    def _connect(self, field: _Field) -> None:
        if isinstance(field.editor, QComboBox):
            field.editor.activated.connect(lambda _index: self._commit(field))
        else:
            field.editor.editingFinished.connect(lambda: self._commit(field))

    def _commit(self, field: _Field) -> None:
        if self.document is None:
            return
        if field.column.name == "policy":
            self._choose_policy(self.document, field.text())
        else:
            self.document.type_cell("project", PROJECT_KEY, field.column.name, field.text())

    def _choose_policy(self, document: Document, policy_id: str) -> None:
        """Name another policy and embed its text, as one edit."""
        typed = operations.type_cell(document.scenario, "project", PROJECT_KEY, "policy", policy_id)
        path = shipped_policies().get(policy_id or self._fields["policy"].column.default)
        steps = typed.steps
        if path is not None:
            steps += operations.set_policy(document.scenario, path.read_text("utf-8")).steps
        document.push(Operation(N_("Choose the policy"), steps))

    def show_document(self, document: Document) -> None:
        """Show the project of a scenario."""
        super().show_document(document)
        document.edited.connect(self._follow)
        document.assessed.connect(self._mark)
        self._follow()
        self._mark()

    def _follow(self, _operation: Operation | None = None) -> None:
        if self.document is not None:
            for field in self._fields.values():
                field.show_cell(self.document)

    def _mark(self) -> None:
        if self.document is None:
            return
        marks = self.document.marks("project")
        for name, field in self._fields.items():
            field.show_findings(self.document, marks.get((PROJECT_KEY, name), []))
        policy = self.document.assessment.policy
        note = self._context.words.text(
            "Policy embedded in this file: {title}, version {version}. It stays in force for this file.",
            title=self._policy_title(policy) if policy else "―",
            version=policy.version if policy else "―",
        )
        self._policy_note.setText(note)

    def _policy_title(self, policy: Policy) -> str:
        """Return a policy's title in the screen's language; a recalled one is marked as such."""
        words = self._context.words
        if words.language == "en" or policy.title_zh:
            return policy.title_en if words.language == "en" else policy.title_zh
        return words.text("{title} (title to be checked)", title=policy.recalled_title_zh)

    def go_to(self, place: Place) -> bool:
        """Give a field the keyboard."""
        if place.table != "project":
            return False
        field = self._fields.get(place.column) or self._fields["name"]
        self._area.ensureWidgetVisible(field)
        field.editor.setFocus()
        return True

    def tables(self) -> tuple[str, ...]:
        """Return the project's table."""
        return ("project",)

    def regions(self) -> list[QWidget]:
        """Return the first field."""
        return [self._fields["name"].editor]

    def arrive(self) -> None:
        """Give the first field the keyboard."""
        self._fields["name"].editor.setFocus()

    def field_editor(self, name: str) -> QLineEdit | QComboBox:
        """Return the editor of a field."""
        return self._fields[name].editor
