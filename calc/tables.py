"""The tables of a scenario, declared once: every sheet, column, kind, unit, bound, choice and help text.

Import, export, storage, the table editor, the template and the manual all read this declaration; adding a
column is one line here. Sheet and column names are those of the register workbook (docs/register.md).
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from calc import units
from calc.language import N_
from calc.units import QuantityError

__all__ = [
    "AVERAGE",
    "COMMON_CHOICES",
    "MULTIPLE_BOUND",
    "PRICE_BOUND",
    "QUANTITY_BOUND",
    "TABLES",
    "Cell",
    "Column",
    "Kind",
    "TableSpec",
    "Unread",
    "format_cell",
    "parse_cell",
    "table",
    "why_unread",
]

QUANTITY_BOUND: Final = 10**12
"""10⁶ mu (or units) in 10⁻⁶."""
PRICE_BOUND: Final = 10**10
"""10⁸ yuan in fen."""
OUTPUT_BOUND: Final = 10**8
"""10⁶ yuan/mu in fen."""
MULTIPLE_BOUND: Final = 10**4
"""100 × in hundredths."""
SHARE_BOUND: Final = 10**4
"""100 % in hundredths of a percent."""
PEOPLE_BOUND: Final = 10**8
"""More people than any province has; it only catches slips of the keyboard."""
AGREED_BOUND: Final = 10**15
"""10¹³ yuan in fen."""
TOTAL_BOUND: Final = 10**17
"""10¹⁵ yuan in fen: what papers issued together may be about."""
AVERAGE: Final = "平均"


class Kind(Enum):
    """What a column holds, and in which integer unit."""

    ID = "id"
    TEXT = "text"
    CHOICE = "choice"
    """The number of one of the column's choices."""
    COUNT = "count"
    QUANTITY = "quantity"
    """10⁻⁶ of the column's unit."""
    MONEY = "money"
    """Fen."""
    MULTIPLE = "multiple"
    """Hundredths."""
    SHARE = "share"
    """Hundredths of a percent."""
    YEAR = "year"
    """A year, or 0 for a published average (平均)."""
    DATE = "date"
    """Proleptic Gregorian ordinal."""

    @property
    def is_text(self) -> bool:
        """Whether cells are str rather than int."""
        return self is Kind.ID or self is Kind.TEXT  # a set would hash in Python: four times as slow


_PLACES: Final = {
    Kind.COUNT: 0,
    Kind.QUANTITY: units.PLACES_QUANTITY,
    Kind.MONEY: units.PLACES_MONEY,
    Kind.MULTIPLE: units.PLACES_MULTIPLE,
    Kind.SHARE: units.PLACES_SHARE,
}
_SUFFIXES: Final = {
    "亩": ("亩",),
    "平方米": ("平方米", "㎡", "m2", "m²"),
    "元": ("元",),
    "元/亩": ("元/亩", "元"),
    "元/平方米": ("元/平方米", "元"),
    "倍": ("倍",),
    "%": ("%",),
    "人": ("人", "口"),
}


@dataclass(frozen=True, slots=True)
class Unread:
    """The text of a cell that could not be read as its column's kind; kept until someone mends it."""

    text: str


