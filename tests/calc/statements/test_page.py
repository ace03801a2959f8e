"""The drawing layer: what is drawn stands where it should, whole, counted, and the same every time."""

import io
import re
from datetime import datetime
from itertools import chain

import pymupdf
import pypdf
import pytest
from reading import texts_of
from test_extraction import READERS

from calc.statements import fonts
from calc.statements.page import (
    A3,
    A3_LANDSCAPE,
    A4,
    A4_LANDSCAPE,
    BODY,
    DENSE,
    MM,
    SMALL,
    TITLE,
    Book,
    Field,
    Footer,
)

DATE = datetime(2018, 6, 1, 9, 30)  # noqa: DTZ001  (a local date, as the paper bears)


def a_book(sections=2, pages=1, **options):
    """Return the bytes of a book whose sections have `pages` pages each."""
    stream = io.BytesIO()
    book = Book(
        stream,
        "征收土地补偿费用分户明细表",
        author="样例县自然资源局",
        program="land-compensation 0.1",
        **options,
    )
    for at in range(sections):
        outline = [(0, "上河村")] if at == 0 else []
        with book.section(A4, running=f"续 {at:04d}", outline=[*outline, (1, f"{at:04d} 张三")]) as section:
            section.titles("国道改建工程", "征收土地补偿费用分户明细表")
            for _ in range(pages - 1):
                section.break_page()
    book.close()
    return stream.getvalue()


