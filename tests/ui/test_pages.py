"""The pages where decisions are taken and results are read: villages, results, print, explanations."""

import pytest
from builders import household, item, outputs, parcel, scenario, village
from PySide6.QtCore import Qt, QThread
from PySide6.QtGui import QGuiApplication
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from calc import units
from calc.assess import assess
from calc.explain import explain_line, explain_village
from calc.findings import render
from calc.sums import village_bars
from ui import papers
from ui.explanation import ExplanationDialog
from ui.jobs import CancelledError, Progress
from ui.paper_printer import print_pages
from ui.tables.model import on_two_lines

HOUSEHOLDS = next(paper for paper in papers.PAPERS if paper.stem == "household-statements")


def three_villages():
    return scenario(
        villages=[
            village(),
            village(village_id="2", village="Edge", cultivated_area="999.6"),
            village(
                village_id="3",
                village="Poor",
                cultivated_area="300",
                land_multiple="",
                resettlement_multiple="",
            ),
        ],
        outputs=[row for each in "123" for row in outputs(each)],
        households=[household(household_id=f"H{each}", village_id=each) for each in "123"],
        parcels=[parcel(parcel_id=f"P{each}", village_id=each, household_id=f"H{each}") for each in "123"],
    )


def columns_of(model, row):
    return {each.name: model.index(row, number).data() for number, each in enumerate(model.fields)}


def test_each_village_shows_where_it_stands_and_whether_its_multiples_are_lawful(window, show):
    show(three_villages())
    model = window.desk.pages[1].villages.view.table_model()
    first, edge, poor = (columns_of(model, row) for row in range(3))
    assert (first["per_capita"], first["tier"], first["state"], first["amount"]) == (
        "1.2", "tier 1", "lawful", "13,200.00",
    )  # fmt: skip
    assert (edge["per_capita"], edge["tier"], edge["state"]) == ("0.9996", "tier 2", "unlawful")
    assert (poor["tier"], poor["state"], poor["amount"]) == ("tier 3", "to choose", "at most 27,500.00")


def test_the_range_of_a_village_that_has_still_to_choose_is_that_of_its_whole_amount(window, show):
    open_multiples = {"land_multiple": "", "resettlement_multiple": ""}
    show(
        scenario(
            villages=[village(**open_multiples)],
            outputs=outputs(),
            households=[household()],
            parcels=[parcel()],
            items=[item()],
        )
    )
    assessment = window.desk.document.assessment
    bar = village_bars(assessment)[0]
    assert bar.lowest == assessment.villages[0].lawful_minimum + assessment.villages[0].amount
    view = window.desk.pages[1].villages.view
    shown = columns_of(view.table_model(), 0)["amount"]
    assert shown == " – ".join(units.format_money(fen, grouped=True) for fen in (bar.lowest, bar.highest))


def test_an_amount_that_is_only_a_part_says_so_beside_its_figure(window, show):
    show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household()],
            parcels=[parcel()],
            items=[item(price="")],
        )
    )
    model = window.desk.pages[1].villages.view.table_model()
    assert columns_of(model, 0)["amount"] == "incomplete: 13,200.00"
    assert window.desk.pages[1].panel._whole.text() == "incomplete: 13,200.00"
    index = model.index(0, model.column_of("amount"))
    assert "cannot be computed" in index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_the_amounts_of_the_villages_stand_inside_a_window_of_1366_pixels(window, show, language):
    window.resize(1366, 768)
    show(
        scenario(
            villages=[village(village=name, village_id=name, group=name) for name in ("上沙坪村", "柳湾村")],
            outputs=[row for each in ("上沙坪村", "柳湾村") for row in outputs(each)],
            parcels=[parcel(village_id="上沙坪村", household_id="", area="1000")],
        )
    )
    window.desk.navigation.show_page(1)
    view = window.desk.pages[1].villages.view
    number = view.table_model().column_of("amount")
    QApplication.processEvents()
    right = view.columnViewportPosition(number) + view.columnWidth(number)
    assert right <= view.viewport().width(), language


