"""The words on paper: shipped ones complete, a county's own checked by name before anything is printed."""

import pytest

from calc.language import catalogue
from calc.statements.wording import WordingError, load_wording, shipped_wording


def problems(text):
    with pytest.raises(WordingError) as error:
        load_wording(text)
    return error.value.texts(catalogue("en"))


def test_the_shipped_words_can_be_read():
    assert shipped_wording().text("household-statements.title") == "征收土地补偿费用分户明细表"
    assert shipped_wording().text("common.basis_date", event="告知日") == "基准日（告知日）"


def test_a_county_words_a_text_anew_and_the_others_stay():
    words = load_wording('[household-statements]\ntitle = "分户表"\ncopies = "本表一式四份。"')
    assert words.text("household-statements.title") == "分户表"
    assert words.text("household-statements.copies") == "本表一式四份。"
    assert words.text("common.unit") == "单位：元"


def test_a_county_may_leave_a_field_out_and_put_it_elsewhere():
    words = load_wording('[household-statements]\nobjections = "电话{phone}，{date}前。"')
    assert (
        words.text("household-statements.objections", phone="1", unit="县", date="明日") == "电话1，明日前。"
    )


def test_braces_are_written_double():
    words = load_wording('[common]\nunit = "{{元}}"')
    assert words.text("common.unit") == "{元}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[common]\nunits = "元"', "Words “common.units”: there is no such text; correct its name"),
        ('[commons]\nunit = "元"', "Words “commons.unit”: there is no such text; correct its name"),
        (
            '[household-statements]\nobjections = "问{person}"',
            "Words “household-statements.objections”: there is no field “person” here; known are: date、unit、phone",
        ),
        ('[common]\nunit = "{name}"', "Words “common.unit”: there is no field “name” here; known are: ―"),
        (
            '[common]\nproject = "{name.__class__}"',
            "Words “common.project”: “{name.__class__}” has braces that are no field; write {name}",
        ),
        ('[common]\nproject = "{name!r}"', "has braces that are no field"),
        ('[common]\nproject = "{name:>9}"', "has braces that are no field"),
        ('[common]\nproject = "{}"', "has braces that are no field"),
        ('[common]\nproject = "{name"', "has braces that are no field"),
        ("[common]\nunit = 3", "Words “common.unit”: text in quotes is expected"),
        ('[common]\nunit = "\\uE000"', "Words “common.unit”: no font can print \ue000 (U+E000)"),
        ("unit = ", "The file of words is no valid TOML"),
        ("#" * 100_001, "The file of words has 100001 characters; at most 100000 are read"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(text, message):
    (problem,) = problems(text)
    assert message in problem


def test_all_problems_are_told_at_once():
    assert len(problems('[common]\nunits = "元"\nunit = "{x}"\nproject = 1')) == 3