Cell = int | str | Unread | None
"""One value: int for numbers, choices and dates; str for text; None (or "") where missing; or Unread."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes:
        name: the name in code, unique in its table.
        header: the Chinese header of the register workbook.
        label: the English name on screen.
        kind: what it holds.
        unit: unit of the number, Chinese, "" for none.
        aliases: other headers accepted on import.
        needed: the row cannot be assessed without it.
        choices: for Kind.CHOICE, the texts that may stand in the cell.
        default: what an empty cell means, shown in grey; "" for nothing.
        minimum: the smallest lawful number.
        maximum: the largest lawful number.
        refers_to: the table whose ID this column names, "" for none.
        personal: sensitive personal information (PIPL Art. 28), never in posted documents.
        by_initials: a name that is found by the initials of its pinyin too.
        help: one sentence for the officer, English message id.

    """

    name: str
    header: str
    label: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    aliases: tuple[str, ...] = ()
    needed: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    minimum: int | None = None
    maximum: int | None = None
    refers_to: str = ""
    personal: bool = False
    by_initials: bool = False
    help: str = ""

    def title(self, language: str) -> str:
        """Return the column's name on screen: the Chinese header, or the English label."""
        return self.header if language == "zh" else self.label

    @property
    def places(self) -> int:
        """Decimals of the column's grid."""
        return _PLACES.get(self.kind, 0)

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Units that may follow the number."""
        return _SUFFIXES.get(self.unit, ())

    @property
    def is_number(self) -> bool:
        """Whether the column holds a quantity that is right-aligned and added up."""
        return self.kind in _PLACES


@dataclass(frozen=True)
class TableSpec:
    """One table: a sheet of the register, a page of the desktop, a table of the scenario file.

    Attributes:
        name: the name in code.
        sheet: the sheet's name in the workbook.
        label: the English name on screen.
        columns: the columns in order.
        id_column: the column that must be unique in the sheet, "" for none.
        natural_key: where there is no such column, those that together say which row is meant.
        single: one row only, written as 名称 / 内容 pairs.
        optional: the sheet may be missing from a register.
        annotation: what is said about the figures, never an input of them: it takes no part in the digest,
            no error of it keeps anything from being computed or printed, and its sheet is written only
            where it has rows.
        history: what has happened, written by the program alone: it is only ever added to. Undoing an edit
            leaves it as it is, and another register's is not merged.

    """

    name: str
    sheet: str
    label: str
    columns: tuple[Column, ...]
    id_column: str = ""
    natural_key: tuple[str, ...] = ()
    single: bool = False
    optional: bool = False
    annotation: bool = False
    history: bool = False

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names in code."""
        return {column.name: column for column in self.columns}

    @property
    def anchor(self) -> str:
        """The column without which a row is no data: the ID, or else the first column."""
        return self.id_column or self.columns[0].name

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that say which row is meant when two registers are compared; none for a single row."""
        return (self.id_column,) if self.id_column else self.natural_key

    def title(self, language: str) -> str:
        """Return the table's name on screen."""
        return self.sheet if language == "zh" else self.label


def _village() -> Column:
    return Column("village_id", "村编号", "Village ID", Kind.ID, needed=True, refers_to="villages")


def _household(help_text: str) -> Column:
    return Column("household_id", "户号", "Household ID", Kind.ID, refers_to="households", help=help_text)


_YES_NO: Final = ("是", "否")
COMMON_CHOICES: Final = {"yes": 0, "no": 1, "collective": 0, "state": 1, "crops": 0, "attachments": 1}
"""Numbers of the choices that the calculation asks for."""
_CATEGORIES: Final = ("青苗", "地上附着物")
_BANK: Final = (
    Column("bank", "开户行", "Bank", personal=True),
    Column("account", "银行账号", "Account number", Kind.ID, personal=True),
)

_PROJECT: Final = TableSpec(
    "project",
    "项目",
    "Project",
    (
        Column("name", "项目名称", "Project name", needed=True),
        Column("number", "项目编号", "Project number", Kind.ID),
        Column("county", "县区", "County", needed=True),
        Column("requisitioning_unit", "征收单位", "Requisitioning unit"),
        Column("land_user", "用地单位", "Land-using unit"),
        Column("approval_number", "批准文号", "Approval document No."),
        Column("notice_number", "征收公告文号", "Requisition notice No."),
        Column(
            "notice_date",
            "征地告知日期",
            "Date of notice",
            Kind.DATE,
            aliases=("预公告日期",),
            help=N_("What is planted or built after this date is not compensated."),
        ),
        Column("basis_date", "基准日", "Basis date", Kind.DATE, needed=True),
        Column(
            "basis_event",
            "基准日事由",
            "Event of the basis date",
            Kind.CHOICE,
            choices=("告知", "方案公告", "方案批准", "其他"),
        ),
        Column("policy", "政策", "Policy", Kind.ID, default="gansu-infrastructure"),
        Column("posting_start", "公示开始日期", "Posted from", Kind.DATE),
        Column("posting_end", "公示截止日期", "Posted until", Kind.DATE),
        Column("objections_unit", "异议受理单位", "Office for objections"),
        Column("objections_phone", "异议受理电话", "Telephone for objections", Kind.ID),
        Column("supervision_phone", "监督电话", "Supervision telephone", Kind.ID),
        Column(
            "reclamation_rate",
            "耕地开垦费标准(元/平方米)",
            "Reclamation fee (yuan/m²)",
            Kind.MONEY,
            "元/平方米",
            minimum=0,
            maximum=PRICE_BOUND,
            help=N_("Article 5: paid by the land-using unit, never to the village."),
        ),
        Column(
            "agreed_amount",
            "包干协议金额(元)",
            "Agreed lump sum (yuan)",
            Kind.MONEY,
            "元",
            minimum=0,
            maximum=AGREED_BOUND,
        ),
        Column("registrar", "登记人", "Registered by"),
        Column("calculator", "测算人", "Calculated by"),
        Column("reviewer", "复核人", "Reviewed by"),
    ),
    single=True,
)

