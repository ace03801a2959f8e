"""Tables on paper: heads, wrapped cells, aligned figures, rows that stay together, page sums."""

import pytest

from calc.statements.page import A4_LANDSCAPE, DENSE, MM
from calc.statements.table import DASH, WHITE, Column, Row, Table, draw_table

TABLE = Table(
    (
        Column("序号", 10, "center"),
        Column("名称", 30),
        Column("数量", 20, "decimal"),
        Column("年产值", 20, "right", group="标准"),
        Column("倍数", 12, "right", group="标准"),
        Column("金额", 30, "right"),
    )
)


def lines(count):
    return [Row((str(at), f"地块{at}", "1.5", "1,243.33", "7.00", "10.00")) for at in range(1, count + 1)]


def horizontal(page):
    """Return (height, left, right, thickness) of every level rule of a page."""
    return [
        (item[1].y, item[1].x, item[2].x, drawing["width"])
        for drawing in page.get_drawings()
        for item in drawing["items"]
        if item[0] == "l" and item[1].y == item[2].y
    ]


def upright(page):
    return [
        (round(item[1].x, 1), item[1].y, item[2].y)
        for drawing in page.get_drawings()
        for item in drawing["items"]
        if item[0] == "l" and item[1].x == item[2].x
    ]


def test_the_head_is_repeated_on_every_page_and_no_row_is_lost(draw, words):
    document = draw(lambda section: draw_table(section, TABLE, lines(120)))
    assert document.page_count > 2
    for page in document:
        assert {"序号", "名称", "标准", "年产值", "倍数"} <= set(page.get_text().split())
    found = [word for word, _, _ in words(document) if word.startswith("地块")]
    assert found == [f"地块{at}" for at in range(1, 121)]


def test_a_head_alone_never_ends_a_page(draw):
    def build(section):
        section.space(section.bottom - section.y - 45)
        draw_table(section, TABLE, lines(2))

    document = draw(build)
    assert "序号" not in document[0].get_text()
    assert "序号" in document[1].get_text()


def test_figures_are_right_aligned_with_their_points_below_one_another(draw, words):
    rows = [
        Row(("1", "甲", text, "1.00", "7.00", money))
        for text, money in (("0.5", "9.00"), ("12", "1,118,418.69"), ("3.120001", DASH))
    ]
    document = draw(lambda section: draw_table(section, TABLE, rows))
    boxes = {word: box for word, box, _ in words(document)}
    digit = DENSE.extent("0")
    point = boxes["3.120001"].x1 - 6 * digit
    assert boxes["0.5"].x1 - digit == pytest.approx(point, abs=0.1)
    assert boxes["12"].x1 + DENSE.extent(".") == pytest.approx(point, abs=0.1)
    assert boxes["9.00"].x1 == pytest.approx(boxes["1,118,418.69"].x1, abs=0.1)


def test_a_number_too_wide_is_narrowed_with_its_column_and_never_broken(draw, words):
    rows = [Row(("1", "甲", "1.5", text, "7.00", "1.00")) for text in ("1,000,000.12345678", "9.00")]
    document = draw(lambda section: draw_table(section, TABLE, rows))
    boxes = {word: box for word, box, _ in words(document)}
    assert boxes["1,000,000.12345678"].x0 >= boxes["1.5"].x1
    assert boxes["1,000,000.12345678"].x1 == pytest.approx(boxes["9.00"].x1, abs=0.2)
    assert boxes["9.00"].width < DENSE.extent("9.00") - 1


def test_an_empty_cell_shows_a_dash_in_lines_only(draw):
    rows = [Row(("1", "", "", "", "", "")), Row(("小计", "", "", "", "5.00"), "subtotal", 2)]
    page = draw(lambda section: draw_table(section, TABLE, rows))[0]
    assert page.get_text().count(DASH) == 5


def test_cells_wrap_and_make_their_row_higher(draw):
    name = "河湾地（原第三生产队打麦场东侧水渠以北至公路边沟）"
    rows = [
        Row(("1", "甲", "1", "1", "1", "1")),
        Row(("2", name, "1", "1", "1", "1")),
        Row(("3", "乙", "1", "1", "1", "1")),
    ]
    document = draw(lambda section: draw_table(section, TABLE, rows))
    heights = sorted({round(rule[0], 1) for rule in horizontal(document[0])})
    rows_high = [after - before for before, after in zip(heights[-4:], heights[-3:], strict=False)]
    assert rows_high[0] == pytest.approx(18, abs=0.2)
    assert rows_high[1] > 30
    assert rows_high[2] == pytest.approx(18, abs=0.2)
    assert name in "".join(document[0].get_text().split())


