"""A county's own words on paper: taken only without a mistake, remembered, and given up again."""

import pytest

from calc.files import resource
from calc.statements import shipped_wording
from calc.statements.wording import load_wording
from ui.settings import WORDING
from ui.wording import WordingDialog

TITLE = '[household-statements]\ntitle = "Statement of our county"\n'


@pytest.fixture
def dialog(window, show, small, qtbot):
    show(small)
    window.desk.show_print()
    made = WordingDialog(window.context, window)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(TITLE, "utf-8")
    return path


def choose(dialog, monkeypatch, path):
    monkeypatch.setattr("ui.wording.ask_open", lambda *_: path)
    dialog.choose()


def test_a_county_s_own_words_are_remembered_and_printed(dialog, window, own, monkeypatch):
    choose(dialog, monkeypatch, own)
    assert window.context.settings.get(WORDING) == str(own)
    assert dialog.state.text() == "1 texts are worded anew."
    page = window.desk.print_page
    page._choice_changed()
    assert "Statement of our county" in page.view.preview.pdf.getAllText(0).text()
    dialog.use_shipped()
    page._choice_changed()
    assert shipped_wording().text("household-statements.title") in page.view.preview.pdf.getAllText(0).text()


def test_a_file_with_mistakes_is_not_taken_and_all_of_them_are_named(dialog, window, tmp_path, monkeypatch):
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[common]\nunits = "yuan"\nunit = "{yuan}"\n', "utf-8")
    choose(dialog, monkeypatch, wrong)
    told = dialog.problems.toPlainText().splitlines()
    assert ["“common.units”: there is no such text" in told[0], "no field “yuan”" in told[1]] == [True, True]
    assert window.context.settings.get(WORDING) == ""


@pytest.mark.parametrize("gone", [False, True])
def test_words_that_became_wrong_stop_all_printing_and_say_where_to_mend_them(
    dialog, window, own, monkeypatch, gone, tmp_path
):
    choose(dialog, monkeypatch, own)
    if gone:
        own.unlink()
    else:
        own.write_text('[common]\nunits = "yuan"\n', "utf-8")
    page, failures = window.desk.print_page, []
    page._choice_changed()
    if gone:
        assert "There is no file" in page.view.message.text()
    else:
        assert "“common.units”" in page.view.message.text()
    assert page.view.words_button.isVisible()
    page.failed.disconnect()
    page.failed.connect(lambda _what, error: failures.append(error))
    page.save_to(tmp_path / "out", page._request(page.document), ["household-statements"])
    page.save()
    assert len(failures) == 2
    assert not (tmp_path / "out").exists()
    again = WordingDialog(window.context, window)
    assert "nothing is printed" in again.state.text()


def test_words_that_were_edited_are_shown_when_the_page_is_looked_at_again(dialog, window, own, monkeypatch):
    choose(dialog, monkeypatch, own)
    page = window.desk.print_page
    page.arrive()
    own.write_text(TITLE.replace("our", "this"), "utf-8")
    page.arrive()
    assert "Statement of this county" in page.view.preview.pdf.getAllText(0).text()


def test_a_copy_of_the_shipped_words_is_a_file_to_start_from(dialog, tmp_path):
    path = tmp_path / "copy.toml"
    dialog.write_shipped(path)
    assert path.read_bytes() == resource("wording.toml").read_bytes()
    assert load_wording(path.read_text("utf-8")).changed() == []
    dialog.write_shipped(tmp_path / "nowhere" / "copy.toml")
    assert "no folder" in dialog.state.text()