_VILLAGES: Final = TableSpec(
    "villages",
    "村",
    "Villages",
    (
        Column("village_id", "村编号", "Village ID", Kind.ID, needed=True),
        Column("township", "乡镇", "Township", by_initials=True),
        Column("village", "村", "Village", needed=True, aliases=("村名",), by_initials=True),
        Column("group", "村民小组", "Villagers' group", aliases=("社",), by_initials=True),
        Column("land_owner", "土地所有权人", "Owner of the land"),
        Column(
            "cultivated_area",
            "征地前耕地面积(亩)",
            "Cultivated land before requisition (mu)",
            Kind.QUANTITY,
            "亩",
            needed=True,
            minimum=1,
            maximum=QUANTITY_BOUND,
            help=N_("Cultivated land of the accounting unit before requisition, from the land survey."),
        ),
        Column("area_source", "耕地面积来源", "Source of the area"),
        Column(
            "population",
            "农业人口(人)",
            "Agricultural population",
            Kind.COUNT,
            "人",
            needed=True,
            minimum=1,
            maximum=PEOPLE_BOUND,
            help=N_("Agricultural population on the register at the time of requisition."),
        ),
        Column("population_source", "人口来源", "Source of the population"),
        Column("cutoff_date", "数据截止日期", "Cut-off date", Kind.DATE),
        Column(
            "land_multiple",
            "土地补偿倍数",
            "Land compensation multiple",
            Kind.MULTIPLE,
            "倍",
            minimum=0,
            maximum=MULTIPLE_BOUND,
        ),
        Column(
            "resettlement_multiple",
            "安置补助倍数",
            "Resettlement multiple",
            Kind.MULTIPLE,
            "倍",
            minimum=0,
            maximum=MULTIPLE_BOUND,
        ),
        Column(
            "multiple_basis",
            "倍数确定依据",
            "Basis of the multiples",
            help=N_("Who decided these multiples, and in which document."),
        ),
        Column(
            "tier_note",
            "档次认定说明",
            "How the tier was determined",
            aliases=("裁定说明",),
            help=N_("For a village on an edge: who determined the tier, and how."),
        ),
        Column(
            "land_share",
            "土地补偿费农户比例(%)",
            "Household share of land compensation (%)",
            Kind.SHARE,
            "%",
            default="0",
            minimum=0,
            maximum=SHARE_BOUND,
        ),
        Column(
            "resettlement_share",
            "安置补助费农户比例(%)",
            "Household share of resettlement (%)",
            Kind.SHARE,
            "%",
            default="100",
            minimum=0,
            maximum=SHARE_BOUND,
        ),
        Column("resolution_number", "分配决议文号", "Resolution No."),
        Column("resolution_date", "分配决议日期", "Resolution date", Kind.DATE),
        Column(
            "survey_area",
            "勘测定界面积(亩)",
            "Surveyed area (mu)",
            Kind.QUANTITY,
            "亩",
            minimum=0,
            maximum=QUANTITY_BOUND,
        ),
        Column(
            "survey_cultivated",
            "勘测定界耕地(亩)",
            "Surveyed cultivated land (mu)",
            Kind.QUANTITY,
            "亩",
            minimum=0,
            maximum=QUANTITY_BOUND,
        ),
        Column("payee", "收款单位", "Payee"),
        *_BANK,
    ),
    id_column="village_id",
)

