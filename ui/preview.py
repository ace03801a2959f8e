"""The preview: the very PDF, page by page."""

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.actions import label, make_action, tool_button
from ui.context import Context
from ui.theme import GRID

__all__ = ["Preview"]

_STEP = 1.25


class Preview(QWidget):
    """Shows a PDF from memory.

    Attributes:
        pdf: the document shown.

    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        words = context.words
        self._buffer = QBuffer(self)
        self.pdf = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setDocument(self.pdf)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setAccessibleName(words.text("Preview"))
        self.view.pageNavigator().currentPageChanged.connect(self._tell)
        self._where = label(kind="muted")
        head = QHBoxLayout()
        head.setSpacing(GRID // 2)
        head.addWidget(self._where)
        head.addStretch(1)
        for text, icon, keys, call in (
            (words.text("Previous page"), "previous", "Alt+PgUp", lambda: self._turn(-1)),
            (words.text("Next page"), "next", "Alt+PgDown", lambda: self._turn(1)),
            (words.text("Smaller"), "zoom-out", "Ctrl+Alt+-", lambda: self._zoom(1 / _STEP)),
            (words.text("Larger"), "zoom-in", "Ctrl+Alt++", lambda: self._zoom(_STEP)),
            (words.text("Fit to width"), "fit", "Ctrl+Alt+0", self._fit),
        ):
            action = make_action(self, context, text, icon, keys, call)
            self.addAction(action)
            head.addWidget(tool_button(action))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(GRID // 2)
        box.addLayout(head)
        box.addWidget(self.view)

    def show_pdf(self, data: bytes) -> None:
        """Show a PDF from its first page on."""
        self.pdf.close()
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.pdf.load(self._buffer)
        self._tell()

    def _tell(self) -> None:
        page = self.view.pageNavigator().currentPage() + 1
        self._where.setText(
            self._context.words.text("Page {page} of {count}", page=page, count=f"{self.pdf.pageCount():,}")
        )

    def _turn(self, step: int) -> None:
        navigator = self.view.pageNavigator()
        page = navigator.currentPage() + step
        if 0 <= page < self.pdf.pageCount():
            navigator.jump(page, QPointF(), navigator.currentZoom())

    def _zoom(self, factor: float) -> None:
        shown = self._width_factor() if self.view.zoomMode() == QPdfView.ZoomMode.FitToWidth else 1.0
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(self.view.zoomFactor() * shown * factor)

    def _width_factor(self) -> float:
        """Return how much larger than 100 % a page is that fills the width."""
        page = self.pdf.pagePointSize(max(self.view.pageNavigator().currentPage(), 0)).width()
        dots = self.logicalDpiX() / 72
        return self.view.viewport().width() / (page * dots) / self.view.zoomFactor() if page else 1.0

    def _fit(self) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
