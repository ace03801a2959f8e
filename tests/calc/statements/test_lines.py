"""Lines of Chinese: marks stay with the words they belong to, and words and numbers stay whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.statements.fonts import UnprintableError, width
from calc.statements.lines import wrap

EM = 1000
CLOSING = "。，、；：？！）》”"
OPENING = "（《“〔"


def test_a_short_text_is_one_line():
    assert wrap("土地补偿费", "song", 5 * EM) == ("土地补偿费",)
    assert wrap("", "song", EM) == ("",)


def test_a_long_text_fills_its_lines():
    assert wrap("土地补偿费安置补助费", "song", 4 * EM) == ("土地补偿", "费安置补", "助费")


@pytest.mark.parametrize("mark", CLOSING)
def test_no_line_starts_with_a_closing_mark(mark):
    assert wrap(f"土地补偿{mark}费用", "song", 4 * EM) == ("土地补", f"偿{mark}费用")


@pytest.mark.parametrize("mark", OPENING)
def test_no_line_ends_with_an_opening_mark(mark):
    assert wrap(f"土地补{mark}偿费用", "song", 4 * EM) == ("土地补", f"{mark}偿费用")


def test_a_dash_of_two_signs_is_not_parted():
    assert wrap("土地补——偿费", "song", 4 * EM) == ("土地", "补——偿", "费")


def test_a_number_moves_whole_to_the_next_line():
    assert wrap("合计1,118,418.69元", "song", 7 * EM) == ("合计", "1,118,418.69", "元")


def test_a_word_wider_than_the_line_is_broken_inside():
    lines = wrap("62262012345678901234", "song", 4 * EM)
    assert "".join(lines) == "62262012345678901234"
    assert max(width(line, "song") for line in lines) <= 4 * EM


def test_a_line_feed_breaks_and_spaces_do_not_start_a_line():
    assert wrap("小地名\n名称", "song", 10 * EM) == ("小地名", "名称")
    assert wrap("户号 0001　权利人 张三", "song", 5 * EM) == ("户号 0001", "权利人 张", "三")


def test_a_cell_narrower_than_a_character_still_gets_one_a_line():
    assert wrap("土地", "song", EM / 2) == ("土", "地")


def test_a_missing_character_is_refused():
    with pytest.raises(UnprintableError):
        wrap("土\ue000地", "song", 2 * EM)


@given(st.text("土地补偿费（）《》，。、“”1234567890.,abcAB-% 　", max_size=60), st.integers(1, 12))
def test_nothing_is_lost_and_nothing_overflows(text, ems):
    lines = wrap(text, "song", ems * EM)
    squeezed = "".join(lines).replace(" ", "").replace("　", "")
    assert squeezed == text.replace(" ", "").replace("　", "")
    assert all(width(line, "song") <= ems * EM or len(line) == 1 for line in lines)