def test_multiples_of_a_village_without_a_tier_are_neither_lawful_nor_unlawful(window, show):
    show(scenario(villages=[village(population="many")], outputs=outputs()))
    cells = columns_of(window.desk.pages[1].villages.view.table_model(), 0)
    assert (cells["tier"], cells["state"]) == ("―", "―")
    assert not window.desk.pages[1].panel.isHidden()


def test_without_a_village_there_is_no_panel(window, show):
    document = show(scenario())
    page = window.desk.pages[1]
    assert page.panel.isHidden()
    page.villages.view.insert_row()
    assert not page.panel.isHidden()
    document.stack.undo()
    assert page.panel.isHidden()


def test_computed_columns_cannot_be_edited_and_can_be_sorted(window, show):
    show(three_villages())
    model = window.desk.pages[1].villages.view.table_model()
    column = model.column_of("per_capita")
    assert not model.flags(model.index(0, column)) & Qt.ItemFlag.ItemIsEditable
    model.sort(column)
    assert [model.index(row, 0).data() for row in range(3)] == ["3", "2", "1"]
    tester = QAbstractItemModelTester(model)
    del tester


def labels(widget):
    return [each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]


def test_the_panel_follows_the_village_and_shows_its_ranges(window, show):
    document = show(three_villages())
    page = window.desk.pages[1]
    window.desk.navigation.show_page(1)
    assert "lawful: 6–8 times" in labels(page.panel)
    assert "= 1,200 mu ÷ 1,000 people" in labels(page.panel)
    view = page.villages.view
    view.setCurrentIndex(view.table_model().index(2, 0))
    assert "both together at most 25 times" in labels(page.panel)
    assert "0.3 mu" in labels(page.panel)
    page.panel.entry_editor("multiple_basis").setText("Decision 9")
    page.panel.entry_editor("multiple_basis").editingFinished.emit()
    assert document.scenario["villages"].text("multiple_basis").cell(2) == "Decision 9"


def test_output_values_are_those_of_the_current_village(window, show):
    document = show(three_villages())
    page = window.desk.pages[1]
    window.desk.navigation.show_page(1)
    view = page.villages.view
    view.setCurrentIndex(view.table_model().index(1, 0))
    model = page.outputs.view.table_model()
    assert {model.index(row, 0).data() for row in range(model.rowCount())} == {"2"}
    page.outputs.view.insert_row()
    assert document.scenario["outputs"].text("village_id").values.tolist().count("2") == 4
    page.findChild(QCheckBox).setChecked(False)
    assert model.rowCount() == 10


def test_results_add_up_by_every_grouping_and_lead_to_their_lines(window, show):
    document = show(three_villages())
    window.desk.navigation.show_page(6)
    page = window.desk.pages[6]
    for grouping, count in enumerate((3, 3, 4, 2, 1)):
        page.grouping.setCurrentIndex(grouping)
        model = page.groups
        assert model.rowCount() == count
        last = model.columnCount() - 1
        cells = [model.index(row, last).data().replace(",", "") for row in range(count)]
        fen = sum(int(cell.replace(".", "")) for cell in cells if cell != "―")
        totals = document.assessment.totals
        assert fen == (totals.by_payee[0] if grouping == 1 else totals.computed)
    page.grouping.setCurrentIndex(0)
    page.upper_view.selectRow(0)
    assert page.lines.rowCount() == 2
    page.search.setText("edge")
    assert page.groups.rowCount() == 1
    tester = QAbstractItemModelTester(page.groups), QAbstractItemModelTester(page.lines)
    del tester


def test_results_say_that_amounts_are_missing(window, show):
    show(three_villages())
    window.desk.navigation.show_page(6)
    assert any("cannot be computed" in text for text in labels(window.desk.pages[6]))


@pytest.mark.parametrize("language", ["en", "zh"], indirect=True)
def test_an_explanation_opens_and_is_copied_as_text(desktop, qtbot, show, small, language):
    document = show(small)
    for step in (explain_village(document.assessment, 0), explain_line(document.assessment, 0)):
        dialog = ExplanationDialog(desktop.context, step)
        qtbot.addWidget(dialog)
        dialog.show()
        assert dialog.tree.topLevelItemCount() == 1
        dialog.copy()
        assert step.figure(desktop.context.words) in QGuiApplication.clipboard().text()
    assert document.assessment.totals.complete, language


