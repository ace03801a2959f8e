"""What the program remembers between runs: declared, typed options in one INI file of the user."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from calc.files import resource

__all__ = [
    "GEOMETRY",
    "LANGUAGE",
    "LAST_FOLDER",
    "OFFICER",
    "RECENT",
    "SAMPLE",
    "SHEETS",
    "STATE",
    "TEXT_SIZE",
    "THEME",
    "WORDING",
    "Option",
    "Settings",
    "columns_of",
]

Value = TypeVar("Value", str, "list[str]", QByteArray)
SAMPLE: Final = resource("samples", "sample-county.xlsx")
"""The county to look at first."""
RECENT_LIMIT: Final = 8


@dataclass(frozen=True)
class Option(Generic[Value]):
    """One remembered value: where it stands, what it is when nothing stands there, what it may be."""

    key: str
    default: Value
    choices: tuple[Value, ...] = ()


LANGUAGE: Final = Option("interface/language", "", ("", "zh", "en"))
"""Language of the screen; "" follows the system."""
THEME: Final = Option("interface/theme", "", ("", "light", "dark"))
"""Light or dark; "" follows the system."""
TEXT_SIZE: Final = Option("interface/text_size", "100", ("100", "110", "125", "150"))
"""Percent of the text's size: texts, as the INI format keeps them; the same as in `ui.theme`."""
RECENT: Final[Option[list[str]]] = Option("files/recent", [])
LAST_FOLDER: Final = Option("files/folder", "")
OFFICER: Final = Option("paper/officer", "")
"""Who issued papers last."""
SHEETS: Final = Option("paper/sheets", "A4", ("A4", "A3"))
"""On what sheets documents with wide tables are printed."""
WORDING: Final = Option("paper/wording", "")
"""The county's own file of words for the paper; "" for those shipped."""
GEOMETRY: Final = Option("window/geometry", QByteArray())
STATE: Final = Option("window/splitter", QByteArray())


def columns_of(table: str) -> Option[list[str]]:
    """Return the option that remembers the columns of a table: order, widths and what is hidden."""
    return Option(f"columns/{table}", [])


class Settings:
    """The options of one user.

    A value of the wrong type or outside its choices counts as not there: a damaged file never stops a start.
    """

    def __init__(self, path: Path | None = None) -> None:
        if path is None:
            self._store = QSettings(
                QSettings.Format.IniFormat,
                QSettings.Scope.UserScope,
                "land-compensation",
                "land-compensation",
            )
        else:
            self._store = QSettings(str(path), QSettings.Format.IniFormat)

    def get(self, option: Option[Value]) -> Value:
        """Return the option's value, its default where none is stored."""
        value = self._store.value(option.key, option.default)
        if isinstance(option.default, list) and isinstance(value, str):
            value = [value] if value else []  # the INI format writes a list of one as a plain text
        if not isinstance(value, type(option.default)) or (option.choices and value not in option.choices):
            return option.default
        return value

    def put(self, option: Option[Value], value: Value) -> None:
        """Store the option's value."""
        self._store.setValue(option.key, value)

    def recent(self) -> list[Path]:
        """Return the files opened lately that are still there, newest first."""
        return [path for path in map(Path, self.get(RECENT)) if path.exists()]

    def remember(self, path: Path) -> None:
        """Put a file at the top of the recent ones."""
        text = str(path.resolve())
        others = [other for other in self.get(RECENT) if other != text]
        self.put(RECENT, [text, *others][:RECENT_LIMIT])
        self.put(LAST_FOLDER, str(path.resolve().parent))
