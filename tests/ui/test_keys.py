"""Keys: every one is listed, none does two things in one place, the menus offer what can be done."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton

from ui.dialogs import SettingsDialog
from ui.keys import KeysDialog, groups_of_keys, plain_text

CONTROL = Qt.KeyboardModifier.ControlModifier


def listed(groups):
    return {(key.name, key.keys) for group in groups for key in group.keys}


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_every_key_of_the_window_is_in_the_list(window, show, small):
    show(small)
    groups = groups_of_keys(window.context, window, window.menus, window.desk.pages)
    found = listed(groups)
    actions = [each for each in window.findChildren(QAction) if each.shortcuts() and each.text()]
    assert len(actions) > 40
    for action in actions:
        keys = ", ".join(each.toString(QKeySequence.SequenceFormat.NativeText) for each in action.shortcuts())
        assert (plain_text(action), keys) in found
    titles = [group.title for group in groups]
    assert len(titles) == len(set(titles))
    for group in groups:
        assert Counter(key.keys for key in group.keys).most_common(1)[0][1] == 1, group


def test_no_key_is_without_a_name(window, show, small):
    show(small)
    for page in window.desk.pages:
        page.complete()
    assert [each.key().toString() for each in window.findChildren(QShortcut)] == [], "use ui.actions.add_key"
    nameless = [each for each in window.findChildren(QAction) if each.shortcuts() and not each.text()]
    assert nameless == []


def in_reach(window):
    """Return the actions that a key press can start now, as Qt decides it."""
    focus = QApplication.focusWidget()
    for action in window.findChildren(QAction):
        if not action.shortcuts() or not action.isEnabled():
            continue
        wearers = [each for each in action.associatedObjects() if each.isWidgetType()]
        match action.shortcutContext():
            case Qt.ShortcutContext.WidgetShortcut:
                reached = focus in wearers
            case Qt.ShortcutContext.WidgetWithChildrenShortcut:
                reached = any(each is focus or each.isAncestorOf(focus) for each in wearers)
            case _:
                menus = [each for each in wearers if each.inherits("QMenu")]
                reached = bool(menus) or any(each.isVisible() and each.window() is window for each in wearers)
        if reached:
            yield action


def test_no_key_does_two_things_in_one_place(window, show, small):
    show(small)
    for number, page in enumerate(window.desk.pages):
        page.complete()
        window.desk.navigation.show_page(number)
        for region in (window.desk.navigation.list, *page.regions(), window.desk.findings.view):
            if not region.isVisible():
                continue
            region.setFocus()
            owners = {}
            for action in in_reach(window):
                for key in action.shortcuts():
                    owners.setdefault(key.toString(), set()).add(action)
            double = {
                key: {plain_text(each) for each in found} for key, found in owners.items() if len(found) > 1
            }
            assert not double, (page.heading.text(), type(region).__name__)


def test_every_button_with_a_key_says_so(window, show, small):
    show(small)
    for page in window.desk.pages:
        page.complete()
    buttons = [each for each in window.findChildren(QToolButton) if each.defaultAction() is not None]
    assert len(buttons) > 10
    for button in buttons:
        for key in button.defaultAction().shortcuts()[:1]:
            assert key.toString(QKeySequence.SequenceFormat.NativeText) in button.toolTip()


def test_ctrl_slash_opens_the_list_and_a_word_narrows_it(window, show, small, qtbot):
    show(small)
    seen = []

    def look():
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, KeysDialog)
        dialog.search.setText("register")
        tree = dialog.tree
        for number in range(tree.topLevelItemCount()):
            head = tree.topLevelItem(number)
            seen.extend(
                head.child(row).text(0) for row in range(head.childCount()) if not head.child(row).isHidden()
            )
        dialog.search.setText("nothing like this")
        assert dialog._none.isVisible()
        next(each for each in dialog.findChildren(QPushButton) if each.text() == "Close").click()

    QTimer.singleShot(0, look)
    qtbot.keyClick(window, Qt.Key.Key_Slash, CONTROL)
    assert seen == ["Import register", "Merge a register", "Export register and results"]


def texts_of_edit_menu(window):
    window._edit_menu.aboutToShow.emit()
    return [plain_text(action) for action in window._edit_menu.actions() if not action.isSeparator()]


def test_the_edit_menu_offers_what_the_table_in_front_can_do(window, show, small):
    show(small)
    window.desk.navigation.show_page(2)
    view = window.desk.pages[2].editor.view
    texts = texts_of_edit_menu(window)
    assert texts[:2] == ["Undo", "Redo"]
    own = [plain_text(action) for action in view.actions() if action.isVisible() and action.text()]
    assert len(own) >= 6
    assert texts[2 : 2 + len(own)] == own
    assert "Find" in texts
    new = QAction("Something new", view)
    view.addAction(new)
    assert "Something new" in texts_of_edit_menu(window)
    window.menuBar().setFocus()  # as Alt does
    assert "Something new" in texts_of_edit_menu(window)
    window.desk.navigation.list.setFocus()
    assert "Something new" not in texts_of_edit_menu(window)


def test_the_edit_menu_does_not_grow(window, show, small):
    show(small)
    window.desk.navigation.show_page(2)
    first = texts_of_edit_menu(window)
    separators = [action for action in window._edit_menu.actions() if action.isSeparator()]
    assert texts_of_edit_menu(window) == first
    assert len([action for action in window._edit_menu.actions() if action.isSeparator()]) == len(separators)


def test_an_action_of_the_edit_menu_works_on_the_table(window, show, small):
    document = show(small)
    window.desk.navigation.show_page(2)
    window._edit_menu.aboutToShow.emit()
    insert = next(each for each in window._edit_menu.actions() if plain_text(each) == "Insert rows")
    insert.trigger()
    assert len(document.scenario["households"]) == 2


def test_f11_fills_the_screen_and_gives_it_back(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_every_page_takes_the_keyboard_when_it_is_turned_to(window, show, small):
    show(small)
    for number, page in enumerate(window.desk.pages):
        window.desk.navigation.show_page(number)
        assert page.regions(), page.heading.text()
        assert page.isAncestorOf(QApplication.focusWidget()), page.heading.text()


def tab_order(root):
    """Return the controls of a part in the order that Tab goes through them."""
    found, each = [], root.nextInFocusChain()
    while each is not root:
        takes = each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.isVisibleTo(root)
        if takes and root.isAncestorOf(each) and each.focusProxy() is None:
            found.append(each)
        each = each.nextInFocusChain()
    return found


def test_tab_goes_through_the_project_line_by_line(window, show, small):
    show(small)
    page = window.desk.pages[0]
    window.desk.navigation.show_page(0)
    form = page._area.widget()
    order = [each for each in tab_order(page) if form.isAncestorOf(each)]
    assert len(order) == len(page._fields)
    assert order == [page.field_editor(name) for name in page._fields]


@pytest.mark.parametrize("page", ["results_page", "print_page"])
def test_tab_goes_from_the_tools_to_what_they_work_on(window, show, small, page):
    show(small)
    page = getattr(window.desk, page)
    window.desk.navigation.show_page(window.desk.pages.index(page))
    page.complete()
    order = tab_order(page)
    if page is window.desk.results_page:
        places = [page.grouping, page.search, page.upper_view, page.lower_view]
    else:
        places = [
            page.documents,
            page.scope,
            page.separate,
            page.sheets,
            page.save_button,
            page.print_button,
            page.view.preview.view,
        ]
    numbers = [order.index(each) for each in places]
    assert numbers == sorted(numbers)


def test_tab_and_arrows_reach_every_control_of_the_settings(desktop, window):
    dialog = SettingsDialog(desktop.context, window)
    dialog.show()
    order = tab_order(dialog)
    boxes = [dialog.language, dialog.theme, dialog.text_size]
    assert order[:3] == boxes
    assert {each.text() for each in order[3:]} == {"Apply", "Cancel"}
    dialog.close()


def test_the_edit_menu_offers_what_a_field_can_do(window, show, small):
    show(small)
    window.desk.navigation.show_page(0)
    field = window.desk.pages[0].field_editor("name")
    field.setFocus()
    field.selectAll()
    assert texts_of_edit_menu(window)[2:6] == ["Cut", "Copy", "Paste", "Select all"]
    text = field.text()
    next(each for each in window._edit_menu.actions() if each.text() == "Copy").trigger()
    assert QApplication.clipboard().text() == text
    window.desk.navigation.list.setFocus()
    assert "Cut" not in texts_of_edit_menu(window)
