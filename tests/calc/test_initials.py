"""Finding names by the initials of their pinyin."""

import subprocess
import sys
from pathlib import Path

import pytest

from calc.initials import HELD, LEADING, MISSED, Initials

ROOT = Path(__file__).resolve().parent.parent.parent


def answer(name, typed):
    return int(Initials([name]).match(typed)[0])


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张建国", "zjg"),
        ("张建国", "ZJ"),
        ("张建国", "ｚｊｇ"),
        ("上河村三组", "shcsz"),
        ("单雄信", "sxx"),
        ("单雄信", "dxx"),
        ("曾国藩", "zgf"),
        ("曾国藩", "cgf"),
        ("解晓东", "xxd"),
        ("解晓东", "jxd"),
        ("仇英", "qy"),
        ("仇英", "cy"),
        ("查良镛", "zly"),
        ("查良镛", "cly"),
        ("区寄", "oj"),
        ("尉迟恭", "ycg"),
        ("吕布", "lb"),
        ("欧阳·买买提", "oymmt"),
        ("A3号线塔", "a3hxt"),
        ("Ａ３号", "a3h"),
        ("Élan", "ela"),
        ("𠅤春", "xc"),
        ("䶮", "y"),
    ],
)
def test_a_name_is_found_by_its_first_initials_in_every_reading(name, typed):
    assert answer(name, typed) == LEADING


@pytest.mark.parametrize(("name", "typed"), [("张建国", "jg"), ("上河村三组", "hc"), ("张建国", "g")])
def test_initials_inside_a_name_are_told_from_leading_ones(name, typed):
    assert answer(name, typed) == HELD


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张建国", "zg"),
        ("张建国", "zjgx"),
        ("张建国", ""),
        ("张建国", "张"),
        ("张建国", "z-j"),
        ("", "z"),
        ("··", "z"),
    ],
)
def test_other_names_are_not_found(name, typed):
    assert answer(name, typed) == MISSED


def test_initials_never_run_from_one_name_into_the_next():
    assert Initials(["张建", "国庆"]).match("zjg").tolist() == [MISSED, MISSED]
    assert Initials(["", "张建", "", "建国"]).match("jg").tolist() == [MISSED, MISSED, MISSED, LEADING]


@pytest.mark.parametrize("character", ["\U00020002", "\U0003134b", "\ue817", "\U000f0001", "\U0002ebf0"])
def test_a_character_without_a_reading_stands_for_any_letter_but_no_digit(character):
    name = f"张{character}国"
    assert [answer(name, typed) for typed in ("zag", "zzg", "z1g", "aag")] == [
        LEADING,
        LEADING,
        MISSED,
        MISSED,
    ]


def test_find_fields_want_two_initials_since_one_shows_nearly_everything():
    names = Initials(["张建国", "李四"])
    assert names.holding("z").tolist() == [False, False]
    assert names.holding("jg").tolist() == [True, False]


def test_nothing_is_found_among_no_names():
    assert Initials([]).match("z").tolist() == []
    assert Initials(["\ud800"]).match("z").tolist() == [MISSED]


def test_the_table_of_readings_is_read_when_it_is_needed_and_pypinyin_is_never_imported():
    script = (
        "import sys; from calc import initials; made = initials.Initials([]);"
        "assert initials._readings.cache_info().currsize == 0;"
        "print(initials.Initials(['张']).match('z')[0], 'pypinyin' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(LEADING), "False"]
