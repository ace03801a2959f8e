"""The same products in OpenFisca: quantity × average output × multiple, in the float32 it holds money in."""

import time

import numpy as np
from numpy.typing import NDArray
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2018-05"
LINE = build_entity(key="line", plural="lines", label="A line of a statement", is_person=True)


def _input(key: str) -> type[Variable]:
    body = {"value_type": float, "entity": LINE, "definition_period": DateUnit.MONTH, "label": key}
    return type(key, (Variable,), body)


def _amount(line, period, _parameters):  # noqa: ANN001, ANN202  (the signature OpenFisca calls)
    return line("quantity", period) * line("base", period) * line("multiple", period)


class Peer:
    """A country of three inputs and one formula, fed once and calculated as often as asked.

    Attributes:
        simulation: OpenFisca's simulation of all lines.

    """

    def __init__(
        self, quantity: NDArray[np.int64], base: NDArray[np.int64], multiple: NDArray[np.int64]
    ) -> None:
        """Take quantities in 10⁻⁶, base amounts in fen and multiples in hundredths."""
        system = TaxBenefitSystem([LINE])
        for key in ("quantity", "base", "multiple"):
            system.add_variable(_input(key))
        formula = {
            "value_type": float,
            "entity": LINE,
            "definition_period": DateUnit.MONTH,
            "label": "amount",
            "formula": _amount,
        }
        system.add_variable(type("amount", (Variable,), formula))
        self.simulation = SimulationBuilder().build_default_simulation(system, count=len(quantity))
        self.simulation.set_input("quantity", PERIOD, quantity / 10**6)
        self.simulation.set_input("base", PERIOD, base / 100)
        self.simulation.set_input("multiple", PERIOD, multiple / 100)

    def calculate(self) -> tuple[float, NDArray[np.float32]]:
        """Return the seconds one calculation takes, and the amounts in yuan."""
        self.simulation.delete_arrays("amount")
        start = time.perf_counter()
        amounts = self.simulation.calculate("amount", PERIOD)
        return time.perf_counter() - start, amounts


def fen(amounts: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return its amounts rounded half up to fen, in float64 so that only its own error shows."""
    return np.floor(amounts.astype(np.float64) * 100 + 0.5).astype(np.int64)
