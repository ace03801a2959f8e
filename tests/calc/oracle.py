"""The measure computed a second time, one row after the other, in fractions: what `calc.assess` must equal.

Written from the documents (Articles 5, 8 and 9, the workbook's bounds and the rounding rules), on the typed
texts of the register and with its own reading and rounding, so that it shares no line with the program. A
table is a list of rows, a row is column name -> typed text; anything but text stands for a cell that could
not be read.
"""

import re
from fractions import Fraction
from math import floor
from typing import NamedTuple

CULTIVATED = {"水田", "水浇地", "旱地", "望天田", "菜地"}
WASTE = {"弃耕地", "撂荒地", "荒地", "废弃地"}
PRICED = {"林地", "草地", "牧草地", "园地", "坑塘水面", "集体建设用地", "未利用地", "其他"}
# Article 8: tier -> land compensation and resettlement subsidy, each from lowest to highest.
RANGES = {1: ((6, 8), (4, 6)), 2: ((8, 10), (6, 10))}
CEILING = 25
SMALLEST = Fraction(1, 10**6)
MILLION = 10**6
UNREADABLE = object()


class Line(NamedTuple):
    """One line as the JSON has it, its numbers as fractions."""

    village: str
    household: str | None
    source: str
    head: str
    payee: str
    quantity: Fraction
    aaov: Fraction | None
    multiple: Fraction | None
    rate: Fraction
    undivided: Fraction
    share: Fraction
    amount: Fraction


class Village(NamedTuple):
    """One village's results; None where the inputs do not allow them."""

    tier: int | None
    requisitioned: Fraction
    people: Fraction | None
    minimum: Fraction | None
    maximum: Fraction | None
    plan: Fraction | None
    amount: Fraction


class Result(NamedTuple):
    """All that is compared."""

    lines: list[Line]
    villages: list[Village]
    households: list[Fraction]
    total: Fraction | None


def rounded(value: Fraction) -> Fraction:
    """Return a figure that is not negative with two decimals, a half rounded up."""
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def read(text, decimals, least, most):
    """Return a typed number, None where the cell is blank, UNREADABLE where it is no number within bounds."""
    if text is None or text == "":
        return None
    if not isinstance(text, str) or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return UNREADABLE
    value = Fraction(text)
    if (value * 10**decimals).denominator != 1 or not least <= value <= most:
        return UNREADABLE
    return value


def usable(value):
    return value if isinstance(value, Fraction) else None


def words(value):
    return value if isinstance(value, str) else ""


def tier_of(area, people):
    """Return the tier by land per head, never divided: [1, ∞), [0.4, 1), (0, 0.4)."""
    if area is None or people is None:
        return None
    if area >= people:
        return 1
    return 2 if area >= people * Fraction(4, 10) else 3


def only_once(rows, column):
    """Return the rows whose ID stands once in the sheet."""
    names = [words(row.get(column)) for row in rows]
    return {name: row for name, row in zip(names, rows, strict=True) if name and names.count(name) == 1}


