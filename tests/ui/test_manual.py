"""The manual: complete in both languages, true to the program, shown and searched offline."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QTextDocument
from PySide6.QtWidgets import QApplication

from calc.files import resource
from calc.language import LANGUAGES
from calc.tables import TABLES
from ui.keys import groups_of_keys, plain_text
from ui.manual import Manual, chapters
from ui.pages.page import Page
from ui.window import FIRST_CHAPTER

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [(language, chapter) for language in LANGUAGES for chapter in chapters(language)]
CHAPTERS = pytest.mark.parametrize(
    ("language", "chapter"), TEXTS, ids=[f"{language}-{chapter.name}" for language, chapter in TEXTS],
    indirect=["language"],
)  # fmt: skip
# Keys of cells and of menus, which are no actions; and words that stand in code type and are no keys.
OTHER_KEYS = {"F2", "Enter", "Tab", "Esc", "Alt"}
NO_KEYS = {".lcs"}


def plain(text):
    return re.sub(r"\(&.\)|&|[.…：:]+$", "", text).strip()


@pytest.fixture(scope="module")
def said():
    """Return everything the screen can say, by language, without dots and colons at the end."""
    found = {language: set() for language in LANGUAGES}
    for path in (ROOT / "resources" / "locale" / "zh" / "LC_MESSAGES").glob("*.po"):
        with path.open("rb") as stream:
            for message in read_po(stream):
                if message.id:
                    found["en"].add(plain(message.id))
                    found["zh"].add(plain(message.string))
    for language, texts in found.items():
        for spec in TABLES.values():
            texts.add(spec.title(language))
            # A unit in a title is the header's affair.
            texts |= {re.sub(r"\s*[(（].*", "", column.title(language)) for column in spec.columns}
    return found


def test_both_languages_have_the_same_chapters_pictures_and_links():
    def skeleton(language):
        return [
            (
                chapter.name,
                re.findall(r"!\[[^\]]*\]\(\.\./images/\w+/([^)]*)\)", chapter.text),
                re.findall(r"(?<!!)\[[^\]]*\]\(([^)]*)\)", chapter.text),
                re.findall(r"^(#+) ", chapter.text, re.MULTILINE),
            )
            for chapter in chapters(language)
        ]

    assert skeleton("zh") == skeleton("en")
    assert len(chapters("zh")) >= 14


def menu_paths(window):
    found = set()
    for menu in window.menus:
        menu.aboutToShow.emit()
        title = plain_text(menu.menuAction())
        found |= {f"{title} › {plain_text(each)}" for each in menu.actions() if each.text()}
    return found


@CHAPTERS
def test_what_a_chapter_quotes_is_in_the_program(window, show, small, said, chapter, language):
    """Bold words are the program's own; with › between them a menu and its entry; keys stand in code type."""
    show(small)
    keys = {
        each
        for group in groups_of_keys(window.context, window, window.menus, window.desk.pages)
        for key in group.keys
        for each in key.keys.split(", ")
    }
    paths, unknown = menu_paths(window), []
    for bold in re.findall(r"\*\*([^*]+)\*\*", chapter.text):
        known = plain(bold) in paths if " › " in bold else plain(bold) in said[language]
        unknown += [] if known else [f"{chapter.path.name}: **{bold}**"]
    for key in re.findall(r"`([^`]+)`", chapter.text):
        native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        if not {key, native} & (keys | OTHER_KEYS | NO_KEYS):
            unknown.append(f"{chapter.path.name}: `{key}`")
    assert unknown == [], "the program has no such words, menu entries or keys"


