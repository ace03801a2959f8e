"""The window: menus, the welcome page while nothing is open, and the desk.

It is painted before the calculation is loaded: whatever needs that stands in `ui.desk`.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import shiboken6
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QIcon, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QMenu, QMenuBar, QStackedWidget, QWidget

from calc.files import resource
from calc.language import N_
from ui.actions import actions_here, finish_typing, make_action
from ui.context import Context
from ui.dialogs import SettingsDialog, about, product_name
from ui.measures import text_percent
from ui.pages.welcome import WelcomePage
from ui.settings import GEOMETRY, TEXT_SIZE
from ui.theme import TEXT_SIZES

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.manual import Manual

__all__ = ["Window"]

_SIZE: Final = QSize(1366, 768)
FIRST_CHAPTER: Final = "start"
"""The chapter of the manual for who has nothing open."""
_FRAME: Final = QSize(16, 48)
"""What title and frame take, at most."""


class Window(QMainWindow):
    """The one window of the desktop.

    Attributes:
        menus: of the menu bar, from the left.

    Signals:
        relaunch_wanted: language or look was chosen anew.

    """

    relaunch_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._desk: Desk | None = None
        self._manual: Manual | None = None
        self._place: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._keep_place)
        self.setWindowIcon(QIcon(str(resource("icons", "app.svg"))))
        self.setWindowTitle(product_name(context))
        self.setAcceptDrops(True)
        self.welcome = WelcomePage(context)
        self.welcome.show_recent(context.settings.recent())
        self.welcome.asked.connect(self._command)
        self.welcome.file_chosen.connect(self.open_file)
        self.welcome.manual_wanted.connect(self.open_manual)
        self._whole = QStackedWidget()
        self._whole.addWidget(self.welcome)
        self.setCentralWidget(self._whole)
        self._make_menus()
        if not self.restoreGeometry(context.settings.get(GEOMETRY)):
            self._take_a_size()

    def _take_a_size(self) -> None:
        """Take the usual size, the whole screen where that has no more room: the foot must stay in sight."""
        self.resize(_SIZE)
        room = self.screen().availableSize()
        if (
            room.width() <= _SIZE.width() + _FRAME.width()
            or room.height() <= _SIZE.height() + _FRAME.height()
        ):
            self.resize(_SIZE.boundedTo(room - _FRAME))
            self.setWindowState(Qt.WindowState.WindowMaximized)

    @property
    def desk(self) -> "Desk":
        """The desk; built, and the calculation loaded, when it is first asked for."""
        if self._desk is None:
            from ui.desk import Desk  # noqa: PLC0415  (the window is painted before the calculation is loaded)

            with self.context.theme.laid_aside():
                self._desk = Desk(self.context)
                self._whole.addWidget(self._desk)
                self.setStatusBar(self._desk.status)
            self._desk.opened.connect(self._show_desk)
            self._desk.changed.connect(self._tell)
            self._fill_go_menu(self._desk)
        return self._desk

    # Menus

    def _action(
        self,
        menu: QMenu,
        text: str,
        icon: str,
        shortcut: QKeySequence.StandardKey | str | None,
        call: Callable[[], object],
    ) -> QAction:
        action = make_action(self, self.context, text, icon, shortcut, call)
        menu.addAction(action)
        return action

    def _make_menus(self) -> None:
        words, bar = self.context.words, self.menuBar()
        titles = (N_("&File"), N_("&Edit"), N_("&Go"), N_("&View"), N_("&Help"))
        self.menus = [bar.addMenu(words.text(title)) for title in titles]
        file, self._edit_menu, self._go_menu, view, help_menu = self.menus
        self._make_file_menu(file)
        self._make_edit_menu(self._edit_menu)
        self._make_view_menu(view)
        self._make_help_menu(help_menu)
        for action in self._needs_document:
            action.setEnabled(False)

    def _make_file_menu(self, menu: QMenu) -> None:
        words, keys, add = self.context.words, QKeySequence.StandardKey, self._action
        add(menu, words.text("New"), "new", keys.New, partial(self._command, "new"))
        add(menu, words.text("Open..."), "open", keys.Open, partial(self._command, "ask_open"))
        add(menu, words.text("Import register..."), "import", "Ctrl+I", partial(self._command, "ask_import"))
        merge = words.text("Merge a register...")
        self.merge_action = add(menu, merge, "merge", "Ctrl+Shift+I", partial(self._command, "ask_merge"))
        self._recent = menu.addMenu(words.text("Opened lately"))
        self._recent.aboutToShow.connect(self._fill_recent)
        self.context.theme.dress(self._recent.menuAction(), "recent")
        menu.addSeparator()
        self.save_action = add(menu, words.text("Save"), "save", keys.Save, partial(self._command, "save"))
        self._needs_document = [
            self.save_action,
            self.merge_action,
            add(menu, words.text("Save as..."), "", "Ctrl+Shift+S", partial(self._command, "save_as")),
            add(
                menu,
                words.text("Export register and results..."),
                "export",
                "Ctrl+E",
                partial(self._command, "export"),
            ),
            add(menu, words.text("Print..."), "printing", keys.Print, partial(self._command, "show_print")),
            add(
                menu,
                words.text("Check a paper's code..."),
                "verify",
                "Ctrl+J",
                partial(self._command, "verify"),
            ),
        ]
        menu.addSeparator()
        template = words.text("Write an empty register to fill in...")
        add(menu, template, "template", None, partial(self._command, "write_template"))
        menu.addSeparator()
        add(menu, words.text("Settings..."), "settings", "Ctrl+,", self.open_settings)
        menu.addSeparator()
        add(menu, words.text("Quit"), "", "Ctrl+Q", self.close)

    def _make_view_menu(self, menu: QMenu) -> None:
        words, add = self.context.words, self._action
        add(menu, words.text("Larger text"), "zoom-in", "Ctrl++", partial(self._step_text, 1)).setShortcuts(
            [QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")]  # the plus sign is above the equals sign
        )
        add(menu, words.text("Smaller text"), "zoom-out", "Ctrl+-", partial(self._step_text, -1))
        add(menu, words.text("Usual text"), "", "Ctrl+0", partial(self.enlarge, TEXT_SIZES[0]))
        menu.addSeparator()
        add(menu, words.text("Whole screen"), "", "F11", self._fill_screen)
        add(menu, words.text("Next part of the window"), "", "F6", self._next_region)

    def _make_help_menu(self, menu: QMenu) -> None:
        words, add = self.context.words, self._action
        add(menu, words.text("Manual"), "help", "F1", self.open_manual)
        add(menu, words.text("Keys..."), "keyboard", "Ctrl+/", self.open_keys)
        menu.addSeparator()
        add(menu, words.text("About"), "note", None, lambda: about(self.context, self))

    def _make_edit_menu(self, menu: QMenu) -> None:
        words, keys = self.context.words, QKeySequence.StandardKey
        menu.aboutToShow.connect(self._fill_edit_menu)
        self.undo_action = self._action(
            menu, words.text("Undo"), "undo", keys.Undo, partial(self._command, "undo")
        )
        self.redo_action = self._action(
            menu, words.text("Redo"), "redo", None, partial(self._command, "redo")
        )
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.undo_action.setEnabled(False)
        self.redo_action.setEnabled(False)

    def _fill_go_menu(self, desk: "Desk") -> None:
        for number, page in enumerate(desk.pages):
            show = partial(desk.navigation.show_page, number)
            action = self._action(self._go_menu, page.heading.text(), "", f"Ctrl+{number + 1}", show)
            action.setEnabled(False)
            self._needs_document.append(action)
        self._go_menu.addSeparator()
        findings = desk.findings
        steps = [findings.next_action, findings.previous_action]
        steps += [findings.acknowledge_action, findings.withdraw_action]
        self._go_menu.addActions(steps)
        self.addActions(steps)

    def _fill_edit_menu(self) -> None:
        """Offer below undo and redo what can be done where the keyboard is, by the actions of that place."""
        for action in self._edit_menu.actions()[2:]:
            self._edit_menu.removeAction(action)
            if action.parent() is self._edit_menu:
                action.deleteLater()
        place = self._here()
        groups = actions_here(place)
        if isinstance(place, QLineEdit):
            groups.insert(0, self._actions_of_field(place))
        for group in groups:
            self._edit_menu.addSeparator()
            self._edit_menu.addActions(group)

    def _actions_of_field(self, field: QLineEdit) -> list[QAction]:
        """Return what can be done in a field of text, for as long as the menu is open."""
        words, keys = self.context.words, QKeySequence.StandardKey
        chosen = field.hasSelectedText()
        made = []
        for text, icon, key, call, can in (
            (words.text("Cut"), "", keys.Cut, field.cut, chosen),
            (words.text("Copy"), "copy", keys.Copy, field.copy, chosen),
            (words.text("Paste"), "paste", keys.Paste, field.paste, True),
            (words.text("Select all"), "", keys.SelectAll, field.selectAll, True),
        ):
            action = make_action(self._edit_menu, self.context, text, icon, key, call)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the key is the field's own
            action.setEnabled(can)
            made.append(action)
        return made

    def _keep_place(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Remember where the keyboard is in the window: an open menu takes it for itself."""
        if new is not None and new.window() is self and not isinstance(new, QMenuBar | QMenu):
            self._place = new

    def _here(self) -> QWidget | None:
        """Return where the keyboard is, or was before a menu was opened."""
        return self._place if self._place is not None and shiboken6.isValid(self._place) else None

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self.context.settings.recent():
            action = self._recent.addAction(path.name)
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.desk.open_file(path))
        if self._recent.isEmpty():
            self._recent.addAction(self.context.words.text("Nothing yet.")).setEnabled(False)

    # Following the desk

    def _show_desk(self) -> None:
        for action in self._needs_document:
            action.setEnabled(True)
        self._whole.setCurrentIndex(1)

    def _tell(self) -> None:
        words, desk = self.context.words, self.desk
        document = desk.document
        if document is None:
            return
        mark = " •" if document.unsaved else ""
        self.setWindowTitle(f"{desk.file_name()}{mark} — {product_name(self.context)}")
        stack = document.stack
        undo, redo = words.text("Undo"), words.text("Redo")
        if stack.canUndo():
            undo = words.text("Undo “{action}”", action=stack.undoText())
        if stack.canRedo():
            redo = words.text("Redo “{action}”", action=stack.redoText())
        for action, text, can in (
            (self.undo_action, undo, stack.canUndo()),
            (self.redo_action, redo, stack.canRedo()),
        ):
            action.setText(text)
            action.setEnabled(can)

    def _command(self, name: str) -> None:
        """Have the desk do what a menu or the welcome page asks for; it is built for that if need be."""
        if name not in {"undo", "redo"}:
            finish_typing()
        getattr(self.desk, name)()

    def open_file(self, path: Path) -> None:
        """Open a scenario or a register."""
        finish_typing()
        self.desk.open_file(path)

    # The look

    def enlarge(self, percent: int) -> None:
        """Make the text as large as `percent` says, now and from the next start on."""
        self.context.settings.put(TEXT_SIZE, str(percent))
        self.context.theme.enlarge(percent)

    def _step_text(self, step: int) -> None:
        at = TEXT_SIZES.index(text_percent()) + step
        self.enlarge(TEXT_SIZES[min(max(at, 0), len(TEXT_SIZES) - 1)])

    def _fill_screen(self) -> None:
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _next_region(self) -> None:
        """Give the keyboard to the next part of the window."""
        if self._desk is not None and self._desk.document is not None:
            self._desk.next_region()
        else:
            self.welcome.focusNextChild()

    # Help

    def open_manual(self) -> None:
        """Open the manual at the chapter about the place the keyboard is in."""
        from ui.manual import Manual  # noqa: PLC0415  (the manual is read when it is wanted)

        if self._manual is None:
            with self.context.theme.laid_aside():
                self._manual = Manual(self.context, self)
        self._manual.open_chapter(self._chapter())

    def _chapter(self) -> str:
        """Return the chapter of the part the keyboard is in, else of the page in front."""
        desk, place = self._desk, self._here()
        while place is not None and place.isVisible():
            if hasattr(place, "chapter"):
                return str(place.chapter)
            place = place.parentWidget()
        page = desk.stack.currentWidget() if desk is not None and desk.document is not None else None
        return str(getattr(page, "chapter", FIRST_CHAPTER))

    def open_keys(self) -> None:
        """List every key that does something."""
        from ui.keys import KeysDialog, groups_of_keys  # noqa: PLC0415  (as above)

        groups = groups_of_keys(self.context, self, self.menus, self.desk.pages)
        KeysDialog(self.context, groups, self).exec()

    # Settings and the end

    def open_settings(self) -> None:
        """Choose language and look."""
        if SettingsDialog(self.context, self).exec():
            self.relaunch_wanted.emit()

    def adopt(self, other: "Window") -> None:
        """Take over the place and the work of another window, after the language was changed."""
        self.restoreGeometry(other.saveGeometry())
        if other._desk is not None:  # noqa: SLF001  (another window of this class)
            self.desk.adopt(other.desk)

    def arrive(self) -> None:
        """Bring the page in front up to date, now that it can be seen."""
        if self._desk is not None:
            self._desk.arrive()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped, once whoever dropped it is free again."""
        path = Path(event.mimeData().urls()[0].toLocalFile())
        QTimer.singleShot(0, self, lambda: self.desk.take_file(path))

    def keep_layout(self) -> None:
        """Remember size and place of the window."""
        self.context.settings.put(GEOMETRY, self.saveGeometry())
        if self._desk is not None:
            self._desk.keep_layout()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work; stop what is under way."""
        finish_typing()
        if self._desk is not None and not self._desk.may_leave(self.close):
            event.ignore()
            return
        self.keep_layout()
        self.context.jobs.close()
        event.accept()
