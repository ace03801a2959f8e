"""Write docs/register.md, the list of the register's sheets and columns, from the declaration of the tables.

``document_register.py`` writes it; ``document_register.py check`` fails where it is not current.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from calc import units
from calc.language import catalogue
from calc.tables import TABLES, Column, Kind, TableSpec

TARGET = Path(__file__).resolve().parent.parent / "docs" / "register.md"
KINDS = {
    Kind.ID: ("编号（文本）", "ID (text)"),
    Kind.TEXT: ("文本", "text"),
    Kind.CHOICE: ("选项", "choice"),
    Kind.COUNT: ("整数", "whole number"),
    Kind.QUANTITY: ("数，至多6位小数", "number, up to 6 decimals"),
    Kind.MONEY: ("数，至多2位小数", "number, up to 2 decimals"),
    Kind.MULTIPLE: ("数，至多2位小数", "number, up to 2 decimals"),
    Kind.SHARE: ("数，至多2位小数", "number, up to 2 decimals"),
    Kind.YEAR: ("年度，或“平均”", "year, or 平均"),
    Kind.DATE: ("日期", "date"),
}
HEAD = """\
# 登记册 · The register

由程序的表格声明生成（`packaging/document_register.py`），请勿手工修改。
Made from the program's declaration of its tables (`packaging/document_register.py`); not edited by hand.

登记册是一个 `.xlsx` 工作簿，或一个文件夹，内有每表一个的 `.csv` 文件（UTF-8，有无 BOM 均可，或 GB18030）。
A register is an `.xlsx` workbook, or a folder of `.csv` files, one a sheet (UTF-8 with or without BOM, or
GB18030).

- 表头可有标题行在上，列序任意；不认识的列不读，并列出列名。整行空白的跳过；
  编号为空或写“合计”“小计”的行不作数据。
  Title rows may stand above the header, columns in any order; unknown columns are not read and are named.
  Blank rows are skipped; a row whose ID is blank or 合计/小计 is no data.
- 数字可用全角、带千分位、带单位（`3.5亩`）；小数超过规定位数的报错，绝不四舍五入。编号按文本读，前导零保留；
  超过15位的编号若存成数字，Excel 已丢失后几位，须改为文本。
  Numbers may be full-width, grouped, or carry a unit (`3.5亩`); more decimals than allowed are an error,
  never rounded. IDs are text with their leading zeros; an ID of more than 15 digits stored as a number has
  already lost digits in Excel and must be typed as text.
- 日期：`2018-05-01`、`2018/5/1`、`2018.5.1`、`2018年5月1日`、`20180501`，或日期单元格。
  Dates in any of these forms, or a date cell.
- 两个面积列只填一列；都填时须完全一致（1 平方米 = 0.0015 亩）。
  Of the two area columns one is filled; where both are, they must agree exactly (1 m² = 0.0015 mu).
- 读不出的单元格保留原文，标为错误，改正前不计入。
  A cell that cannot be read keeps its text and is an error until mended.

★ 必填 · needed
"""


def main(arguments: list[str]) -> int:
    """Write or check the document; return 1 where it is not current."""
    text = document()
    if arguments == ["check"]:
        return 0 if TARGET.exists() and TARGET.read_text("utf-8") == text else 1
    TARGET.write_text(text, encoding="utf-8")
    print(TARGET)
    return 0


def document() -> str:
    """Return the whole document."""
    return HEAD + "".join(map(section, TABLES.values()))


def section(spec: TableSpec) -> str:
    """Return one sheet's chapter."""
    shape = ""
    if spec.single:
        shape = "两列：名称、内容。 · Two columns: 名称 and 内容.\n\n"
    elif spec.optional:
        shape = "可省略。 · May be left out.\n\n"
    rows = "".join(map(row, spec.columns))
    return (
        f"\n## {spec.sheet} · {spec.label}\n\n{shape}"
        "| 列 | Column | 内容 · Holds | 说明 · Notes |\n|---|---|---|---|\n" + rows
    )


def row(column: Column) -> str:
    """Return one column's row."""
    star = " ★" if column.needed else ""
    zh, en = KINDS[column.kind]
    return f"| {column.header}{star} | {column.label} | {zh} · {en} | {'；'.join(notes(column))} |\n"


def notes(column: Column) -> list[str]:
    """Return what is to be known of a column: other headers, choices, default, bounds, help."""
    found = []
    if column.aliases:
        found.append("也认 · also " + "、".join(column.aliases))
    if column.choices:
        found.append("、".join(column.choices))
    if column.default:
        found.append(f"空白即 · empty means {column.default}")
    if column.minimum is not None and column.maximum is not None:
        low, high = (units.format_plain(bound, column.places) for bound in (column.minimum, column.maximum))
        found.append(f"{low} – {high} {column.unit}".strip())
    if column.help:
        found += [catalogue("zh").text(column.help), column.help]
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
