"""The print page: which documents, for whom; the preview is the very PDF that is printed."""

from ui.context import Context
from ui.pages.page import Page

__all__ = ["PrintPage"]


class PrintPage(Page):
    """Choose documents, look at them, save and print them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.words.text("Print"))