def test_the_preview_is_the_document_and_blocked_ones_name_their_errors(window, show, small, qtbot):
    document = show(small)
    window.desk.show_print()
    page = window.desk.print_page
    page.documents.show_stem("household-statements")
    assert page.view.preview.pdf.pageCount() == 1
    assert "Head One" in page.view.preview.pdf.getAllText(0).text()
    document.type_cell("villages", int(document.scenario["villages"].keys[0]), "land_multiple", "11")
    assert page.view.errors.rowCount() == 1
    with qtbot.waitSignal(page.finding_chosen):
        page.view.errors_view.clicked.emit(page.view.errors.index(0, 0))
    assert window.desk.stack.currentWidget() is window.desk.pages[1]
    document.stack.undo()
    window.desk.show_print()
    assert page.view.preview.isVisible()


def test_what_keeps_documents_from_being_printed_is_said_before_anything_is_asked(
    window, show, small, monkeypatch, qtbot
):
    document = show(small)
    window.desk.show_print()
    page = window.desk.print_page
    page.documents.show_stem("village-summaries")
    document.type_cell("villages", int(document.scenario["villages"].keys[0]), "land_multiple", "11")

    def asked(*_arguments):
        pytest.fail("it is in vain to ask")

    monkeypatch.setattr("ui.pages.printing.QFileDialog.getExistingDirectory", asked)
    monkeypatch.setattr("ui.paper_printer.ask_printer", asked)
    for begin in (page.save, page.print_paper):
        page.view.setCurrentIndex(0)
        begin()
        assert page.view.errors_view.isVisible()
        assert page.view.errors.rowCount() == 1
        assert page.view.errors_view.currentIndex().row() == 0
    with qtbot.waitSignal(page.finding_chosen):
        page.view.errors_view.activated.emit(page.view.errors.index(0, 0))


def test_documents_are_written_to_a_folder_for_the_chosen_households(window, show, tmp_path):
    document = show(
        scenario(
            villages=[village()],
            outputs=outputs(),
            households=[household(), household(household_id="H2", head="Head Two")],
            parcels=[parcel(), parcel(parcel_id="P2", household_id="H2")],
        )
    )
    window.desk.show_print()
    page = window.desk.print_page
    page.scope.setCurrentIndex(2)
    assert page.households() == frozenset()
    page.picks.model.setData(
        page.picks.model.index(1, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
    )
    assert page.households() == {"H2"}
    assert page.view.preview.pdf.pageCount() == 1
    assert "Head Two" in page.view.preview.pdf.getAllText(0).text()
    page.separate.setChecked(True)
    page.save_to(
        tmp_path / "out", papers.Request(document.assessment, page.households()), ["household-statements"]
    )
    assert sorted(path.name for path in (tmp_path / "out" / "households").iterdir()) == [
        "H2.pdf",
        "index.csv",
    ]
    page.scope.setCurrentIndex(1)
    page.picks.model.setData(
        page.picks.model.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
    )
    assert page.households() == {"H1", "H2"}
    tester = QAbstractItemModelTester(page.picks.model)
    del tester


def test_nothing_chosen_prints_nothing_and_says_so(window, show, small, qtbot):
    show(small)
    window.desk.show_print()
    page = window.desk.print_page
    page.scope.setCurrentIndex(2)
    with qtbot.waitSignal(page.told):
        page.save()


def test_pages_reach_the_printer_in_their_own_size(tmp_path, small, qapp):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    printer.setResolution(72)
    printer.setFullPage(True)
    data = papers.render(papers.Request(assess(small)), HOUSEHOLDS, Progress())
    assert print_pages([data, b"", data], printer, Progress()) == 2
    pdf = QPdfDocument()
    pdf.load(str(tmp_path / "paper.pdf"))
    assert pdf.pageCount() == 2
    size = pdf.pagePointSize(1)
    assert (round(size.width()), round(size.height())) == (595, 842)
    assert qapp is not None


def test_printing_can_be_cancelled(tmp_path, small, qapp):
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    data = papers.render(papers.Request(assess(small)), HOUSEHOLDS, Progress())
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        print_pages([data], printer, progress)
    assert qapp is not None


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("面积(亩)", ["面积(亩)"]),
        ("人均耕地(亩)", ["人均耕地", "(亩)"]),
        ("土地补偿倍数", ["土地补偿", "倍数"]),
        ("Area (mu)", ["Area (mu)"]),
        ("Household share of resettlement (%)", ["Household share of resettlement", "(%)"]),
        ("Land compensation multiple", ["Land compensation", "multiple"]),
        ("Requisitioning", ["Requisitioning"]),
    ],
)
def test_long_titles_stand_on_two_lines(title, lines):
    assert on_two_lines(title).split("\n") == lines


