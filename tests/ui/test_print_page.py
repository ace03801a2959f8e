"""The print page: all documents under headings, and a preview whose first papers are there at once."""

import pymupdf
import pytest
from builders import household, outputs, parcel, scenario, village
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from calc import statements
from ui import papers
from ui.jobs import CancelledError, Progress
from ui.settings import SHEETS

HOUSEHOLDS, COLLECTIVES = "household-statements", "collective-statements"
COUNT = 130
"""More households than are drawn at once, in two villages."""


def of_many():
    ids = [f"H{number:03d}" for number in range(COUNT)]
    return scenario(
        villages=[village(), village(village_id="2", village="Second")],
        outputs=[row for each in "12" for row in outputs(each)],
        households=[
            household(household_id=each, head=f"Head {each}", village_id="1" if number < 100 else "2")
            for number, each in enumerate(ids)
        ],
        parcels=[
            parcel(parcel_id=f"P{each}", household_id=each, village_id="1" if number < 100 else "2")
            for number, each in enumerate(ids)
        ],
    )


@pytest.fixture
def page(window, show):
    show(of_many())
    window.desk.show_print()
    return window.desk.print_page


def heads(page):
    """Return the first and the last right-holder of the pages shown."""
    pdf = page.view.preview.pdf
    texts = [pdf.getAllText(number).text() for number in (0, pdf.pageCount() - 1)]
    return [next(word for word in text.split("Head ")[1:])[:4].strip() for text in texts]


# The documents


def test_every_document_is_offered_with_its_scope():
    offered = {paper.stem: paper.scope for paper in papers.PAPERS}
    there = {stem: document.scope for stem, document in statements.DOCUMENTS.items()}
    assert list(offered.items()) == list(there.items())


def test_documents_are_ticked_one_by_one_or_under_their_heading(page):
    tree = page.documents
    whole = tree.checked()
    assert whole == [stem for stem in statements.DOCUMENTS if stem in whole]
    head = next(
        tree.topLevelItem(number) for number in range(tree.topLevelItemCount())
        if tree.topLevelItem(number).text(0) == "Statements"
    )  # fmt: skip
    head.setCheckState(0, Qt.CheckState.Unchecked)
    assert set(whole) - set(tree.checked()) == {HOUSEHOLDS, COLLECTIVES}


def test_a_heading_is_no_document(page):
    page.documents.show_stem(COLLECTIVES)
    page.documents.setCurrentItem(page.documents.topLevelItem(0))
    assert page.documents.stem() == COLLECTIVES


def test_documents_in_which_there_is_nothing_are_named_when_the_others_are_written(
    window, show, tmp_path, qtbot
):
    document = show(scenario(villages=[village()], outputs=outputs(), households=[household()]))
    window.desk.show_print()
    page = window.desk.print_page
    with qtbot.waitSignal(page.told) as told:
        page.save_to(tmp_path / "out", papers.Request(document.assessment), [HOUSEHOLDS, COLLECTIVES])
    assert told.args[0].endswith("Nothing to print in: Collective statements")
    page.separate.setChecked(True)
    with qtbot.waitSignal(page.told) as told:
        page.save_to(tmp_path / "apart", papers.Request(document.assessment), [HOUSEHOLDS])
    assert "Nothing to print" not in told.args[0]


def test_a_document_without_any_paper_says_what_to_record(page, window, show):
    show(scenario(villages=[village()], outputs=outputs(), households=[household()]))
    window.desk.show_print()
    page.documents.show_stem(COLLECTIVES)
    assert page.view.message.isVisible()
    assert "Record parcels or items" in page.view.message.text()


# The first papers at once


def test_the_first_papers_are_the_very_pages_of_the_whole_document(page):
    whole = statements.render(page.document.assessment, HOUSEHOLDS)
    with pymupdf.open(stream=whole) as all_pages, pymupdf.open(stream=page.view._drawn.pdf) as shown:
        assert page.view.preview.pdf.pageCount() == shown.page_count < all_pages.page_count
        assert [each.get_text() for each in shown] == [
            all_pages[number].get_text() for number in range(shown.page_count)
        ]
    assert page.view.bar.part.text() == "First 20 of 130 households"
    assert heads(page) == ["H000", "H019"]


def test_the_next_and_the_previous_papers_are_one_key_away(page, window, qtbot):
    bar = page.view.bar
    assert not bar.before.isEnabled()
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(window, Qt.Key.Key_PageDown, keys)
    assert (bar.part.text(), heads(page)) == ("Households 21–40 of 130", ["H020", "H039"])
    qtbot.keyClick(window, Qt.Key.Key_PageUp, keys)
    assert heads(page) == ["H000", "H019"]
    bar.found.emit("H125")
    assert (bar.part.text(), heads(page)) == ("Households 126–130 of 130", ["H125", "H129"])
    assert not bar.after.isEnabled()
    bar.before.trigger()
    assert heads(page) == ["H105", "H124"]


def test_a_household_is_found_by_its_id_or_its_name(page, qtbot):
    finder = page.view.bar.finders["household"]
    finder.setFocus()
    QTest.keyClicks(finder, "head h07")
    assert finder.listed() is not None
    qtbot.keyClick(finder, Qt.Key.Key_Down)
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert heads(page)[0] == "H071"
    assert (finder.text(), finder.listed()) == ("", None)
    QTest.keyClicks(finder, "h099")
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert heads(page)[0] == "H099"
    QTest.keyClicks(finder, "nobody")
    qtbot.keyClick(finder, Qt.Key.Key_Return)
    assert heads(page)[0] == "H099"
    qtbot.keyClick(finder, Qt.Key.Key_Escape)
    assert finder.text() == ""


