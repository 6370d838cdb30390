"""A member of one of moto's classes that is replaced by a mended one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

_UNSET = object()


@dataclass
class Patch:
    """A member of one of moto's classes that is replaced."""

    fault: str
    owner: type
    member: str
    replacement: Callable[[Any], Any]
    """Makes the replacement from what is there."""
    _original: Any = field(default=_UNSET, repr=False)

    def apply(self) -> None:
        """Put the replacement in place, once."""
        if self._original is _UNSET:
            self._original = self.owner.__dict__.get(self.member)
            setattr(self.owner, self.member, self.replacement(self._original))

    @contextlib.contextmanager
    def undone(self) -> Iterator[None]:
        """Take the patch away for the time of a ``with`` block."""
        mended = self.owner.__dict__[self.member]
        if self._original is None:
            delattr(self.owner, self.member)
        else:
            setattr(self.owner, self.member, self._original)
        try:
            yield
        finally:
            setattr(self.owner, self.member, mended)