def picture_script():
    sys.path.insert(0, str(ROOT / "packaging"))
    try:
        spec = importlib.util.spec_from_file_location("pictures", ROOT / "packaging" / "manual_pictures.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "packaging"))
    return module


def test_every_picture_and_link_is_there_and_every_picture_is_taken_by_the_script():
    names = set(picture_script().PICTURES)
    used = set()
    for language in LANGUAGES:
        for chapter in chapters(language):
            for shown, target in re.findall(r"(!?)\[[^\]]*\]\(([^)]*)\)", chapter.text):
                path = (chapter.path.parent / target).resolve()
                assert path.is_file(), (chapter.path.name, target)
                if shown:
                    assert path.parent.name == language
                    used.add(path.stem)
        there = {path.stem for path in resource("manual", "images", language).iterdir()}
        assert there == names, "run `make pictures`"
    assert used == names
    assert sum(path.stat().st_size for path in resource("manual").rglob("*.png")) < 2_000_000


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def test_every_page_has_its_chapter():
    names = {chapter.name for chapter in chapters("en")}
    assert FIRST_CHAPTER in names
    for page in subclasses(Page):
        if page.__module__.startswith("ui."):
            assert "chapter" in vars(page), page
            assert page.chapter in names, page


@pytest.fixture
def manual(window, show, small):
    show(small)
    window.open_manual()
    return window._manual


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_f1_opens_the_chapter_of_the_page_in_front(window, show, small, qtbot, language):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window._manual.chapter() == "start"
    show(small)
    for number, page in enumerate(window.desk.pages):
        window.desk.navigation.show_page(number)
        qtbot.keyClick(window, Qt.Key.Key_F1)
        assert isinstance(window._manual, Manual)
        assert window._manual.isVisible()
        assert window._manual.chapter() == page.chapter
        title = next(each.title for each in chapters(language) if each.name == page.chapter)
        assert window._manual.reader.toPlainText().startswith(title)


def test_pictures_are_shown_and_no_wider_than_the_window(manual):
    manual.open_chapter("villages")
    document = manual.reader.document()
    picture = re.findall(r"\.\./images/[^)]*", chapters("en")[3].text)[0]
    url = document.baseUrl().resolved(QUrl(picture))
    assert not document.resource(QTextDocument.ResourceType.ImageResource, url).isNull()
    manual.resize(700, 500)
    QApplication.processEvents()
    assert document.size().width() <= manual.reader.viewport().width()


def test_no_room_is_wasted_below_a_picture(manual):
    manual.open_chapter("tables")
    QApplication.processEvents()
    document = manual.reader.document()
    place = document.documentLayout().blockBoundingRect
    block, looked = document.begin(), 0
    while block.next().isValid():
        form = block.begin().fragment().charFormat()
        if form.isImageFormat():
            room = place(block.next()).top() - place(block).top()
            assert room < form.toImageFormat().height() + 60
            looked += 1
        block = block.next()
    assert looked == 5


def test_links_lead_on_and_the_way_back_is_kept(manual):
    manual.open_chapter("start")
    manual.reader.anchorClicked.emit(QUrl("05-findings.md"))
    assert manual.chapter() == "findings"
    manual.contents.setCurrentRow(0)
    assert manual.chapter() == "start"
    manual.go_back()
    assert manual.chapter() == "findings"
    manual.go_forward()
    assert manual.chapter() == "start"
    assert not manual.forward.isEnabled()


def test_a_search_leaves_the_chapters_that_hold_the_text_and_marks_it(manual, qtbot):
    manual.open_chapter("start")
    manual.search.setText("pinyin")
    shown = [row for row in range(manual.contents.count()) if not manual.contents.item(row).isHidden()]
    assert [chapters("en")[row].name for row in shown] == ["tables"]
    assert manual.chapter() == "tables"
    assert len(manual.reader.extraSelections()) == 1
    qtbot.keyClick(manual.search, Qt.Key.Key_Return)
    assert manual.reader.textCursor().selectedText() == "pinyin"
    manual.search.setText("no such words in it")
    assert manual._none.isVisible()
    manual.search.clear()
    assert not any(manual.contents.item(row).isHidden() for row in range(manual.contents.count()))


def test_the_manual_follows_colours_and_text_size(window, manual, desktop):
    window.enlarge(150)
    assert manual.reader.document().defaultFont().pixelSize() == 23
    desktop.context.theme.choose("dark")
    manual.open_chapter("start")
    link = manual.reader.document().find("Importing the register")
    assert link.charFormat().foreground().color() == desktop.context.theme.color("accent")
    window.enlarge(100)
    desktop.context.theme.choose("light")


def test_esc_closes_the_manual_and_leaves_the_work(window, manual, qtbot):
    qtbot.keyClick(manual, Qt.Key.Key_Escape)
    assert not manual.isVisible()
    assert window.isVisible()


def test_f1_among_the_findings_opens_their_chapter(window, show, small, qtbot):
    show(small)
    window.desk.findings.view.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window._manual.chapter() == "findings"
