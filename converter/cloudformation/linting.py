"""cfn-lint and cloudformation-validate over templates, in process; what they find comes as findings of ours.

The rules of cfn-lint are loaded once (about a second). No ``.cfnlintrc`` from the working folder is honoured. The
findings of each tool have one id, and name the tool's own rule at the start of the summary (``E3012: ...``);
cloudformation-validate is optional and silent where absent.
"""

from __future__ import annotations

import atexit
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from converter.cloudformation.schemas import DEFAULT_REGION
from converter.findings.model import Finding, Place, Severity

_CFN_LINT_SEVERITY = {"error": Severity.ERROR, "warning": Severity.WARNING, "informational": Severity.INFO}


@cache
def _rules() -> Any:
    from cfnlint.core import get_rules  # noqa: PLC0415 - half a second that only linting needs

    return get_rules([], [], [])


def cfn_lint(
    texts: Mapping[str, str], *, regions: Sequence[str] = (DEFAULT_REGION,), ignore: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """What cfn-lint says about templates given as file name to text; relative TemplateURLs lead from one to another.

    ``ignore`` are rule ids, or beginnings of some, to leave out.
    """
    from cfnlint.config import ConfigMixIn  # noqa: PLC0415 - see _rules
    from cfnlint.runner.template import run_template_by_file_path  # noqa: PLC0415 - see _rules

    out: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="tf2cfn-lint-") as folder:
        for name, text in texts.items():
            path = _inside(Path(folder), name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        for name in texts:
            config = ConfigMixIn(regions=list(regions))
            matches = run_template_by_file_path(str(_inside(Path(folder), name)), config, _rules(), False)
            found = [m for m in matches if not m.rule.id.startswith(tuple(ignore) or ("\0",))]
            found.sort(key=lambda m: (m.linenumber, m.columnnumber, m.rule.id, m.message))
            out += [_from_cfn_lint(match, name) for match in found]
    return tuple(dict.fromkeys(out))


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} leads outside the folder of templates")
    return path


def _from_cfn_lint(match: Any, file: str) -> Finding:
    return Finding(
        "cfn-lint",
        _CFN_LINT_SEVERITY.get(match.rule.severity, Severity.ERROR),
        f"{match.rule.id}: {match.message} (line {match.linenumber})",
        match.rule.shortdesc,
        place=Place(file, tuple(getattr(match, "path", None) or ())),
    )


@cache
def _engine() -> Any:
    try:
        import cloudformation_validate as cv  # noqa: PLC0415 - optional
    except ImportError:
        return None
    atexit.register(_engine.cache_clear)  # its destructor needs the library, which the interpreter's end takes away
    return cv.CompositeEngine(cv.CompositeEngineConfig())


def has_cloudformation_validate() -> bool:
    """Whether cloudformation-validate is installed."""
    return _engine() is not None


def cloudformation_validate(
    texts: Mapping[str, str], *, region: str = DEFAULT_REGION, ignore: Sequence[str] = ()
) -> tuple[Finding, ...]:
    """What cloudformation-validate says, from warnings up; nothing where it is not installed."""
    engine = _engine()
    if engine is None:
        return ()
    return tuple(
        dict.fromkeys(f for name, text in texts.items() for f in _validated(engine, name, text, region, ignore))
    )


def _validated(engine: Any, file: str, text: str, region: str, ignore: Sequence[str]) -> Iterator[Finding]:
    import cloudformation_validate as cv  # noqa: PLC0415 - optional

    config = cv.ValidateConfig(
        severity_level=cv.Severity.WARN, pseudo_parameter_overrides=cv.PseudoParameterOverrides(region=region)
    )
    report = engine.validate_template(cv.TemplateContent(text, file), config)
    for diagnostic in report.diagnostics:
        if diagnostic.rule_id.startswith(tuple(ignore) or ("\0",)):
            continue
        severity = Severity.WARNING if diagnostic.severity is cv.Severity.WARN else Severity.ERROR
        yield Finding(
            "cfn-validate",
            severity,
            f"{diagnostic.rule_id}: {diagnostic.message} (line {diagnostic.start_line})",
            diagnostic.suggested_fix or diagnostic.rule_description or "",
            place=Place(file, _path(diagnostic)),
        )


_SECTIONS = {"RESOURCE": "Resources", "PARAMETER": "Parameters", "OUTPUT": "Outputs", "CONDITION": "Conditions"}
_ALL_SECTIONS = frozenset({*_SECTIONS.values(), "Mappings", "Rules", "Metadata"})


def _path(diagnostic: Any) -> tuple[str | int, ...]:
    """The path of a diagnostic: given from the template's root, or below the entry that it concerns."""
    below = tuple(int(s) if s.isdecimal() else s for s in re.split(r"[./]", diagnostic.property_path or "") if s)
    entity = diagnostic.entity
    if entity is None or not entity.logical_id or (below and below[0] in _ALL_SECTIONS):
        return below
    return (_SECTIONS.get(entity.entity_type.name, "Resources"), entity.logical_id, *below)