def test_all_papers_are_drawn_on_demand(page):
    page.view.bar.all_button.click()
    assert page.view.preview.pdf.pageCount() == COUNT
    assert not page.view.bar.isVisible()


def test_few_papers_are_all_drawn_at_once(page):
    page.scope.setCurrentIndex(2)
    for row in range(30):
        page.picks.model.set_on(page.picks.model.index(row, 0).data().split()[0], on=True)
    page.picks.model.ticked.emit()
    assert page.view.preview.pdf.pageCount() == 30
    assert not page.view.bar.isVisible()


def test_villages_are_shown_as_many_as_hold_not_too_many_households(page, monkeypatch):
    page.documents.show_stem(COLLECTIVES)
    assert not page.view.bar.isVisible()
    monkeypatch.setitem(papers._AT_ONCE, "village", 50)
    page.view.outdate()
    page._choice_changed()
    assert page.view.bar.part.text() == "Village 1 of 2"
    page.view.bar.after.trigger()
    assert page.view.bar.part.text() == "Village 2 of 2"
    assert "Second" in page.view.preview.pdf.getAllText(0).text()
    assert page.view.bar.finders["village"].isVisible()
    assert not page.view.bar.finders["household"].isVisible()


def test_the_household_looked_at_stays_after_an_edit(page):
    page.view.go_to("H050")
    key = int(page.document.scenario["parcels"].keys[0])
    page.document.type_cell("parcels", key, "remark", "by the road")
    assert heads(page)[0] == "H050"


def test_an_error_anywhere_in_what_is_asked_for_is_said_and_not_only_in_the_papers_shown(page):
    last = int(page.document.scenario["parcels"].keys[COUNT - 1])
    page.document.type_cell("parcels", last, "area", "-1")
    assert page.view.errors_view.isVisible()
    assert page.view.errors.rowCount() > 0


def test_a_village_without_households_of_its_own_can_be_chosen(window, show):
    show(
        scenario(
            villages=[village(), village(village_id="2", village="Second")],
            outputs=[row for each in "12" for row in outputs(each)],
            households=[household()],
            parcels=[parcel(), parcel(parcel_id="P2", household_id="", village_id="2")],
        )
    )
    window.desk.show_print()
    page = window.desk.print_page
    page.documents.show_stem(COLLECTIVES)
    page.scope.setCurrentIndex(1)
    second = page.picks.model.index(1, 0)
    page.picks.model.setData(second, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert page.view.preview.pdf.pageCount() == 1
    assert "Second" in page.view.preview.pdf.getAllText(0).text()


def test_the_first_papers_are_drawn_in_a_calm_moment_before_the_page_is_opened(window, show, monkeypatch):
    show(of_many())
    page = window.desk.print_page
    assert page._calm.isActive()
    page._calm.timeout.emit()
    assert page.view.drawn
    monkeypatch.setattr(papers, "render", lambda *_: pytest.fail("it is drawn already"))
    window.desk.show_print()
    assert page.view.preview.isVisible()


def test_what_the_first_papers_rest_on_is_worked_out_before_the_page_is_opened(window, show):
    document = show(of_many())
    page = window.desk.print_page
    assert page._soon.isActive()
    assert "digest" not in vars(document.scenario)
    page._soon.timeout.emit()
    assert "digest" in vars(document.scenario)
    assert not page.view.drawn


def test_an_edit_ends_the_preparing_and_prepares_anew(window, show, monkeypatch):
    begun = []
    monkeypatch.setattr(
        papers, "prepare", lambda request, _paper, progress: begun.append((request, progress))
    )
    document = show(of_many())
    page = window.desk.print_page
    page._soon.timeout.emit()
    (first, progress) = begun.pop()
    asked = []
    document.edited.connect(lambda _operation: asked.append((page._soon.isActive(), page._calm.isActive())))
    document.type_cell("parcels", int(document.scenario["parcels"].keys[0]), "remark", "x")
    assert asked == [(False, False)]
    with pytest.raises(CancelledError):
        progress.check()
    assert page._soon.isActive()
    page._soon.timeout.emit()
    (second, progress) = begun.pop()
    assert second.assessment is document.assessment is not first.assessment
    progress.check()


def test_what_keeps_papers_from_being_drawn_is_told_when_they_are_looked_at(window, show, monkeypatch):
    def refuse(_look):
        raise statements.WordingError([])

    monkeypatch.setattr(papers, "_edition", refuse)
    show(of_many())
    page = window.desk.print_page
    page._soon.timeout.emit()
    assert not page.view.words_button.isVisibleTo(page.view)


# Sheets


def test_the_size_of_wide_sheets_is_remembered_and_asked_for(page, window, monkeypatch):
    asked = []
    monkeypatch.setattr(papers, "ids_of", lambda request, _stem: asked.append(request.look) or [])
    page.sheets.setCurrentText("A3")
    assert window.context.settings.get(SHEETS) == "A3"
    assert [look.large for look in asked] == [True]
    edition = papers._edition(asked[0])
    assert edition.large


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_the_page_holds_all_documents_and_its_buttons_at_150_percent(window, show, language):
    window.resize(1366, 768)
    show(of_many())
    window.desk.show_print()
    page = window.desk.print_page
    try:
        window.enlarge(150)
        QApplication.processEvents()
        assert page.save_button.isVisible()
        assert page.save_button.geometry().bottom() < page.height(), language
    finally:
        window.enlarge(100)


def test_a_preview_of_a_part_can_be_cancelled(page):
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        papers.render(papers.Request(page.document.assessment), papers.PAPERS[1], progress, ["H001"])
