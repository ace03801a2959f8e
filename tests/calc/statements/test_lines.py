"""Lines of Chinese: marks stay with the words they belong to, and words and numbers stay whole."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calc.statements.fonts import UnprintableError, width
from calc.statements.lines import wrap

EM = 1000
CLOSING = "。，、；：？！）》”/%"
OPENING = "（《“〔"
NEVER_FIRST = "。，、；：？！）》”〕～…—/.,"
NEVER_LAST = "（《“〔"


def may_break_in(line):
    """Tell whether a line has a place where it could have ended, by the plainest rule: between two Han."""
    return any("\u4e00" <= one <= "\u9fff" and "\u4e00" <= other <= "\u9fff" for one, other in pairwise(line))


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


@pytest.mark.parametrize(
    "kept",
    [
        "2.3500亩",
        "6～8倍",
        "1,519.83元",
        "元/亩",
        "30%",
        "2018年5月1日",
        "〔2018〕12号",
        "发〔2018〕",
        "第（二）项",
        "第八条",
        "——",
        "……",
        "62262012345678901234",
        "620102197001011234",
        "2018-05-01",
    ],
)
def test_what_belongs_together_is_not_parted_wherever_the_line_ends(kept):
    """However many characters stand before it, no line ends inside it."""
    for before in range(10, 48):
        text = (
            ("土地补偿费和安置补助费按前三年平均年产值计算并公布" * 2)[:before] + kept + "照此计算的各项费用"
        )
        assert any(kept in line for line in wrap(text, "song", 48 * EM)), before


def test_the_figures_of_years_may_be_parted_from_their_years():
    text = "年产值2015年1,480.00、2016年1,526.00、2017年1,553.50元/亩，三年合计4,559.50元"
    assert wrap(text, "song", 18 * EM)[0] == "年产值2015年1,480.00、2016年"


def test_a_line_is_not_left_much_too_short_to_keep_a_number_with_its_unit():
    assert wrap("补偿费1亩", "song", 4 * EM) == ("补偿费", "1亩")
    assert wrap("补偿1234亩", "song", 5 * EM) == ("补偿1234", "亩")


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


@given(st.text("土地补偿第条（）《》，。、〔〕～/—…1234567890.,年月日亩元", max_size=80), st.integers(6, 30))
def test_wherever_a_text_is_broken_marks_stay_with_their_words(text, ems):
    for before, after in pairwise(wrap(text, "song", ems * EM)):
        # A run of marks that fills a line has no better place to be broken.
        if not set(before) <= set(NEVER_FIRST + NEVER_LAST) and len(before) > 1:
            broken_by_force = before[-1].isascii() and after[0].isascii()
            assert after[0] not in NEVER_FIRST or broken_by_force or not may_break_in(before)
            assert before[-1] not in NEVER_LAST or broken_by_force or not may_break_in(before)


@given(st.text("土地补偿费（）《》，。、“”1234567890.,abcAB-% 　", max_size=60), st.integers(1, 12))
def test_nothing_is_lost_and_nothing_overflows(text, ems):
    lines = wrap(text, "song", ems * EM)
    squeezed = "".join(lines).replace(" ", "").replace("　", "")
    assert squeezed == text.replace(" ", "").replace("　", "")
    assert all(width(line, "song") <= ems * EM or len(line) == 1 for line in lines)