class Oracle:
    """A register, judged row by row."""

    def __init__(self, tables):
        self.tables = {name: list(tables.get(name, [])) for name in (
            "villages", "outputs", "households", "parcels", "items", "prices"
        )}  # fmt: skip
        self.villages = only_once(self.tables["villages"], "village_id")
        self.households = only_once(self.tables["households"], "household_id")

    def result(self) -> Result:
        """Return lines, villages and sums."""
        lines, complete = [], True
        for source, find in (("parcels", self.parcel_lines), ("items", self.item_lines)):
            for row in self.tables[source]:
                found, whole = find(row)
                lines += found
                complete &= whole
        villages = [self.village(row, lines) for row in self.tables["villages"]]
        households = []
        for row in self.tables["households"]:
            name = words(row.get("household_id"))
            mine = [each.amount for each in lines if each.payee == "household" and each.household == name]
            households.append(sum(mine, Fraction(0)))
        total = sum((each.amount for each in lines), Fraction(0)) if complete else None
        return Result(lines, villages, households, total)

    # Villages

    def area_and_people(self, row):
        area = usable(read(row.get("cultivated_area"), 6, SMALLEST, MILLION))
        return area, usable(read(row.get("population"), 0, 1, 10**8))

    def tier(self, row):
        return tier_of(*self.area_and_people(row))

    def multiple(self, row, head):
        return usable(read(row.get(f"{head}_multiple"), 2, 0, 100))

    def household_share(self, row, head):
        share = read(row.get(f"{head}_share"), 2, 0, 100)
        if share is None:
            return Fraction(0 if head == "land" else 100)
        return usable(share)

    def village(self, row, lines):
        name = words(row.get("village_id"))
        mine = self.villages.get(name) is row
        area, people = self.area_and_people(row)
        tier = self.tier(row)
        parcels = [each for each in self.tables["parcels"] if mine and words(each.get("village_id")) == name]
        kinds = [self.kind(each) for each in parcels]
        cultivated = [each for each, kind in zip(parcels, kinds, strict=True) if kind == "cultivated"]
        taken = sum((self.area(each) or Fraction(0) for each in cultivated), Fraction(0))
        pairs = [(self.area(each), self.average(each)) for each in cultivated]
        known = tier is not None and None not in kinds and all(None not in pair for pair in pairs)

        def at(*multiples):
            if not known or None in multiples:
                return None
            return sum((rounded(mu * aaov * times) for mu, aaov in pairs for times in multiples), Fraction(0))

        ranges = RANGES.get(tier)
        return Village(
            tier=tier,
            requisitioned=taken,
            people=None if area is None or people is None else rounded(taken / (area / people)),
            minimum=at(*(lowest for lowest, _ in ranges)) if ranges else None,
            maximum=at(*(highest for _, highest in ranges)) if ranges else at(CEILING),
            plan=at(self.multiple(row, "land"), self.multiple(row, "resettlement")),
            amount=sum((each.amount for each in lines if mine and each.village == name), Fraction(0)),
        )

    # Parcels

    def kind(self, row):
        """Return what a parcel's compensation is based on, None where that cannot be known."""
        ownership = row.get("ownership") or "集体"
        if ownership not in ("集体", "国有"):
            return None
        land_class = words(row.get("land_class"))
        for kind, classes in (("cultivated", CULTIVATED), ("waste", WASTE), ("priced", PRICED)):
            if land_class in classes:
                return "priced" if ownership == "国有" else kind
        return None

    def area(self, row):
        mu = read(row.get("area"), 6, SMALLEST, MILLION)
        metres = read(row.get("square_metres"), 6, SMALLEST, Fraction(2000 * MILLION, 3))
        if UNREADABLE in (mu, metres) or (mu is None and metres is None):
            return None
        if metres is None:
            return mu
        converted = metres * Fraction(15, 10**4)
        if (converted * 10**6).denominator != 1 or (mu is not None and mu != converted):
            return None
        return converted

    def average(self, row):
        """Return the average annual output value that counts for a parcel, None where there is none."""
        village = words(row.get("village_id"))
        zones = {}
        for each in self.tables["outputs"]:
            if words(each.get("village_id")) == village:
                zones.setdefault(words(each.get("zone")), []).append(each)
        zone = row.get("zone") or ""
        if not isinstance(zone, str) or village not in self.villages:
            return None
        if not zone:
            zone = next(iter(zones)) if len(zones) == 1 else ""
        return self.average_of(zones.get(zone, [])) if zone else None

    def average_of(self, rows):
        values = [read(each.get("value"), 2, Fraction(1, 100), MILLION) for each in rows]
        years = [words(each.get("year")) for each in rows]
        if not all(isinstance(value, Fraction) for value in values):
            return None
        if years == ["平均"]:
            return values[0]
        if len(years) != 3 or not all(re.fullmatch(r"[0-9]{4}", year) for year in years):
            return None
        first, second, third = sorted(map(int, years))
        return rounded(sum(values, Fraction(0)) / 3) if first + 2 == second + 1 == third else None

    def standards(self, row, village):
        """Yield head, AAOV, multiple and rate for what a parcel is paid; a rate of None cannot be known."""
        kind = self.kind(row)
        if kind == "priced":
            land = usable(read(row.get("land_price"), 2, 0, 10**8))
            yield "land", None, None, land
            resettlement = read(row.get("resettlement_price"), 2, 0, 10**8)
            if resettlement is not None:
                yield "resettlement", None, None, usable(resettlement)
            return
        average = self.average(row)
        if kind == "waste":
            yield "land", average, Fraction(1), average
            return
        for head in ("land", "resettlement"):
            multiple = self.multiple(village, head)
            known = average is not None and multiple is not None and self.tier(village) is not None
            yield head, average, multiple, average * multiple if known else None

    def parcel_lines(self, row):
        village_name, household = words(row.get("village_id")), row.get("household_id") or ""
        village, area = self.villages.get(village_name), self.area(row)
        registered = household == "" or (isinstance(household, str) and household in self.households)
        if village is None or area is None or not registered or self.kind(row) is None:
            return [], False
        lines, complete = [], True
        for head, aaov, multiple, rate in self.standards(row, village):
            share = self.household_share(village, head) if household else Fraction(0)
            if rate is None or share is None:
                complete = False
                continue
            undivided = rounded(area * rate)
            part = rounded(undivided * share / 100)
            name = "land_compensation" if head == "land" else "resettlement_subsidy"
            source = words(row.get("parcel_id"))
            for payee, percent, amount in (
                ("household", share, part),
                ("collective", 100 - share, undivided - part),
            ):
                if percent:
                    lines.append(
                        Line(
                            village_name,
                            household or None,
                            source,
                            name,
                            payee,
                            area,
                            aaov,
                            multiple,
                            rate,
                            undivided,
                            percent,
                            amount,
                        )
                    )
        return lines, complete

    # Young crops and attachments

    def listed_price(self, row):
        wanted = [row.get(name) or "" for name in ("category", "name", "specification", "unit")]
        found = set()
        for each in self.tables["prices"]:
            held = [each.get(name) or "" for name in ("category", "name", "specification", "unit")]
            price = usable(read(each.get("price"), 2, 0, 10**8))
            if held == wanted and price is not None and all(isinstance(text, str) for text in held):
                found.add(price)
        needed = (wanted[0], wanted[1], wanted[3])
        return found.pop() if len(found) == 1 and all(needed) else None

    def item_lines(self, row):
        village_name, household = words(row.get("village_id")), row.get("household_id") or ""
        registered = household == "" or (isinstance(household, str) and household in self.households)
        quantity = usable(read(row.get("quantity"), 6, 0, MILLION))
        own = read(row.get("price"), 2, 0, 10**8)
        price = self.listed_price(row) if own is None else usable(own)
        category = {"青苗": "young_crops", "地上附着物": "attachments"}.get(words(row.get("category")))
        if village_name not in self.villages or not registered or None in (quantity, price, category):
            return [], False
        amount = rounded(quantity * price)
        payee = "household" if household else "collective"
        line = Line(
            village_name,
            household or None,
            words(row.get("item_id")),
            category,
            payee,
            quantity,
            None,
            None,
            price,
            amount,
            Fraction(100),
            amount,
        )
        return [line], True