def test_a_row_higher_than_a_page_is_carried_over_whole(draw):
    text = "".join(chr(0x4E00 + at) for at in range(1500))
    rows = [Row(("1", text, "1.5", "1.00", "7.00", "10.00")), *lines(2)]
    document = draw(lambda section: draw_table(section, TABLE, rows))
    assert document.page_count > 1
    printed = "".join("".join(page.get_text().split()) for page in document)
    assert sorted(set(text) - set(printed)) == []
    assert printed.count("10.00") == 3


def test_a_subtotal_is_never_parted_from_the_row_before_it(draw):
    for count in range(20, 50):
        rows = [
            *lines(count),
            Row(("小计", "", "", "", "5.00"), "subtotal", 2),
            Row(("合计", "", "", "", "6.00"), "total", 2),
        ]
        document = draw(lambda section, rows=rows: draw_table(section, TABLE, rows))
        last = document[-1].get_text()
        assert f"地块{count}" in last
        assert "小计" in last
        assert "合计" in last


def test_a_caption_is_never_parted_from_the_row_after_it(draw):
    for count in range(20, 50):
        rows = [*lines(count), Row(("二、安置补助费",), "caption", 6), Row(("1", "末行", "1", "1", "1", "1"))]
        document = draw(lambda section, rows=rows: draw_table(section, TABLE, rows))
        assert "二、安置补助费" in document[-1].get_text()


def test_rules_are_heavy_at_the_ends_and_upright_only_at_groups(draw):
    rows = [*lines(3), Row(("小计", "", "", "", "5.00"), "subtotal", 5)]
    rows[-1] = Row(("小计", "5.00"), "subtotal", 5)
    page = draw(lambda section: draw_table(section, TABLE, rows))[0]
    level = sorted(horizontal(page))
    assert level[0][3] == level[-1][3] == pytest.approx(1.1, abs=0.01)
    assert all(rule[3] < 1 for rule in level[1:-1])
    scale = 165 / 122
    expected = {round((25 + 60 * scale) * MM, 1), round((25 + 92 * scale) * MM, 1)}
    assert {rule[0] for rule in upright(page)} == expected
    subtotal = level[-2][0]
    first, second = sorted(expected)
    assert max(end for x, _, end in upright(page) if x == first) == pytest.approx(subtotal, abs=0.1)
    assert max(end for x, _, end in upright(page) if x == second) == pytest.approx(level[-1][0], abs=0.1)


def test_page_sums_close_every_page_and_cover_every_row_once(draw):
    ranges = []

    def foot(rows):
        ranges.append(rows)
        return [
            Row(("本页小计", "", "", "", f"{len(rows)}.00"), "subtotal", 2),
            Row(("累计", "", "", "", f"{rows.stop}.00"), "subtotal", 2),
        ]

    document = draw(lambda section: draw_table(section, TABLE, lines(70), foot), A4_LANDSCAPE)
    drawn = ranges[1:]  # the first asks how high they are
    assert [at for rows in drawn for at in rows] == list(range(70))
    assert len(drawn) == document.page_count
    for page, rows in zip(document, drawn, strict=True):
        assert f"{len(rows)}.00" in page.get_text()
        assert f"{rows.stop}.00" in page.get_text()
        assert max(word[3] for word in page.get_text("words") if word[4] == "累计") <= 190 * MM


def test_a_table_without_rows_is_its_head(draw):
    page = draw(lambda section: draw_table(section, TABLE, []))[0]
    assert "序号" in page.get_text()


def test_lines_have_room_for_a_hand_and_sums_do_not_need_it(draw):
    roll = Table(TABLE.columns, row_height=10 * MM)
    rows = [*lines(2), Row(("本页小计", "", "", "", "20.00"), "subtotal", 2)]
    page = draw(lambda section: draw_table(section, roll, rows))[0]
    heights = sorted({round(rule[0], 1) for rule in horizontal(page)})
    high = [after - before for before, after in zip(heights[-4:], heights[-3:], strict=False)]
    assert high[0] == pytest.approx(10 * MM, abs=0.2)
    assert high[1] == pytest.approx(10 * MM, abs=0.2)
    assert high[2] < 7 * MM


