"""The rule engine: resource instances in, one flat template and the ledger out.

The engine owns the ledger: it marks what rows consumed and reports what is left. Nothing a user wrote goes unaccounted.
"""

from __future__ import annotations

from converter.findings import Findings
from converter.rules.classifying import classify
from converter.rules.drafting import draft_all
from converter.rules.emitting import Emitter, FlatTemplate
from converter.rules.lifecycles import apply_lifecycles
from converter.rules.loops import first_loop, loop_finding, name_instead, to_take_apart, wait_after_all
from converter.rules.merging import merge_all
from converter.rules.model import RuleTables
from converter.rules.outliving import keep_what_is_needed
from converter.rules.own_names import name_itself
from converter.rules.settling import settle
from converter.rules.wishes import Wishes
from converter.rules.work import Work
from converter.terraform.addresses import InstanceKey
from converter.terraform.evaluator import Evaluation

__all__ = ["Engine", "FlatTemplate"]


class Engine:
    """Applies the tables to an evaluation."""

    def __init__(
        self,
        tables: RuleTables,
        evaluation: Evaluation,
        findings: Findings,
        wishes: Wishes | None = None,
    ) -> None:
        self.tables = tables
        self.evaluation = evaluation
        self.findings = findings
        self.wishes = wishes or Wishes()

    def run(self) -> FlatTemplate:
        """Map everything; again with children taken out of their parents, where those would wait for each other."""
        apart: frozenset[InstanceKey] = frozenset()
        while True:
            work = Work(self.tables, self.evaluation, Findings(), apart, self.wishes)
            flat = self.attempt(work)
            more = self.without_loops(work, flat)
            if not more:
                self.findings.extend(work.findings)
                return flat
            apart |= more

    def attempt(self, work: Work) -> FlatTemplate:
        """One run, step by step."""
        classify(work)
        draft_all(work)
        merge_all(work)
        apply_lifecycles(work)
        settle(work)
        flat = Emitter(work).emit()
        keep_what_is_needed(work, flat)
        return flat

    def without_loops(self, work: Work, flat: FlatTemplate) -> frozenset[InstanceKey]:
        """Break the loops that can be broken in place; the children to take out of their parents for the others."""
        while (loop := first_loop(flat.resources)) is not None:
            if children := to_take_apart(work, flat, loop):
                return children
            if name_instead(flat, loop) or (len(set(loop)) == 1 and name_itself(flat, loop[0])):
                continue
            if children := to_take_apart(work, flat, loop, out_of_the_stacks=True):
                return children
            work.findings.add(loop_finding(flat, loop))
            return frozenset()
        wait_after_all(flat)
        return frozenset()
