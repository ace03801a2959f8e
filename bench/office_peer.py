"""The same rules as a workbook with formulas, loaded and recalculated by LibreOffice without a screen.

The workbook does less than the program, in LibreOffice's favour: no totals by household and no search for
doubled IDs, both of which are quadratic there; findings are one test a village. Formulas filled down are
stored as shared formulas, as Excel does, so that each is parsed once.

Recalculation on load is forced in a profile of its own (OOXMLRecalcMode 0, "always"). That it happens is
proven: every formula is stored with the value -1, and the sums that come out have to be the right ones.
"""

import csv
import os
import re
import shutil
import subprocess
import time
import zipfile
from html import escape
from pathlib import Path

import xlsxwriter
from county import ABANDONED, CULTIVATED, PRICED, Rows, write_table

from calc.tables import TABLES

STALE = -1
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
LINE_KEY = ("category", "name", "specification", "unit")
# The formula columns of each sheet, to the right of its own.
ADDED = {
    "villages": ("档次", "倍数合规"),
    "outputs": ("键", "平均"),
    "parcels": (
        "亩",
        "条",
        "产值",
        "土地补偿",
        "安置补助",
        "户得土地",
        "集体得土地",
        "户得安置",
        "集体得安置",
    ),
    "items": ("用价", "金额"),
    "prices": ("键",),
}
# What 汇总 adds up: sheet and formula column.
SUMS = (("parcels", "土地补偿"), ("parcels", "安置补助"), ("items", "金额"))


def _letter(sheet: str, name: str) -> str:
    """Return the letter of a declared or an added column."""
    names = [*TABLES[sheet].by_name, *ADDED[sheet]]
    return xlsxwriter.utility.xl_col_to_name(names.index(name))


def _cell(sheet: str, name: str) -> str:
    """Return a column's cell in the first row of data."""
    return f"${_letter(sheet, name)}2"


def _column(sheet: str, name: str, rows: Rows) -> str:
    """Return a column's cells from the first row of data to the last."""
    letter = _letter(sheet, name)
    return f"{TABLES[sheet].sheet}!${letter}$2:${letter}${len(rows[sheet]) + 1}"


def _found(sheet: str, name: str, key: str, index: str, rows: Rows) -> str:
    """Return the look-up of a value where `index` is `key`."""
    return f"INDEX({_column(sheet, name, rows)},MATCH({key},{_column(sheet, index, rows)},0))"


def _joined(sheet: str, names: tuple[str, ...]) -> str:
    return '&"|"&'.join(_cell(sheet, name) for name in names)


def _village_formulas() -> tuple[str, ...]:
    area, people = _cell("villages", "cultivated_area"), _cell("villages", "population")
    land, resettlement = _cell("villages", "land_multiple"), _cell("villages", "resettlement_multiple")
    tier = _cell("villages", "档次")
    first = f"AND({land}>=6,{land}<=8,{resettlement}>=4,{resettlement}<=6)"
    second = f"AND({land}>=8,{land}<=10,{resettlement}>=6,{resettlement}<=10)"
    return (
        f"IF({area}>={people},1,IF({area}>={people}*0.4,2,3))",
        f"IF({tier}=1,{first},IF({tier}=2,{second},{land}+{resettlement}<=25))",
    )


def _parcel_formulas(rows: Rows) -> tuple[str, ...]:
    def cell(name: str) -> str:
        return _cell("parcels", name)

    def village(name: str) -> str:
        return _found("villages", name, cell("village_id"), "village_id", rows)

    def among(names: tuple[str, ...]) -> str:
        constant = ";".join(f'"{name}"' for name in names)
        return f"ISNUMBER(MATCH({cell('land_class')},{{{constant}}},0))"

    def to_household(amount: str, share: str) -> str:
        return f'ROUND({cell(amount)}*IF({cell("household_id")}="",0,{village(share)}/100),2)'

    cultivated = tuple(name for names in CULTIVATED.values() for name in names)
    article, aaov = cell("条"), cell("产值")
    zone = _joined("parcels", ("village_id", "zone"))
    rate = f"IF({article}=8,{aaov}*{village('land_multiple')},IF({article}=9,{aaov},{cell('land_price')}))"
    return (
        f'IF({cell("area")}="",{cell("square_metres")}*0.0015,{cell("area")})',
        f"IF({among(cultivated)},8,IF({among(ABANDONED)},9,IF({among(tuple(PRICED))},0,NA())))",
        f"IF({article}=0,0,{_found('outputs', '平均', zone, '键', rows)})",
        f"ROUND({cell('亩')}*{rate},2)",
        f"IF({article}=8,ROUND({cell('亩')}*{aaov}*{village('resettlement_multiple')},2),0)",
        to_household("土地补偿", "land_share"),
        f"{cell('土地补偿')}-{cell('户得土地')}",
        to_household("安置补助", "resettlement_share"),
        f"{cell('安置补助')}-{cell('户得安置')}",
    )


