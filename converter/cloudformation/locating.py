"""On which line of its file a place in a template stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from converter.cloudformation.yaml_reader import Document, parse
from converter.findings import FindingError, Place


@dataclass(slots=True)
class Locator:
    """Finds lines; a template is read when the first of its lines is asked for.

    ``text_of`` gives the text of a template by the file that places name; none where it is not at hand.
    """

    text_of: Callable[[str], str | None]
    _documents: dict[str, Document | None] = field(default_factory=dict)

    def line_of(self, place: Place) -> int | None:
        """The line of a place, or of the nearest part above it that is written; none where that is not known."""
        if place.file not in self._documents:
            self._documents[place.file] = self._read(place.file)
        document = self._documents[place.file]
        position = document.position(place.path) if document is not None else None
        return position[0] if position is not None else None

    def _read(self, file: str) -> Document | None:
        text = self.text_of(file)
        if text is None:
            return None
        try:
            return parse(text, file)
        except FindingError:
            return None
