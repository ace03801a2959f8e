"""Starting the desktop: fonts, language, look, one window, and a net under it for what nobody foresaw."""

import os
import sys
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

import shiboken6
from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from calc.files import log_path
from calc.language import catalogue, system_language
from ui import input_method
from ui.context import Context
from ui.dialogs import product_name, show_fault
from ui.jobs import Jobs
from ui.settings import LANGUAGE, TEXT_SIZE, THEME, Settings
from ui.theme import Theme, load_fonts
from ui.window import Window

__all__ = ["Desktop", "run"]


class Desktop(QObject):
    """The running program: what its parts share, and its window.

    Attributes:
        context: words, look, memory, background work.
        window: the window; another one after the language was changed.

    """

    def __init__(
        self,
        application: QApplication,
        settings: Settings,
        language: str | None,
        *,
        inline: bool = False,
    ) -> None:
        """Build the window; with `inline`, for tests, nothing runs in the background."""
        super().__init__()
        self._application = application
        self._language = language
        self._translator: QTranslator | None = None
        application.setStyle("Fusion")
        load_fonts(application)
        theme = Theme(settings.get(THEME), int(settings.get(TEXT_SIZE)))
        chosen = language or settings.get(LANGUAGE) or system_language()
        self.context = Context(catalogue(chosen), theme, settings, Jobs(inline=inline))
        self._translate_qt(chosen)
        self.window = self._new_window()

    def _new_window(self) -> Window:
        self._application.setApplicationDisplayName("")
        self._application.setApplicationName(product_name(self.context))
        with self.context.theme.laid_aside():
            window = Window(self.context)
        window.relaunch_wanted.connect(self._relaunch)
        return window

    def _translate_qt(self, language: str) -> None:
        """Have Qt's own dialogs speak the language of the screen."""
        if self._translator is not None:
            self._application.removeTranslator(self._translator)
            self._translator = None
        QLocale.setDefault(QLocale("zh_CN" if language == "zh" else "en_GB"))
        if language == "zh":
            translator = QTranslator(self)
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if translator.load("qtbase_zh_CN", folder):
                self._application.installTranslator(translator)
                self._translator = translator

    def _relaunch(self) -> None:
        """Apply the settings: the look at once, another language in a new window on the same work."""
        settings = self.context.settings
        self.context.theme.choose(settings.get(THEME))
        self.context.theme.enlarge(int(settings.get(TEXT_SIZE)))
        language = settings.get(LANGUAGE) or self._language or system_language()
        if language == self.context.words.language:
            return
        self.context.words = catalogue(language)
        self._translate_qt(language)
        old = self.window
        old.keep_layout()
        self.context.jobs.close()  # what is under way speaks the old language to the old window
        self.window = self._new_window()
        self.window.adopt(old)
        self.window.show()
        self.window.arrive()
        old.hide()
        QTimer.singleShot(0, old, lambda: self._bury(old))  # it may be the one whose menu was chosen

    def _bury(self, old: Window) -> None:
        """Delete a window while no style sheet is worn: Qt would go on dressing what is gone, and crash."""
        with self.context.theme.laid_aside():
            shiboken6.delete(old)

    def start(self, file: Path | None) -> None:
        """Load the calculation, now that the window is painted, and open a file if one is given."""
        desk = self.window.desk
        if file is not None:
            desk.open_file(file)

    def catch(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Log what nobody foresaw and say so in a dialog; the work stays open."""
        if issubclass(kind, KeyboardInterrupt):
            self._application.quit()
            return
        report = "".join(traceback.format_exception(kind, error, trace))
        log = log_path()
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{datetime.now().astimezone().isoformat()}\n{report}\n")
        show_fault(self.context, self.window, log, report)


def run(argv: list[str], *, file: Path | None, language: str | None) -> int:
    """Open the desktop, on `file` if given, and return the exit code when it is closed."""
    plugins = input_method.found_plugins(QCoreApplication.libraryPaths())
    os.environ.update(input_method.choose(os.environ, plugins))
    application = QApplication([sys.argv[0], *_qt_options(argv)])
    desktop = Desktop(application, Settings(), language)
    sys.excepthook = desktop.catch
    desktop.window.show()
    QTimer.singleShot(0, lambda: desktop.start(file))
    code = application.exec()
    desktop.context.jobs.close()
    sys.excepthook = sys.__excepthook__
    return code


def _qt_options(argv: list[str]) -> list[str]:
    """Return what is Qt's own affair on the command line."""
    return [word for word in argv if word.startswith(("-platform", "-style"))]
