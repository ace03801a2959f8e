"""Every page and dialog: opened in both languages, in one language only, named for screen readers."""

import re

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)
from screens import DIALOGS, OF_QT, dialogs_there_are, each_page, look_at_dialog, pages

from calc.tables import TABLES
from ui.settings import SAMPLE

Name = QAccessible.Text.Name
Role = QAccessible.Role
both = pytest.mark.parametrize("language", ["en", "zh"], indirect=True)


def test_every_page_stands_in_the_window(window):
    there = {type(page) for page in window.desk.pages}
    assert there == {kind for kind in pages() if not kind.__subclasses__()}


def test_every_dialog_is_opened_by_these_tests():
    there = dialogs_there_are()
    assert there - OF_QT == set(DIALOGS), "say in tests/ui/screens.py how the dialog is opened"


@pytest.fixture
def filled(window, show, small, language):
    """Return a window with data in the language of the screen, so that only data may be in the other one."""
    if language == "zh":
        window.open_file(SAMPLE)
    else:
        show(small)
    return window


# What is said on the screen

QUOTED_LAW = re.compile(r"第[一二三四五六七八九十]+条(第?（[一二三四五六七八九十]）项)?|《[^》]*》")
CHINESE = re.compile(r"[\u3400-\u9fff]+")
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’]+")
# Names and signs that are the same in both languages.
SAME_IN_CHINESE = {
    *(
        "Excel",
        "WPS",
        "PDF",
        "English",
        "GB",
        "lcs",
        "xlsx",
        "csv",
        "out",
        "pdf",
        "log",
        "txt",
        "road",
        "sample",
        "county",
    ),
    *("Ctrl", "Alt", "Shift", "Enter", "Tab", "Esc", "Del", "Home", "End", "PgUp", "PgDown"),
    *("gansu", "infrastructure"),
}
SAME_IN_ENGLISH = {"中文", "平均"}


def data_of(window):
    """Return the texts that the officer typed or may choose: data, in whatever language."""
    texts = {choice for spec in TABLES.values() for column in spec.columns for choice in column.choices}
    document = window.desk.document
    for name, spec in TABLES.items():
        rows = document.scenario[name]
        for column in spec.columns:
            if column.kind.is_text:
                texts.update(text for text in rows.text(column.name).values.tolist() if text)
    return texts


def texts_of(root):
    """Yield every text a window shows, or tells who asks: widgets, their tips and names, headers, menus."""
    for widget in [root, *root.findChildren(QWidget)]:
        yield from (widget.toolTip(), widget.windowTitle(), widget.accessibleName(), widget.statusTip())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, QGroupBox):
            yield widget.title()
        if isinstance(widget, QComboBox | QTabBar):
            text = widget.itemText if isinstance(widget, QComboBox) else widget.tabText
            yield from map(text, range(widget.count()))
        if isinstance(widget, QTableView | QTreeView) and widget.model() is not None:
            yield from headers_of(widget.model())
    for action in root.findChildren(QAction):
        yield from (action.text(), action.toolTip())


def headers_of(model):
    """Yield the titles of the columns, and their tips."""
    for section in range(model.columnCount()):
        for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            yield str(model.headerData(section, Qt.Orientation.Horizontal, role) or "")


def foreign(texts, language, data):
    """Return the texts with words of the other language that are neither data nor the same in both."""
    found = set()
    for text in filter(None, texts):
        rest = QUOTED_LAW.sub("", text)
        for each in sorted(data, key=len, reverse=True):
            rest = rest.replace(each, "")
        words = (CHINESE if language == "en" else ENGLISH).findall(rest)
        if set(words) - (SAME_IN_ENGLISH if language == "en" else SAME_IN_CHINESE):
            found.add(text)
    return found


@both
def test_every_page_speaks_one_language(filled, language):
    data = data_of(filled)
    assert foreign(texts_of(filled.welcome), language, data) == set()
    for page in each_page(filled):
        assert foreign(texts_of(filled), language, data) == set(), type(page).__name__
        headings = CHINESE.search(page.heading.text()) is not None
        assert headings == (language == "zh")


@both
@pytest.mark.parametrize("name", DIALOGS)
def test_every_dialog_speaks_one_language(filled, language, name):
    data = data_of(filled)

    def look(dialog):
        assert foreign(texts_of(dialog), language, data) == set()
        buttons = [each for each in dialog.findChildren(QAbstractButton) if each.isVisible()]
        assert all(each.text() for each in buttons if each.focusPolicy() != Qt.FocusPolicy.NoFocus)

    look_at_dialog(filled, name, look)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@both