def test_joined_rows_stay_on_one_page_with_the_row_they_follow(draw):
    groups = [
        Row((str(at) if first else WHITE, f"地块{at}", "1.5", "1", "2", "3"), joined=not first)
        for at in range(30)
        for first in (True, False, False, False)
    ]
    document = draw(lambda section: draw_table(section, TABLE, groups))
    assert document.page_count > 2
    pages = [page.get_text() for page in document]
    for at in range(30):
        assert sorted(page.split().count(f"地块{at}") for page in pages)[-2:] == [0, 4]


def test_a_white_cell_has_neither_dash_nor_text_nor_a_rule_above_it(draw):
    rows = [Row(("1", "甲", "1", "2", "3", "4")), Row((WHITE, WHITE, "1", "", "3", "4"), joined=True)]
    (page,) = draw(lambda section: draw_table(section, TABLE, rows))
    assert page.get_text().split().count(DASH) == 1
    lefts = sorted({round(left) for _, left, _, _ in horizontal(page)})
    starts = [left for _, left, _, width in horizontal(page) if width < 0.5]
    assert round(max(starts)) > lefts[0] + 100


def closing(rows):
    return [
        Row(("本页小计", "", "", "", f"{len(rows)}.00"), "subtotal", 2),
        Row(("累计", "", "", "", f"{rows.stop}.00"), "subtotal", 2),
    ]


def test_the_total_stands_below_the_sums_of_the_last_page(draw):
    for count in range(10, 40):
        rows = [*lines(count), Row(("合计", "", "", "", "99.00"), "total", 2)]
        document = draw(lambda section, rows=rows: draw_table(section, TABLE, rows, closing), A4_LANDSCAPE)
        last = document[-1].get_text()
        assert f"地块{count}" in last
        assert last.index("本页小计") < last.index("合计")
        assert "累计" not in last  # it would say the same
        assert all("累计" in page.get_text() for page in list(document)[:-1])
        (total,) = (word for word in document[-1].get_text("words") if word[4] == "合计")
        assert total[3] <= 190 * MM


def test_sums_of_pages_are_left_out_of_a_table_that_fits_one_if_so_wanted(draw):
    for count, expected in ((5, 0), (70, 1)):
        rows = [*lines(count), Row(("合计", "", "", "", "99.00"), "total", 2)]
        document = draw(lambda section, rows=rows: draw_table(section, TABLE, rows, closing, carried=True))
        found = [page.get_text().count("本页小计") for page in document]
        assert found == [expected] * document.page_count


WHOLE = Table((Column("户名", 20, whole=True), Column("账号", 30, whole=True), Column("签字", 115)))


def test_a_number_kept_whole_is_narrowed_and_breaks_only_between_groups_of_four(draw, words):
    account, longest = "6217000390001234567", "1234567890123456789012345678"
    rows = [Row(("张守义", account, "")), Row(("李㛃\n―", longest, ""))]
    document = draw(lambda section: draw_table(section, WHOLE, rows))
    found = {word: box for word, box, _ in words(document)}
    assert found[account].width <= 30 * MM - 4.9
    parts = [word for word in found if len(word) > 3 and word in longest]
    assert "".join(parts) == longest
    assert len(parts[0]) % 4 == 0
    assert all(found[part].x1 <= found[account].x1 + 0.5 for part in parts)


def test_an_identity_of_18_digits_stands_in_two_lines_after_whole_groups(draw, words):
    table = Table((Column("户号", 17, whole=True), Column("签字", 148)))
    document = draw(lambda section: draw_table(section, table, [Row(("620523102203000011", ""))]))
    assert {"620523102203", "000011"} <= {word for word, *_ in words(document)}


def test_a_table_that_goes_on_says_its_unit_on_every_page_and_no_other_page_does(draw):
    def build(section):
        section.figures_in("单位：元")
        draw_table(section, TABLE, lines(60))
        section.break_page()
        section.line("余款")

    for running in ("项目　明细表（续）", "长" * 51, ""):
        *tables, last = draw(build, running=running)
        assert len(tables) > 1
        for page in tables:
            assert page.get_text().count("单位：元") == 1
            (box,) = page.search_for("单位：元")
            (head,) = page.search_for(TABLE.columns[-1].title)
            assert box.y1 <= head.y0 + 2
            if running:
                assert not any(box.intersects(each) for each in page.search_for(running[-3:]))
        assert "单位" not in last.get_text()
