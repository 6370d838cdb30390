"""What Terraform would pack into a file that is uploaded: the ``archive_file`` that the file comes from.

Facts: "archive_file" (data source and resource), documentation of the archive provider.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from converter.rules.selection import text_of
from converter.terraform.addresses import InstanceKey
from converter.terraform.convert import bare
from converter.terraform.evaluator import Evaluation
from converter.terraform.instances import BodyValue, ResourceInstance
from converter.terraform.values import Attribute, Sequence, Value

_TYPE = "archive_file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """An archive to be made before the upload: of one file, of a folder, or of texts in the configuration.

    ``source`` is the file or folder, relative to the root as the configuration writes it, and empty for texts, which
    stand in the configuration at ``address``. ``excludes`` are paths and patterns inside a folder.
    """

    address: str
    of: Literal["file", "folder", "texts"]
    source: str
    excludes: tuple[str, ...] = ()
    mode: str = ""

    def as_json(self) -> dict[str, Any]:
        """As ``conversion.json`` has it."""
        found: dict[str, Any] = {"address": self.address, "of": self.of, "source": self.source}
        return {**found, "excludes": list(self.excludes), **({"mode": self.mode} if self.mode else {})}


def archive_of(file: Value, evaluation: Evaluation) -> Archive | None:
    """The archive whose path ``file`` is; None where it is another file."""
    file = bare(file)
    if not isinstance(file, Attribute) or file.resource.type != _TYPE:
        return None
    instance = _instances(evaluation, file.resource).get(file.resource)
    if instance is None:
        return None
    folder, single = text_of(instance.body.value("source_dir")), text_of(instance.body.value("source_file"))
    return Archive(
        address=instance.address,
        of="folder" if folder is not None else "file" if single is not None else "texts",
        source=folder or single or "",
        excludes=_texts(instance.body, "excludes"),
        mode=text_of(instance.body.value("output_file_mode")) or "",
    )


def _instances(evaluation: Evaluation, key: InstanceKey) -> Mapping[InstanceKey, ResourceInstance]:
    return evaluation.data if key.mode == "data" else {i.key: i for i in evaluation.instances}


def _texts(body: BodyValue, name: str) -> tuple[str, ...]:
    value = bare(body.value(name))
    items = value.items if isinstance(value, Sequence) else ()
    return tuple(text for item in items if (text := text_of(item.value)) is not None)