_OUTPUTS: Final = TableSpec(
    "outputs",
    "产值",
    "Output values",
    (
        _village(),
        Column("zone", "产值区", "Output zone", Kind.ID, needed=True),
        Column(
            "year",
            "年度",
            "Year",
            Kind.YEAR,
            needed=True,
            help=N_("Three consecutive years for each zone, or one row 平均 with the published average."),
        ),
        Column(
            "value",
            "年产值(元/亩)",
            "Annual output value (yuan/mu)",
            Kind.MONEY,
            "元/亩",
            needed=True,
            minimum=1,
            maximum=OUTPUT_BOUND,
        ),
        Column("source", "来源文号", "Source"),
    ),
    natural_key=("village_id", "zone", "year"),
)

_HOUSEHOLDS: Final = TableSpec(
    "households",
    "户",
    "Households",
    (
        Column("household_id", "户号", "Household ID", Kind.ID, needed=True),
        _village(),
        Column("head", "户主", "Head of household", needed=True, aliases=("权利人",), by_initials=True),
        Column(
            "holder_type",
            "权利人类型",
            "Type of right-holder",
            Kind.CHOICE,
            choices=("农户", "单位", "其他个人"),
            default="农户",
        ),
        Column(
            "identity_number",
            "身份证号",
            "ID number",
            Kind.ID,
            aliases=("统一社会信用代码", "公民身份号码"),
            personal=True,
            help=N_("Identity card number; for an organisation its unified social credit code."),
        ),
        Column("members", "家庭人口", "Members", Kind.COUNT, "人", minimum=0, maximum=PEOPLE_BOUND),
        Column("phone", "联系电话", "Telephone", Kind.ID, personal=True),
        Column(
            "account_name", "账户名", "Account holder", aliases=("户名",), personal=True, by_initials=True
        ),
        Column("recipient_identity", "领款人身份证号", "Recipient's ID number", Kind.ID, personal=True),
        Column("relation", "与户主关系", "Relation to the head", personal=True),
        *_BANK,
        Column("objection", "异议内容", "Objection"),
        Column("outcome", "处理结果", "Outcome"),
    ),
    id_column="household_id",
)

_PARCELS: Final = TableSpec(
    "parcels",
    "地块",
    "Parcels",
    (
        Column("parcel_id", "地块编号", "Parcel ID", Kind.ID, needed=True),
        _village(),
        _household(N_("Leave empty for land the collective uses itself.")),
        Column("zone", "产值区", "Output zone", Kind.ID),
        Column("land_class", "地类", "Land class", needed=True, by_initials=True),
        Column(
            "area",
            "面积(亩)",
            "Area (mu)",
            Kind.QUANTITY,
            "亩",
            minimum=1,
            maximum=QUANTITY_BOUND,
            help=N_("Measured area in mu, or else in square metres; one of the two is needed."),
        ),
        Column(
            "square_metres",
            "面积(平方米)",
            "Area (m²)",
            Kind.QUANTITY,
            "平方米",
            minimum=1,
            maximum=QUANTITY_BOUND * 2000 // 3,
        ),
        Column("place", "小地名", "Place", by_initials=True),
        Column("boundaries", "四至", "Neighbours"),
        Column(
            "contract_area",
            "承包合同面积(亩)",
            "Contract area (mu)",
            Kind.QUANTITY,
            "亩",
            minimum=0,
            maximum=QUANTITY_BOUND,
        ),
        Column("ownership", "权属性质", "Ownership", Kind.CHOICE, choices=("集体", "国有"), default="集体"),
        Column(
            "basic_farmland",
            "基本农田",
            "Basic farmland",
            Kind.CHOICE,
            choices=_YES_NO,
            aliases=("永久基本农田",),
        ),
        Column(
            "land_price",
            "单价(元/亩)",
            "Land price (yuan/mu)",
            Kind.MONEY,
            "元/亩",
            minimum=0,
            maximum=PRICE_BOUND,
            help=N_("Only for classes the officer prices, and for State land."),
        ),
        Column(
            "resettlement_price",
            "安置补助单价(元/亩)",
            "Resettlement price (yuan/mu)",
            Kind.MONEY,
            "元/亩",
            minimum=0,
            maximum=PRICE_BOUND,
        ),
        Column("price_basis", "单价依据", "Source of the price"),
        Column("class_basis", "地类认定依据", "Basis of the class"),
        Column("disputed", "争议", "Disputed", Kind.CHOICE, choices=_YES_NO),
        Column("remark", "备注", "Remark"),
    ),
    id_column="parcel_id",
)

