"""Yield and packaging reconciliation: quantities one after another until the balance closes."""

from collections.abc import Mapping

from console.flows.step import limits_bar, limits_verdict
from console.flows.typed import TypedFlow
from core.acts import ActKind, Source, Subject, Value
from core.batch.entries import Entry, entries
from core.batch.manifest import entry_label, shown_unless_blind
from core.batch.materials import produced_lot
from core.batch.packaging import reconciled_lots, result_facts, set_apart
from core.master.kinds import Reconciliation, Yield
from screens.operator.reconciliation import BalanceLineView, ReconciliationView
from screens.views import MarkView, RowView, Tone


class ReconciliationFlow(TypedFlow):
    """Counts of a packaging material, or the output of a stage."""

    screen = "reconciliation"

    @property
    def view(self) -> ReconciliationView:
        """Show the lines, the field for the next one, and whether it closes."""
        shown = self.in_round(self._shown())
        result = shown[-1]
        filled = self.recorded.filled.get(result.name)
        rate = filled.act.values["value"].quantity.value if filled else None
        tone = (
            Tone.NONE if rate is None or result.limits is None else (Tone.OK if result.limits.hold(rate) else Tone.FAIL)
        )
        yields = isinstance(self.step.detail, Yield)
        return ReconciliationView(
            self.frame(self.words("step.yield" if yields else "step.reconciliation"), self._next()),
            self._lines(shown),
            self.field(),
            limits_verdict(self, result, rate),
            limits_bar(result, rate, tone),
            (*self._lot_row(), RowView(self.words("step.what"), "", self.step.text.in_language(self.desk.language))),
        )

    async def put_typed(self, entry: Entry, value: Value) -> None:
        """Put an output on record with its lot, and any other quantity as counted."""
        if entry.act == ActKind.OUTPUT_RECORDED:
            await self._output(entry, value)
        else:
            counted = Value(value.value, value.unit, Source.COUNTED)
            await self.put(entry, Subject(lot=self._lot(entry)), {"value": counted})

    def beside(self, entry: Entry) -> Mapping[str, str]:
        """Say with the result of a lot how many lots follow."""
        if not isinstance(self.step.detail, Reconciliation):
            return {}
        return result_facts(entry, self.step.detail.material, self.open.state, self.desk.recorder.plant)

    def _lot(self, entry: Entry) -> str | None:
        """Name the lot that is counted, of those set apart for the batch."""
        if not isinstance(self.step.detail, Reconciliation):
            return None
        lots = reconciled_lots(self.step.detail.material, self.open.state, self.desk.recorder.plant)
        return lots[entry.weighing - 1] if entry.weighing <= len(lots) else None

    def _shown(self) -> tuple[Entry, ...]:
        """Give the entries of the lot that is counted now, or of the last one."""
        every = entries(self.step, self.recorded.filled)
        now = self.entry or every[-1]
        return tuple(entry for entry in every if entry.weighing == now.weighing)

    def _lot_row(self) -> tuple[RowView, ...]:
        lot = self._lot(self._shown()[-1])
        if lot is None:
            return ()
        held = set_apart(lot, self.open.state, self.desk.recorder.plant)
        apart = self.words("step.set_apart", n=f"{held.value:f}") if held is not None else ""
        return (RowView(self.words("trace.lot"), lot, apart),)

    async def _output(self, entry: Entry, value: Value) -> None:
        if not isinstance(self.step.detail, Yield):
            return
        material = self.step.detail.material
        made = len(self.open.state.outputs)
        lot = produced_lot(self.batch, material, self.open.master, made)
        await self.put(entry, Subject(lot=lot), {"output": value}, {"material": material})

    def _next(self) -> str:
        entry = self.entry
        if entry is None:
            return self.words("next.done")
        if self.waits_for_another():
            return self.words("next.second_counter")
        name = entry_label(self.step, entry, self.desk.language)
        return self.words("next.type_quantity", name=name, unit=self.unit(entry))

    def unit(self, entry: Entry) -> str:
        """Word pieces; every other unit is written as it is."""
        return self.words(f"unit.{entry.unit}") if entry.unit == "pcs" else entry.unit

    def _lines(self, shown: tuple[Entry, ...]) -> tuple[BalanceLineView, ...]:
        language, plant = self.desk.language, self.desk.recorder.plant
        following = self.entry
        lines: list[BalanceLineView] = []
        for entry in shown:
            filled = self.recorded.filled.get(entry.name)
            lines.append(
                BalanceLineView(
                    entry_label(self.step, entry, language),
                    shown_unless_blind(self.step, entry.name, self.recorded.filled, language, plant),
                    mark=MarkView(Tone.OK, self.words("state.recorded")) if filled else None,
                    chosen=following is not None and following.name == entry.name,
                    total=entry.act == ActKind.VALUE_CALCULATED,
                )
            )
        return tuple(lines)