def characters(page):
    """Return every character of a page with its box."""
    return [
        (char["c"], char["bbox"])
        for block in page.get_text("rawdict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
        for char in span["chars"]
    ]


@pytest.mark.parametrize(
    ("paper", "size"),
    [(A4, (210, 297)), (A4_LANDSCAPE, (297, 210)), (A3, (297, 420)), (A3_LANDSCAPE, (420, 297))],
)
def test_pages_have_the_size_of_their_paper(draw, paper, size):
    page = draw(lambda section: section.line("左", "右"), paper)[0]
    assert (page.rect.width / MM, page.rect.height / MM) == pytest.approx(size, abs=0.01)


def test_text_keeps_to_the_margins_and_the_binding_side_is_wider(draw, words):
    text = "土地补偿费、安置补助费以及地上附着物和青苗的补偿费" * 60
    document = draw(lambda section: section.paragraph(text), footer=Footer())
    boxes = [box for word, box, _ in words(document) if "第" not in word and "页" not in word]
    assert min(box.x0 for box in boxes) == pytest.approx(25 * MM, abs=0.1)
    assert max(box.x1 for box in boxes) <= 190 * MM + 0.1
    assert min(box.y0 for box in boxes) >= 20 * MM - 4


def test_every_section_counts_its_own_pages():
    reader = pypdf.PdfReader(io.BytesIO(a_book(sections=3, pages=2)))
    counts = [re.findall(r"第 (\d+) 页 共 (\d+) 页", page.extract_text()) for page in reader.pages]
    assert counts == [[("1", "2")], [("2", "2")]] * 3


def test_pages_after_the_first_say_whose_they_are():
    reader = pypdf.PdfReader(io.BytesIO(a_book(sections=2, pages=3)))
    assert ["续 0001" in page.extract_text() for page in reader.pages] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_the_outline_leads_from_villages_to_households():
    with pymupdf.open(stream=a_book(sections=3, pages=2)) as document:
        assert document.get_toc() == [
            [1, "上河村", 1],
            [2, "0000 张三", 1],
            [2, "0001 张三", 3],
            [2, "0002 张三", 5],
        ]


def test_the_file_says_what_it_is():
    reader = pypdf.PdfReader(io.BytesIO(a_book(date=DATE)))
    assert reader.metadata.title == "征收土地补偿费用分户明细表"
    assert reader.metadata.author == "样例县自然资源局"
    assert reader.metadata["/CreationDate"] == "D:20180601093000"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/PageMode"] == "/UseOutlines"


def test_every_font_is_embedded_and_all_are_ours():
    with pymupdf.open(stream=a_book()) as document:
        names = {font[3].partition("+")[2] for page in document for font in page.get_fonts()}
        assert names == {"ZhengdiSong", "ZhengdiHei"}


def test_equal_content_gives_equal_bytes():
    assert a_book() == a_book()
    assert a_book() != a_book(sections=3)
    assert a_book(date=DATE) != a_book()


def test_what_does_not_change_is_in_the_file_once():
    reader = pypdf.PdfReader(io.BytesIO(a_book(sections=40)))
    titles = {
        page["/Resources"]["/XObject"]["/FormXob.part0"].indirect_reference
        if "/FormXob.part0" in page["/Resources"]["/XObject"]
        else tuple(page["/Resources"]["/XObject"])
        for page in reader.pages
    }
    assert len(titles) == 1
    assert all("征收土地补偿费用分户明细表" in page.extract_text() for page in reader.pages)


def test_a_title_is_two_centred_lines_of_18_points(draw):
    page = draw(lambda section: section.titles("国道改建工程", "项目汇总表"))[0]
    spans = [
        span
        for block in page.get_text("dict")["blocks"]
        for line in block.get("lines", ())
        for span in line["spans"]
    ]
    lines = [span for span in spans if "第" not in span["text"] and span["text"].strip()]
    assert [span["text"] for span in lines] == ["国道改建工程", "项目汇总表"]
    middle = (25 + 190) / 2 * MM
    for span in lines:
        assert span["size"] == pytest.approx(TITLE.size, abs=0.01)
        assert (span["bbox"][0] + span["bbox"][2]) / 2 == pytest.approx(middle, abs=0.5)


@pytest.mark.parametrize("repeats", [1, 2, 3, 6])
def test_a_long_project_name_is_set_smaller_or_in_even_lines(draw, repeats):
    project = "国道三百一十六线某某至某某公路改建工程" * repeats
    page = draw(lambda section: section.titles(project, "项目汇总表"))[0]
    lines = page.get_text().split("\n")
    title = lines[: lines.index("项目汇总表")]
    assert "".join(title) == project
    assert max(map(len, title)) - min(map(len, title)) <= 4
    for word in page.get_text("words"):
        assert word[0] >= 25 * MM - 1
        assert word[2] <= 190 * MM + 1


def test_user_text_is_never_markup(draw):
    text = "<b>张</b>&amp;<font color=red>三</font> \\ ( ) %s {0}"
    page = draw(lambda section: section.paragraph(text))[0]
    assert text in page.get_text()


def test_rare_characters_print_between_common_ones(draw):
    page = draw(lambda section: section.line("权利人 张𪜀䶮 签字"))[0]
    assert "权利人 张𪜀䶮 签字" in page.get_text()
    assert "HanaMinB" in str(page.get_fonts())


def test_a_missing_character_stops_the_document(draw):
    with pytest.raises(fonts.UnprintableError):
        draw(lambda section: section.line("张\ue000"))


def test_fields_stand_in_columns_and_wrap_inside_them(draw, words):
    address = "某某镇上河村第三村民小组（原上河大队第三生产队）暨下河村第一村民小组"
    rows = (
        (Field("户号", "0001"), Field("村组", address)),
        (Field("权利人", "张三"), Field("公告文号", "2018-12")),
    )
    document = draw(lambda section: section.fields(*rows))
    boxes = {word: box for word, box, _ in words(document)}
    middle = (25 + 165 / 2) * MM
    assert boxes["户号：0001"].x0 == pytest.approx(boxes["权利人：张三"].x0, abs=0.1)
    assert boxes["公告文号：2018-12"].x0 == pytest.approx(middle, abs=0.1)
    wrapped = [box for word, box in boxes.items() if box.y0 < 300 and (word[0] == "村" or word in address)]
    assert len(wrapped) > 1
    assert max(box.x1 for box in wrapped) <= 190 * MM
    assert boxes["权利人：张三"].y0 > max(box.y0 for box in wrapped)


def test_a_field_of_any_length_is_printed_whole(draw):
    text = "甲乙丙丁戊己庚辛" * 400
    document = draw(lambda section: section.fields((Field("备注", text),)))
    printed = "".join(page.get_text() for page in document)
    assert document.page_count > 1
    assert re.sub(r"\s|备注：|第\d+页共\d+页", "", re.sub(r"\s", "", printed)) == text


def test_paragraphs_have_straight_edges(draw):
    text = (
        "被征收土地的农村集体经济组织，应当将征收土地的补偿费用的收支状况，向本集体经济组织的成员公布（接受监督）。"
        * 6
    )
    page = draw(lambda section: section.paragraph(text, BODY))[0]
    ends = {}
    for _, box in characters(page):
        ends[round(box[3], 1)] = max(box[2], ends.get(round(box[3], 1), 0))
    body = [ends[at] for at in sorted(ends) if at < 700]
    assert len(body) > 4
    assert body[:-1] == [pytest.approx(190 * MM, abs=0.5)] * (len(body) - 1)


def test_text_after_a_spread_line_is_set_as_usual(draw, words):
    def build(section):
        section.paragraph("土地补偿费，安置补助费（青苗补偿费）、" * 8)
        section.line("张三李四王五赵六")

    boxes = {word: box for word, box, _ in words(draw(build))}
    assert boxes["张三李四王五赵六"].width == pytest.approx(8 * DENSE.size, abs=0.2)


def test_notes_are_numbered_and_hang_from_their_numbers(draw):
    texts = ["甲" * 120, "乙" * 3, *(["丙"] * 20)]
    document = draw(lambda section: section.notes(texts, DENSE))
    found = list(chain.from_iterable(characters(page) for page in document))
    marks = [box for text, box in found if text in "①②③⑳"]
    assert len(marks) == 4
    assert "(21)" in document[0].get_text()
    starts = {round(min(box[0] for text, box in found if text == each), 1) for each in "甲乙丙"}
    assert len(starts) == 1
    assert starts.pop() > max(box[2] for box in marks)


def test_a_block_is_never_split(draw):
    heights = []

    def build(section):
        section.space(section.bottom - section.y - 100)
        section.block(120, lambda _page, _x, y: heights.append((y, len(section.pages))))

    assert draw(build).page_count == 2
    assert heights == [(A4.top, 2)]


def test_foot_lines_stand_beside_the_page_number(draw, words):
    left = "政策 gansu-infrastructure 第 1 版　基准日（方案批准日）2018-05-01　程序 land-compensation 0.1.0"
    document = draw(lambda section: section.line("一"), footer=Footer(left, "核对码 7F3A　未登记发出"))
    foot = [(word, box) for word, box, _ in words(document) if box.y0 > (297 - 20) * MM]
    middle = [box for word, box in foot if word == "共"]
    printed = document[0].get_text()
    assert "核对码 7F3A" in printed
    assert "第 1 页 共 1 页" in printed
    for one, box in foot:
        for other, against in foot:
            if one != other:
                assert (
                    not pymupdf.Rect(box).intersects(against)
                    or box.y0 == against.y0 == 0
                    or abs((box & against).width) < 0.5
                )
    assert middle[0].x0 == pytest.approx((25 + 190) / 2 * MM, abs=12)
    assert max(box.y1 for _, box in foot) < 297 * MM


def test_a_section_that_fails_leaves_no_page_behind():
    stream = io.BytesIO()
    book = Book(stream, "试页")

    def fail():
        with book.section():
            raise RuntimeError("no data")

    with pytest.raises(RuntimeError):
        fail()
    with book.section() as section:
        section.line("只此一页")
    book.close()
    assert [page.extract_text().split()[0] for page in pypdf.PdfReader(stream).pages] == ["只此一页"]


def test_a_picture_of_a_page_has_ink_only_inside_its_margins(draw):
    def build(section):
        section.titles("国道改建工程", "项目汇总表")
        section.paragraph("土地补偿费" * 300)

    picture = draw(build, footer=Footer("政策", "核对码"))[0].get_pixmap(colorspace="gray", dpi=50)
    rows = [
        picture.samples[at * picture.stride : at * picture.stride + picture.width]
        for at in range(picture.height)
    ]
    edge = int(20 / 25.4 * 50) - 1
    assert all(min(row[:edge]) == 255 and min(row[-edge:]) == 255 for row in rows)
    assert min(map(min, rows)) < 128


MIXED = "征地前耕地1,262.5亩、农业人口897人：每人1.4074亩（A4纸），法定倍数6～8倍。"


def gap(page, one, other):
    """Return the white between two neighbouring characters of a page's first line, in points."""
    line = next(each for each in texts_of(page) if each.text.startswith("征地前")).y
    found = sorted((box[0], box[2], text) for text, box in characters(page) if box[1] < line < box[3])
    at = "".join(text for _, _, text in found).index(one + other)
    return found[at + len(one)][0] - found[at + len(one) - 1][1]


def test_thin_white_stands_between_chinese_and_latin_or_digits_in_running_text_only(draw):
    page = draw(lambda section: section.paragraph(MIXED, BODY))[0]
    for one, other in (("地", "1"), ("5", "亩"), ("A", "4"), ("4", "纸")):
        assert gap(page, one, other) == pytest.approx(0 if one == "A" else 0.09 * BODY.size, abs=0.02)
    assert gap(page, "征", "地") == pytest.approx(0, abs=0.02)
    line = draw(lambda section: section.line(MIXED, style=BODY))[0]
    assert gap(line, "地", "1") == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize("reader", READERS)
def test_white_is_never_read_as_a_space_however_a_line_is_spread(reader, tmp_path):
    stream = io.BytesIO()
    book = Book(stream, "试页")
    for style in (BODY, SMALL):
        with book.section() as section:
            for tenths in range(45):
                room = style.extent(MIXED) + tenths * style.size / 10
                y = section.paper.top + 15 * tenths
                section.canvas.running(section.left, y, MIXED, style, room, fills=True)
    book.close()
    for page in reader(stream.getvalue(), tmp_path):
        assert page.count(MIXED) == 45
