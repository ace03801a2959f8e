"""Parts that stay together, and tables that stand side by side."""

import pytest

from calc.statements.flow import caption, flowing, heading, side_by_side, together
from calc.statements.page import A4, MM
from calc.statements.table import Column, Row, Table, draw_table

TABLE = Table((Column("项目", 30), Column("金额", 30, "right")))


def table(count):
    rows = [Row((f"行{number}", "1.00")) for number in range(count)]

    def draw(section):
        caption(section, "表题", "单位：元")
        draw_table(section, TABLE, rows)

    return draw


def title(section):
    heading(section, "一、标题")


def pages(found, text):
    return [page for word, _, page in found if word == text]


@pytest.mark.parametrize("room", range(20, 120, 10))
def test_a_heading_goes_to_the_next_page_with_its_table(draw, words, room):
    def build(section):
        section.y = section.bottom - room
        together(section, title, table(5))

    where = {word: page for word, _, page in words(draw(build))}
    assert where["一、标题"] == where["表题"] == where["行0"] == where["行4"]


def test_what_fits_stays_on_the_page(draw):
    def build(section):
        section.y = section.bottom - 80 * MM
        together(section, title, table(5))

    assert len(draw(build)) == 1


def test_measuring_leaves_nothing_on_paper(draw, words):
    def build(section):
        together(section, title)

    assert [word for word, *_ in words(draw(build))].count("一、标题") == 1


def test_what_no_page_holds_starts_where_enough_room_is_left(draw, words):
    def starting(room):
        def build(section):
            section.y = section.bottom - room
            together(section, title, table(200))

        found = words(draw(build))
        assert len(pages(found, "项目")) > 2  # its head comes again on every page
        return pages(found, "一、标题")[0]

    assert starting(40 * MM) == 1
    assert starting(80 * MM) == 0


def test_a_small_table_stays_whole_where_a_long_one_begins_on_the_page(draw, words):
    def starting(rows):
        def build(section):
            section.y = section.bottom - 70 * MM
            flowing(section, title, table(rows))

        found = words(draw(build))
        return pages(found, "一、标题")[0], pages(found, f"行{rows - 1}")[0]

    assert starting(5) == (0, 0)
    assert starting(14) == (1, 1)
    assert starting(30) == (0, 1)


def test_two_tables_stand_side_by_side_and_the_next_part_below_both(draw, words):
    def build(section):
        side_by_side(section, table(2), table(6))
        assert section.paper is A4
        section.line("之后")

    found = words(draw(build))
    heads = [box for word, box, _ in found if word == "项目"]
    assert heads[0].y0 == pytest.approx(heads[1].y0)
    middle = (A4.left + A4.width - A4.right) / 2
    assert heads[0].x1 < middle < heads[1].x0
    below = next(box for word, box, _ in found if word == "之后")
    assert below.y1 > max(box.y1 for word, box, _ in found if word == "行5")


def test_two_tables_without_room_go_to_the_next_page_both(draw, words):
    def build(section):
        section.y = section.bottom - 50
        side_by_side(section, table(1), table(6))

    found = words(draw(build))
    assert pages(found, "项目") == [1, 1]