_ITEMS: Final = TableSpec(
    "items",
    "附着物与青苗",
    "Attachments and crops",
    (
        Column("item_id", "编号", "Item ID", Kind.ID, needed=True),
        _village(),
        _household(N_("Leave empty for what the collective owns.")),
        Column("category", "类别", "Category", Kind.CHOICE, choices=_CATEGORIES, needed=True),
        Column("name", "名称", "Name", needed=True, by_initials=True),
        Column("specification", "规格", "Specification"),
        Column("unit", "单位", "Unit", needed=True),
        Column(
            "quantity",
            "数量",
            "Quantity",
            Kind.QUANTITY,
            needed=True,
            minimum=0,
            maximum=QUANTITY_BOUND,
        ),
        Column(
            "price",
            "单价(元)",
            "Price (yuan)",
            Kind.MONEY,
            "元",
            minimum=0,
            maximum=PRICE_BOUND,
            help=N_("Leave empty to take the price from the county's price list."),
        ),
        Column("price_basis", "单价依据", "Source of the price"),
        Column(
            "made_date",
            "种植(建造)日期",
            "Planted or built on",
            Kind.DATE,
            aliases=("种植日期", "建造日期", "种植（建造）日期"),
        ),
        Column("registered_date", "登记日期", "Registered on", Kind.DATE),
        Column("disputed", "争议", "Disputed", Kind.CHOICE, choices=_YES_NO),
        Column("remark", "备注", "Remark"),
    ),
    id_column="item_id",
)

_PRICES: Final = TableSpec(
    "prices",
    "补偿标准",
    "Price list",
    (
        Column("category", "类别", "Category", Kind.CHOICE, choices=_CATEGORIES, needed=True),
        Column("name", "名称", "Name", needed=True, by_initials=True),
        Column("specification", "规格", "Specification"),
        Column("unit", "单位", "Unit", needed=True),
        Column(
            "price",
            "单价(元)",
            "Price (yuan)",
            Kind.MONEY,
            "元",
            needed=True,
            minimum=0,
            maximum=PRICE_BOUND,
        ),
        Column("document", "文号", "Document No."),
        Column("effective_date", "生效日期", "Effective from", Kind.DATE),
    ),
    natural_key=("category", "name", "specification", "unit"),
    optional=True,
)

_ACKNOWLEDGEMENTS: Final = TableSpec(
    "acknowledgements",
    "已阅警告",
    "Acknowledged warnings",
    (
        Column(
            "code",
            "代码",
            "Code",
            Kind.ID,
            needed=True,
            help=N_("The warning's code, as the list of findings gives it."),
        ),
        Column("sheet", "工作表", "Sheet", help=N_("The sheet it points to; empty for the file as a whole.")),
        Column("row_id", "编号", "ID", Kind.ID, help=N_("The ID of the row it points to.")),
        Column("column", "列", "Column", help=N_("The header of the column it points to.")),
        Column(
            "facts",
            "所述内容",
            "Facts stated",
            personal=True,
            help=N_("What it said; with other figures the warning is open again."),
        ),
        Column(
            "reason",
            "确认理由",
            "Reason",
            needed=True,
            help=N_("Why it may stand; without a reason the warning stays open."),
        ),
        Column("officer", "确认人", "Acknowledged by"),
        Column("date", "确认日期", "Acknowledged on", Kind.DATE),
    ),
    natural_key=("code", "sheet", "row_id", "column", "facts"),
    optional=True,
    annotation=True,
)

