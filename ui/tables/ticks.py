"""A list to tick: what choices for printing and the values of a column's filter have in common."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TickModel"]

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class TickModel(QAbstractListModel):
    """Entries with a tick; the first part of an entry says which one it is.

    Signals:
        ticked: the ticks, or what is shown, are different now.

    """

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[tuple[Any, ...]] = ()

    def is_on(self, entry: Any) -> bool:
        """Return whether an entry is ticked."""
        raise NotImplementedError

    def set_on(self, entry: Any, *, on: bool) -> None:
        """Tick or untick an entry."""
        raise NotImplementedError

    def told(self, entry: tuple[Any, ...], role: int) -> str | None:
        """Return what Qt asks of an entry beside its tick."""
        raise NotImplementedError

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of entries shown."""
        return 0 if parent.isValid() else len(self._shown)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that every entry can be ticked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() else flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return an entry's text or tick."""
        if not index.isValid():
            return None
        entry = self._shown[index.row()]
        if role == Role.CheckStateRole:
            return Qt.CheckState.Checked if self.is_on(entry[0]) else Qt.CheckState.Unchecked
        return self.told(entry, role)

    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        """Tick or untick an entry."""
        if role != Role.CheckStateRole or not index.isValid():
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        self.set_on(self._shown[index.row()][0], on=on)
        self.dataChanged.emit(index, index, [Role.CheckStateRole])
        self.ticked.emit()
        return True