def _formulas(rows: Rows) -> dict[str, tuple[str, ...]]:
    """Return each sheet's formulas as they stand in the first row of data, in the order of ADDED."""
    listed = _found("prices", "price", _joined("items", LINE_KEY), "键", rows)
    price, key = _cell("items", "price"), _cell("outputs", "键")
    three = f"SUMIF({_column('outputs', '键', rows)},{key},{_column('outputs', 'value', rows)})"
    return {
        "villages": _village_formulas(),
        "outputs": (_joined("outputs", ("village_id", "zone")), f"ROUND({three}/3,2)"),
        "parcels": _parcel_formulas(rows),
        "items": (
            f'IF({price}="",{listed},{price})',
            f"ROUND({_cell('items', 'quantity')}*{_cell('items', '用价')},2)",
        ),
        "prices": (_joined("prices", LINE_KEY),),
    }


def _with_formulas(xml: str, sheet: str, formulas: tuple[str, ...], last: int) -> str:
    """Return a sheet's XML with its stale numbers turned into shared formulas."""
    for number, (name, formula) in enumerate(zip(ADDED[sheet], formulas, strict=True)):
        letter = _letter(sheet, name)
        stale = f"<v>{STALE}</v></c>"
        head = (
            f'<f t="shared" ref="{letter}2:{letter}{last}" si="{number}">{escape(formula, quote=False)}</f>'
        )
        xml = xml.replace(f'<c r="{letter}2">{stale}', f'<c r="{letter}2">{head}{stale}')
        below = f'<f t="shared" si="{number}"/>{stale}'
        xml = re.sub(rf'(<c r="{letter}\d+">){stale}', rf"\g<1>{below}", xml)
    return xml


def write_workbook(rows: Rows, path: Path) -> None:
    """Write the county as a workbook that computes itself; 汇总, the first sheet, holds the sums."""
    plain = path.with_suffix(".plain")
    with xlsxwriter.Workbook(plain) as book:
        summary = book.add_worksheet("汇总")
        for number, (sheet, name) in enumerate(SUMS):
            summary.write_formula(0, number, f"=SUM({_column(sheet, name, rows)})", None, STALE)
        for sheet, headers in ADDED.items():
            write_table(book.add_worksheet(TABLES[sheet].sheet), TABLES[sheet], rows[sheet], headers, STALE)
    formulas = _formulas(rows)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {f"xl/worksheets/sheet{number}.xml": sheet for number, sheet in enumerate(ADDED, 2)}
        for name in old.namelist():
            data = old.read(name)
            if sheet := parts.get(name):
                last = len(rows[sheet]) + 1
                data = _with_formulas(data.decode(), sheet, formulas[sheet], last).encode()
            new.writestr(name, data)
    plain.unlink()


class Office:
    """LibreOffice with a profile of its own in a scratch folder.

    Attributes:
        folder: the scratch folder.

    """

    def __init__(self, folder: Path) -> None:
        """Prepare the profile. Raises FileNotFoundError where LibreOffice is not installed."""
        self.folder = folder
        self._program = shutil.which("soffice") or shutil.which("libreoffice")
        if self._program is None:
            raise FileNotFoundError("soffice")
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(PROFILE, "utf-8")

    def load(self, workbook: Path) -> tuple[float, list[list[str]]]:
        """Return the seconds to start, load, recalculate and give out the first sheet; and that sheet."""
        out = self.folder / "out"
        command = [
            str(self._program),
            f"-env:UserInstallation={(self.folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            *("--convert-to", "csv", "--outdir", str(out), str(workbook)),
        ]
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "HOME": str(self.folder)})
        seconds = time.perf_counter() - start
        with (out / f"{workbook.stem}.csv").open(encoding="utf-8", newline="") as stream:
            return seconds, list(csv.reader(stream))
