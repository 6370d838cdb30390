"""Everything that properties look at: the Terraform project, the templates, and the templates resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from converter.cloudformation.model import Template
from converter.cloudformation.resolver import resolve
from converter.cloudformation.scalars import scalar_text
from converter.cloudformation.values import Value
from converter.parity.properties.model import PropertyTable
from converter.parity.properties.situations import Situation, ordinary, situations
from converter.parity.properties.tree import Tree
from converter.parity.templates import TemplateFolder
from converter.rules.names import parameter_name
from converter.stacks.folding import Fold, Folding
from converter.terraform import values as terraform
from converter.terraform.inputs import InputVariable
from converter.terraform.loading import Project


@dataclass(slots=True)
class System:
    """A configuration and its templates.

    ``reasons`` are those that a conversion of today gives for parameters: kind → parameter → reason. ``names`` are
    parameters that the templates call otherwise (the usual name → theirs).
    """

    project: Project
    folder: TemplateFolder
    table: PropertyTable
    root: Template
    base: Situation
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    folding: Folding = field(default_factory=Folding)
    """Which parameters are pieces of others, as a conversion of today has it."""
    _situations: tuple[Situation, ...] = ()
    _trees: dict[str, Tree] = field(default_factory=dict)

    @classmethod
    def load(
        cls,
        project: Project,
        folder: TemplateFolder,
        table: PropertyTable,
        reasons: Mapping[str, Mapping[str, str]] | None = None,
        names: Mapping[str, str] | None = None,
        folding: Folding | None = None,
    ) -> System:
        """Read all templates; raises FindingError where they cannot be looked at."""
        root = folder.load_all()
        called = names or {}
        given: dict[str, Value] = {
            parameter_name(name): value
            for name, variable in project.variables.items()
            if variable.given is not None and (value := plain(variable.given)) is not None
        }
        folds = folding or Folding()
        given |= folds.given({name: value for name, value in given.items() if isinstance(value, str)})
        named = {called.get(name, name): value for name, value in given.items()}
        base = ordinary(root, folder.root_file, named)
        return cls(project, folder, table, root, base, reasons or {}, called, folds)

    def parameter(self, variable: str) -> str:
        """The name of the parameter that stands for a variable."""
        name = parameter_name(variable)
        return self.names.get(name, name)

    def fold(self, variable: str) -> Fold | None:
        """What the parameter of a variable is a piece of; None where it stands for itself."""
        name = parameter_name(variable)
        return None if name in self.root.parameters else self.folding.of(name)

    def with_values(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The ordinary values with others for some parameters, which may be pieces of others."""
        found = dict(self.base.parameters)
        for name, value in values.items():
            fold = None if name in self.root.parameters else self.folding.of(name)
            if fold is None:
                found[name] = value
                continue
            there = self.names.get(fold.name, fold.name)
            parameter = self.root.parameters.get(there)
            text = found.get(there, parameter.default if parameter is not None else None)
            pieces = fold.pieces(text) if isinstance(text, str) else None
            if pieces is not None and isinstance(value, str):
                found[there] = fold.separator.join({**pieces, name: value}.values())
        return found

    def reason(self, kind: str, parameter: str) -> str:
        """The reason that a conversion of today gives for something about a parameter; empty where it gives none."""
        return self.reasons.get(kind, {}).get(parameter, "")

    def resolve(self, situation: Situation) -> Tree:
        """The templates under the values of a situation."""
        resolution = resolve(self.root, situation.parameters, situation.pseudo, self.folder, file=self.folder.root_file)
        return Tree(resolution, self.table.names, situation.name)

    @property
    def situations(self) -> tuple[Situation, ...]:
        """The situations to look at, the ordinary one first."""
        if not self._situations:
            self._situations = tuple(situations(self.root, self.folder, self.base))
        return self._situations

    def trees(self) -> Iterator[Tree]:
        """The templates under every situation, the ordinary one first."""
        for situation in self.situations:
            if situation.name not in self._trees:
                self._trees[situation.name] = self.resolve(situation)
            yield self._trees[situation.name]

    @property
    def variables(self) -> Mapping[str, InputVariable]:
        """The root variables."""
        return self.project.variables


def plain(value: terraform.Value | None) -> Value | None:
    """A known Terraform value as a parameter takes it: text, or a tuple of texts; None where none can carry it."""
    match value:
        case terraform.String(text=text):
            return text
        case terraform.Number(value=number):
            return number_text(number)
        case terraform.Bool(value=flag):
            return scalar_text(flag)
        case terraform.Sequence(items=items):
            elements = [plain(item.value) for item in items]
            if any(not isinstance(element, str) for element in elements):
                return None
            return tuple(element for element in elements if isinstance(element, str))
        case _:
            return None


def number_text(number: Decimal) -> str:
    """A number in digits, without needless zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