_ISSUES: Final = TableSpec(
    "issues",
    "发文登记",
    "Issued papers",
    (
        Column(
            "number",
            "文号",
            "Document No.",
            Kind.ID,
            needed=True,
            help=N_("The number under which the papers were issued."),
        ),
        Column("date", "发文日期", "Date of issue", Kind.DATE, needed=True),
        Column(
            "document",
            "文书代码",
            "Document",
            Kind.ID,
            needed=True,
            help=N_("The document's name in commands: household-statements and so on."),
        ),
        Column("title", "文书名称", "Title"),
        Column(
            "subjects",
            "户号或村编号",
            "Households or villages",
            help=N_("Whose papers were issued, parted by 、; empty means all of that day's state."),
        ),
        Column(
            "digest",
            "方案摘要",
            "Scenario digest",
            Kind.ID,
            needed=True,
            help=N_("The state of the scenario that was printed."),
        ),
        Column("total", "金额合计(元)", "Total (yuan)", Kind.MONEY, "元", minimum=0, maximum=TOTAL_BOUND),
        Column("replaces", "代替", "Replaces", help=N_("Earlier numbers whose papers these replace.")),
        Column("officer", "经办人", "Issued by"),
        Column("recorded", "登记时间", "Recorded at"),
    ),
    natural_key=("number", "date", "document", "subjects", "digest"),
    optional=True,
    annotation=True,
    history=True,
)

TABLES: Final = {
    spec.name: spec
    for spec in (
        *(_PROJECT, _VILLAGES, _OUTPUTS, _HOUSEHOLDS, _PARCELS, _ITEMS, _PRICES),
        *(_ACKNOWLEDGEMENTS, _ISSUES),
    )
}
"""Every table in the order of the workbook's sheets."""


def table(name: str) -> TableSpec:
    """Return the declaration of a table by its name in code."""
    return TABLES[name]


def parse_cell(column: Column, text: str) -> Cell:
    """Return what `text` means in `column`: a value, None where it is blank, Unread where it cannot be read.

    IDs and texts are only trimmed; widths are folded for numbers, dates and choices alone.
    """
    stripped = _encodable(text).strip()
    if not stripped:
        return "" if column.kind.is_text else None
    if column.kind.is_text:
        return stripped
    try:
        return _parse_number(column, stripped)
    except QuantityError:
        return Unread(stripped)


def _encodable(text: str) -> str:
    """Return `text` without lone halves of characters, which a clipboard may have and no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _parse_number(column: Column, text: str) -> int:
    if column.kind is Kind.CHOICE:
        folded = units.fold(text)
        for number, choice in enumerate(column.choices):
            if folded == choice:
                return number
        raise QuantityError(N_("“{text}” is none of {choices}"), text=text, choices="、".join(column.choices))
    if column.kind is Kind.DATE:
        return units.parse_date(text)
    if column.kind is Kind.YEAR:
        return units.parse_year(text)
    value = units.parse_decimal(text, column.places, column.suffixes)
    if column.unit == "平方米" and units.mu_from_square_metres(value) is None:
        raise QuantityError(
            N_("“{text}” square metres is no whole millionth of a mu; give two decimals"), text=text
        )
    return value


def why_unread(column: Column, text: str) -> QuantityError:
    """Return the reason why `text` cannot be read in `column`, for a message.

    Raises ValueError where it can be read after all.
    """
    try:
        _parse_number(column, text.strip())
    except QuantityError as error:
        return error
    raise ValueError(f"{text!r} can be read in {column.name}")


def format_cell(column: Column, cell: Cell) -> str:
    """Return a cell as text that `parse_cell` reads back to the same value."""
    if not isinstance(cell, int):
        return cell.text if isinstance(cell, Unread) else cell or ""
    if column.kind is Kind.CHOICE:
        return column.choices[cell]
    if column.kind is Kind.DATE:
        return units.format_date(cell)
    if column.kind is Kind.YEAR:
        return AVERAGE if cell == units.AVERAGE_YEAR else str(cell)
    if column.kind in {Kind.MONEY, Kind.MULTIPLE}:
        return units.format_fixed(cell, 2, 2)
    return units.format_plain(cell, column.places)