def test_a_preview_that_is_outdated_is_not_drawn_to_its_end(window, show, qtbot, monkeypatch):
    document = show(three_villages())
    monkeypatch.setattr(window.context.jobs, "_inline", False)
    asked, ended = [], []

    def endless(_request, _paper, progress, _ids=None):
        asked.append(progress)
        try:
            while len(asked) == 1:
                progress.check()
                QThread.msleep(1)
        finally:
            ended.append(progress)
        return b""

    monkeypatch.setattr(papers, "ids_of", lambda _request, _stem: ["H1"])
    monkeypatch.setattr(papers, "render", endless)
    window.desk.show_print()
    qtbot.waitUntil(lambda: len(asked) == 1)
    document.type_cell("project", 1, "name", "Road 311")
    qtbot.waitUntil(lambda: len(ended) == 2 and not window.context.jobs.busy)
    assert any("nothing to print" in text for text in labels(window.desk.print_page))


def test_files_that_stand_in_the_folder_are_replaced_only_when_the_officer_says_so(
    window, show, small, tmp_path, monkeypatch
):
    document = show(small)
    window.desk.show_print()
    page = window.desk.print_page
    standing = tmp_path / "household-statements.pdf"
    standing.write_bytes(b"of last week")
    asked, answers = [], [False, True]
    monkeypatch.setattr(
        "ui.pages.printing.ask_replace",
        lambda _context, _parent, _folder, names: asked.append(names) or answers.pop(0),
    )
    page.save_to(tmp_path, papers.Request(document.assessment), ["household-statements"])
    assert standing.read_bytes() == b"of last week"
    page.save_to(tmp_path, papers.Request(document.assessment), ["household-statements"])
    assert standing.read_bytes().startswith(b"%PDF")
    assert asked == [["household-statements.pdf"]] * 2


def test_beside_an_error_a_warning_keeps_the_colour_of_a_warning(window, show, small):
    document = show(small)
    key = int(document.scenario["villages"].keys[0])
    document.type_cell("villages", key, "land_multiple", "12")
    found = document.marks("villages")[key, "land_multiple"]
    assert [each.severity.name for each in found] == ["ERROR", "WARNING"]
    window.desk.navigation.show_page(1)
    panel = window.desk.pages[1].panel
    kinds = {each.text(): each.property("kind") for each in panel.findChildren(QLabel) if not each.isHidden()}
    messages = [render(each, window.context.words) for each in found]
    assert [kinds.get(message) for message in messages] == ["danger", "caution"]


def test_the_document_that_is_previewed_is_the_one_marked_in_the_list(window, show, small):
    show(small)
    window.desk.show_print()
    documents = window.desk.print_page.documents
    assert [each.text(0) for each in documents.selectedItems()] == ["Household statements"]


@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_the_card_of_a_village_with_amounts_of_a_county_is_not_cut_off(window, show, language):
    window.resize(1366, 768)
    show(scenario(villages=[village()], outputs=outputs(), parcels=[parcel(household_id="", area="9999")]))
    window.desk.navigation.show_page(1)
    QApplication.processEvents()
    panel = window.desk.pages[1].panel
    assert panel.widget().minimumSizeHint().width() <= panel.viewport().width(), language
