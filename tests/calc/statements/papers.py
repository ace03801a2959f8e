"""A small county with Chinese names, and its papers read back: words in rows, and the rows of a table."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pymupdf
from builders import household, item, outputs, parcel, price, project, scenario, village

from calc import statements
from calc.assess import assess

CENT = Decimal("0.01")
GAP = 3  # points; between two columns there are 5
TAILS = ("1234", "567X", "9012")  # the last four of the ID numbers of namesakes
HEADS = ("土地补偿费", "安置补助费", "青苗补偿费", "地上附着物")


def county(**tables):
    """Return an assessed scenario: village 1 with household H1, village 2 with H2; tables may be replaced."""
    whole = {
        "project": [
            project(name="国道310线改建工程", county="样例县", registrar="马登记", reviewer="安复核")
        ],
        "villages": [
            village(
                township="石桥乡",
                village="上河村",
                group="三组",
                land_share="30",
                resolution_number="三组〔2018〕2号",
            ),
            village(village_id="2", township="石桥乡", village="下河村"),
        ],
        "outputs": [
            *outputs(values=("1180", "1240", "1310"), source="县统计局〔2018〕5号"),
            *outputs("2", values=("1000", "1000", "1000")),
        ],
        "households": [household(head="张守义"), household(household_id="H2", village_id="2", head="李㛃")],
        "parcels": [
            parcel(land_class="水浇地", place="大路边", area="2.35002"),
            parcel(parcel_id="P2", land_class="荒地", place="北坡", area="0.3333"),
            parcel(parcel_id="P3", village_id="2", household_id="H2", place="后山", area="3.2"),
            parcel(parcel_id="P4", household_id="", place="机动地", area="12.5"),
        ],
        "items": [
            item(category="青苗", name="小麦", specification="", unit="亩", quantity="2.35", price="803.33"),
            item(item_id="I2", name="苹果树", specification="盛果期", unit="株", quantity="24", price=""),
        ],
        "prices": [
            price(
                name="苹果树", specification="盛果期", unit="株", price="260", document="县政发〔2017〕30号"
            )
        ],
    }
    return assess(scenario(**{**whole, **tables}))


def opened(assessment, document, **options):
    """Return the printed document, opened by PyMuPDF."""
    return pymupdf.open(stream=statements.render(assessment, document, **options))


def text_of(document):
    """Return all text without spaces and line breaks, as a search for a phrase needs it."""
    return "".join("".join(page.get_text().split()) for page in document)


def everything_in(data):
    """Return all that can be found in a PDF file: bytes, objects, streams, texts, metadata, outline, files."""
    with pymupdf.open(stream=data) as document:
        found = [data.decode("latin-1"), str(document.metadata), str(document.get_toc(simple=False))]
        found += [str(document.embfile_names()), document.get_xml_metadata()]
        for xref in range(1, document.xref_length()):
            found.append(document.xref_object(xref))
            if document.xref_is_stream(xref):
                stream = document.xref_stream(xref)
                found += [stream.decode("latin-1"), stream.decode("utf-16-be", "replace")]
        for page in document:
            found += [page.get_text(), "".join(page.get_text().split()), str(list(page.annots()))]
    return "\n".join(found)


def personal(at):
    """Return a household's personal data, every text of which is found nowhere else."""
    return {
        "identity_number": f"6201021970{at:04}{TAILS[at]}",
        "members": f"471{at}",
        "phone": f"1381234567{at}",
        "account_name": f"代领{at}甲",
        "recipient_identity": f"6201021999{at:04}777{at}",
        "relation": f"侄{at}",
        "bank": f"石桥信用社{at}部",
        "account": f"621700000000000000{at}",
        "objection": f"异议所述{at}",
        "outcome": f"处理结果{at}",
    }


def _characters(page):
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                yield from ((each["bbox"], each["c"]) for each in span["chars"])


def lines_of(page):
    """Return the texts of a page in lines, from top to bottom and left to right, parted where there is a gap.

    PyMuPDF's own words run on over the gap between two columns of Chinese.
    """
    lines = []
    for box, character in sorted(_characters(page), key=lambda each: (each[0][1] + each[0][3], each[0][0])):
        middle = (box[1] + box[3]) / 2
        if lines and abs(lines[-1][0] - middle) < 2:
            lines[-1][1].append((box, character))
        else:
            lines.append((middle, [(box, character)]))
    return [found for _, line in lines if (found := _parted(sorted(line)))]


def _parted(line):
    texts, end = [], None
    for box, character in line:
        if not character.isspace():
            if end is None or box[0] - end > GAP:
                texts.append("")
            texts[-1] += character
            end = box[2]
    return texts


class Printed(NamedTuple):
    """One line of a statement's table, its figures as they are printed; None for a dash."""

    number: int
    head: str
    quantity: Decimal
    aaov: Decimal | None
    multiple: Decimal | None
    rate: Decimal
    undivided: Decimal
    share: Decimal | None
    due: Decimal | None
    last: Decimal | None


def figure(text):
    """Return a printed figure, None for a dash."""
    return None if text == "―" else Decimal(text.replace(",", "").rstrip("%").lstrip("¥"))


def table_of(document, after):
    """Return the entries printed in a document whose rows have `after` texts between head and quantity.

    Rows must have one line each; a remark may follow.
    """
    rows = []
    for page in document:
        for words in lines_of(page):
            at = next((at for at, word in enumerate(words) if word in HEADS), None)
            if not at or not words[0].isdecimal():
                continue
            figures = [figure(word) for word in words[at + 1 + after : at + 8 + after]]
            tail = words[at + 8 + after : at + 9 + after]
            last = figure(tail[0]) if tail and tail[0][:1].isdigit() and "." in tail[0] else None
            rows.append(Printed(int(words[0]), words[at], *figures, last))
    return rows


def rounded(value):
    """Return a product rounded as the page says."""
    return value.quantize(CENT, ROUND_HALF_UP)


def check(rows):
    """Compute every printed figure again from the others on the page."""
    for row in rows:
        if row.aaov is not None:
            assert row.rate == row.aaov * row.multiple, row
        assert row.undivided == rounded(row.quantity * row.rate), row
        if row.share is not None:
            assert row.due == rounded(row.undivided * row.share / 100), row
