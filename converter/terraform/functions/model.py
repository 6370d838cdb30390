"""What a function is: its parameters, how it is evaluated, and what becomes of it over residual arguments."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, Protocol

from converter.terraform.failures import EvaluationError
from converter.terraform.formulas import ALWAYS, Formula
from converter.terraform.strings import normalised
from converter.terraform.types import DYNAMIC, STRING, ListType, Type
from converter.terraform.values import (
    Bool,
    Mapping as MappingValue,
    Number,
    ObjectView,
    Sequence,
    String,
    Unknown,
    Value,
)


class FunctionError(EvaluationError):
    """A function does not take these arguments. ``argument`` is the position of the one that is wrong."""

    def __init__(self, summary: str, detail: str, argument: int | None = None) -> None:
        super().__init__(summary, detail)
        self.argument = argument


class RefusedError(EvaluationError):
    """Raised by a function's evaluation: why it has no result, and which argument is to blame."""

    def __init__(self, message: str, argument: int | None = None) -> None:
        super().__init__("Error in function call", message)
        self.message = message
        self.argument = argument


class FileAccess(Protocol):
    """The files that functions may read. Methods raise OSError where there is none or it may not be read."""

    @property
    def working_folder(self) -> str:
        """The folder that Terraform is called in, as ``path.cwd`` gives it: absolute, with ``/``."""
        ...

    def read_bytes(self, path: str) -> bytes:
        """The content of a file."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is a regular file."""
        ...

    def files(self, folder: str) -> Iterator[str]:
        """The paths of all regular files below a folder, relative to it, with ``/``."""
        ...


def _unexpanded(value: Value) -> Value:
    """A residual collection stays as it is where nobody knows its length."""
    return Unknown(reason="the number of elements is not known") if not isinstance(value, ObjectView) else value


@dataclass(frozen=True, slots=True)
class CallContext:
    """What a function call may ask of its surroundings.

    ``assumption`` is what holds where the call stands; ``expand`` turns a residual list or map into a collection of
    its elements, ``key_text`` a residual key into its text in force; ``zones`` counts the account's availability zones;
    ``files`` reads files; ``module_path`` is the
    folder of the calling module; ``template`` renders the text of a template (its text, the name of its file, its
    variables); ``plan_time`` is the time of the plan that the evaluation stands for.
    """

    assumption: Formula = ALWAYS
    expand: Callable[[Value], Value] = _unexpanded
    key_text: Callable[[Value], Value] = _unexpanded
    zones: Callable[[], int] | None = None
    files: FileAccess | None = None
    module_path: str = "."
    template: Callable[[str, str, dict[str, Value]], Value] | None = None
    plan_time: str = ""

    def assuming(self, assumption: Formula) -> CallContext:
        """The same surroundings where ``assumption`` holds."""
        return self if assumption == self.assumption else replace(self, assumption=assumption)


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: its name in messages, the type that arguments are converted to, whether it takes null."""

    name: str
    type: Type = DYNAMIC
    null_ok: bool = False
    unknown_ok: bool = False


Arguments = list[Value]
Evaluation = Callable[[Arguments, CallContext], Value]
ResidualForm = Callable[[Arguments, CallContext], Value | None]
Returns = Type | Callable[[Arguments], Type]
Marks = Literal["deep", "top", "own"]
Guards = Literal["split", "stay", "stay if many"]


@dataclass(frozen=True, slots=True)
class Function:
    """A row of the function table.

    ``evaluate`` computes the result: for a ``structural`` function from collections whose elements may be anything,
    for another one from wholly known arguments. ``residual`` is the form over residual arguments, None where the
    arguments have none; ``linear`` says that it takes conditional arguments as they are, ``guards`` what it
    does with elements that exist only under a formula: they split the computation, they stay in the residual form, or
    they do so where there are many. ``returns`` is the type of the result, as far as the arguments' types tell.
    ``marks`` says what makes the result sensitive: a mark anywhere in the arguments (``deep``), one on an argument
    itself while elements keep theirs (``top``), or only what the function does (``own``).
    """

    name: str
    parameters: tuple[Param, ...]
    variadic: Param | None
    evaluate: Evaluation
    returns: Returns = DYNAMIC
    structural: bool = False
    residual: ResidualForm | None = None
    linear: bool = False
    guards: Guards = "split"
    not_null: bool = True
    marks: Marks = "deep"

    def parameter(self, position: int) -> Param:
        """The parameter that an argument belongs to."""
        if position < len(self.parameters):
            return self.parameters[position]
        assert self.variadic is not None
        return self.variadic

    def result_type(self, arguments: Arguments) -> Type:
        """The type of the result."""
        return self.returns(arguments) if callable(self.returns) else self.returns


@dataclass(slots=True)
class Table:
    """Collects the functions of one subject."""

    functions: dict[str, Function] = field(default_factory=dict)

    def structural(
        self,
        name: str,
        *parameters: Param,
        variadic: Param | None = None,
        returns: Returns = DYNAMIC,
        not_null: bool = True,
        marks: Marks = "top",
    ) -> Callable[[Evaluation], Evaluation]:
        """Register a function over collections with elements of any kind."""

        def register(evaluate: Evaluation) -> Evaluation:
            self.functions[name] = Function(
                name, parameters, variadic, evaluate, returns, structural=True, not_null=not_null, marks=marks
            )
            return evaluate

        return register

    def known(
        self,
        name: str,
        *parameters: Param,
        variadic: Param | None = None,
        returns: Returns = STRING,
        residual: ResidualForm | None = None,
        linear: bool = False,
        guards: Guards = "split",
    ) -> Callable[[Callable[..., object]], Callable[..., object]]:
        """Register a function of known arguments; it takes and gives plain Python scalars."""

        def register(compute: Callable[..., object]) -> Callable[..., object]:
            def evaluate(arguments: Arguments, context: CallContext) -> Value:
                del context
                return wrapped(compute(*(native(a) for a in arguments)))

            self.functions[name] = Function(
                name,
                parameters,
                variadic,
                evaluate,
                returns,
                residual=residual,
                linear=linear,
                guards=guards,
            )
            return compute

        return register


def native(value: Value) -> object:
    """A known scalar as Python's; anything else as it is."""
    match value:
        case String(text):
            return text
        case Number(number):
            return number
        case Bool(truth):
            return truth
        case _:
            return value


def wrapped(result: object) -> Value:
    """A Python scalar, or a list of texts, as a value."""
    match result:
        case bool():
            return Bool(result)
        case str():
            return String(normalised(result))
        case int():
            return Number(Decimal(result))
        case Decimal():
            return Number(result)
        case list():
            return Sequence.of([wrapped(r) for r in result], "list", STRING)
        case Sequence() | MappingValue() | String() | Number() | Bool() | ObjectView():
            return result
        case _:
            return result  # type: ignore[return-value]


TEXT_LIST = ListType(STRING)