def test_the_manual_speaks_one_language(filled, language):
    filled.open_manual()
    assert foreign(texts_of(filled._manual), language, set()) == set()


# What an empty page says


@both
def test_every_page_says_what_to_do_while_there_is_nothing_on_it(window, language):
    window.desk.new()
    recorded = {"en": ("ecord", "insert a row", "Compare the"), "zh": ("登记", "插入一行", "对比")}[language]
    for page in each_page(window):
        said = [each.text() for each in page.findChildren(QLabel) if each.isVisible()]
        if type(page).__name__ != "ProjectPage":  # which is a form and never empty
            assert any(word in text for text in said for word in recorded), type(page).__name__


def test_results_that_a_search_leaves_out_say_so(window, show, small):
    show(small)
    page = window.desk.results_page
    window.desk.navigation.show_page(window.desk.pages.index(page))
    assert not page._nothing.isVisible()
    page.search.setText("nobody of this name")
    assert page._nothing.isVisible()


# What a screen reader is told

FITTING = {
    "QPushButton": {Role.Button},
    "QToolButton": {Role.Button, Role.CheckBox, Role.ButtonMenu, Role.ButtonDropDown},
    "QCheckBox": {Role.CheckBox},
    "QRadioButton": {Role.RadioButton},
    "QComboBox": {Role.ComboBox},
    "QSpinBox": {Role.SpinBox},
    "QLineEdit": {Role.EditableText},
    "QPlainTextEdit": {Role.EditableText},
    "QTextBrowser": {Role.EditableText, Role.StaticText},
    "QTableView": {Role.Table},
    "QTreeView": {Role.Tree},
    "QListView": {Role.List},
    "QTabBar": {Role.PageTabList},
}
MANY_CELLS = {Role.Table, Role.Tree, Role.List, Role.TreeItem}


def interfaces(interface):
    """Yield an interface and all below it; not the cells of tables."""
    yield interface
    if interface.role() not in MANY_CELLS:
        for number in range(interface.childCount()):
            child = interface.child(number)
            if child is not None and child.isValid():
                yield from interfaces(child)


def spoken_name(interface):
    """Return how a control is called: by its name, a drop-down by its label (its name is what is chosen)."""
    if interface.role() is not Role.ComboBox:
        return interface.text(Name)
    labels = [other for other, flag in interface.relations() if flag & QAccessible.RelationFlag.Label]
    return labels[0].text(Name) if labels else ""


def role_fits(widget, role):
    meta = widget.metaObject()
    while meta is not None:
        if meta.className() in FITTING:
            return role in FITTING[meta.className()]
        meta = meta.superClass()
    return role is not Role.NoRole


def faults_of(root):
    """Return the controls that take the keyboard and have no name or another role than they play."""
    found = []
    for interface in interfaces(QAccessible.queryAccessibleInterface(root)):
        widget = interface.object()
        if not isinstance(widget, QWidget) or not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
            continue
        if not spoken_name(interface).strip():
            found.append(f"{type(widget).__name__} {widget.accessibleName()}: no name")
        if not role_fits(widget, interface.role()):
            found.append(f"{type(widget).__name__} {interface.text(Name)}: role {interface.role().name}")
    return found


def controls(root):
    return [
        each.object()
        for each in interfaces(QAccessible.queryAccessibleInterface(root))
        if isinstance(each.object(), QWidget) and each.object().focusPolicy() != Qt.FocusPolicy.NoFocus
    ]


@both
def test_every_control_of_every_page_has_a_name_and_its_role(filled):
    assert faults_of(filled) == []
    for page in each_page(filled):
        assert faults_of(filled) == [], type(page).__name__
        assert controls(page)


def test_every_control_of_the_welcome_page_has_a_name_and_its_role(window):
    assert faults_of(window) == []
    assert len(controls(window.welcome)) >= 6


@pytest.mark.parametrize("name", DIALOGS)
def test_every_control_of_every_dialog_has_a_name_and_its_role(filled, name):
    def look(dialog):
        assert faults_of(dialog) == []
        assert controls(dialog)
        assert QAccessible.queryAccessibleInterface(dialog).text(Name), "a dialog has a title"

    look_at_dialog(filled, name, look)


def test_the_manual_has_names_and_roles(filled):
    filled.open_manual()
    assert faults_of(filled._manual) == []


def test_cells_tell_what_is_wrong_with_them(window, show, small):
    document = show(small)
    document.type_cell("villages", int(document.scenario["villages"].keys[0]), "population", "many")
    window.desk.navigation.show_page(1)
    model = window.desk.pages[1].villages.view.table_model()
    index = model.index(0, model.column_of("population"))
    assert index.data(Qt.ItemDataRole.AccessibleDescriptionRole)
