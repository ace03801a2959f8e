"""From a PDF to the printer: every page as it was drawn, at the printer's resolution."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from ui.jobs import Progress

__all__ = ["ask_printer", "print_pages"]

_MOST_DOTS: Final = 600
_POINTS: Final = 72


def ask_printer(parent: QWidget) -> QPrinter | None:
    """Ask for a printer; None where the officer cancels."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setResolution(min(printer.resolution(), _MOST_DOTS))
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    return printer if dialog.exec() else None


def print_pages(files: list[bytes], printer: QPrinter, progress: Progress) -> int:
    """Print PDF files one after the other and return the number of pages. Raises CancelledError."""
    painter = QPainter()
    printed = 0
    for data in filter(None, files):
        buffer = QBuffer()
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument()
        document.load(buffer)
        for page in range(document.pageCount()):
            progress(page, document.pageCount())
            _set_up(printer, document, page)
            if not painter.isActive():
                painter.begin(printer)
            else:
                printer.newPage()
            _paint(painter, printer, document, page)
            printed += 1
        document.close()
    painter.end()
    return printed


def _set_up(printer: QPrinter, document: QPdfDocument, page: int) -> None:
    """Take over the page's size and orientation."""
    points = document.pagePointSize(page)
    wide = points.width() > points.height()
    size = points.transposed() if wide else points
    orientation = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    printer.setPageLayout(
        QPageLayout(QPageSize(size, QPageSize.Unit.Point), orientation, QMarginsF(0, 0, 0, 0))
    )


def _paint(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int) -> None:
    points, dots = document.pagePointSize(page), printer.resolution()
    size = QSize(round(points.width() * dots / _POINTS), round(points.height() * dots / _POINTS))
    image = document.render(page, size)
    painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
