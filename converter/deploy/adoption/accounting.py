"""Where everything in the state goes, each object once, and what the first update after the import makes.

Addresses of the state are those of the conversion's ledger: module path, type, name, and key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from converter.conversion import Conversion
from converter.deploy.adoption.identifiers import NESTED_STACK, import_table
from converter.deploy.adoption.import_phase import StackImport
from converter.deploy.adoption.state import State, StateObject
from converter.rules.ledger import ResourceEntry, Verdict
from converter.terraform.addresses import InstanceKey


class Fate(StrEnum):
    """Where an object of the state goes."""

    IMPORTED = "imported"
    MERGED = "merged"
    """It is part of resources that are imported."""
    MADE_ANEW = "made anew"
    """It cannot be imported: the first update makes it once more, or puts it over what is there."""
    SCRIPT = "deploy script"
    """The deploy script sees to it."""
    LEFT = "left to Terraform"


@dataclass(frozen=True, slots=True)
class Account:
    """What becomes of one object; ``into`` are stacks and logical IDs, ``after_update`` when it may be let go."""

    object: StateObject
    fate: Fate
    into: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    after_update: bool = False

    @property
    def let_go(self) -> bool:
        """Whether Terraform may forget the object, after the import or after the first update."""
        return self.fate in {Fate.IMPORTED, Fate.MERGED, Fate.SCRIPT} or self.after_update


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that the first update makes; ``exists``: it is in AWS already, as the state knows."""

    stack: str
    logical_id: str
    type: str
    key: InstanceKey | None
    reason: str
    exists: bool

    @property
    def put_over(self) -> bool:
        """Whether making it changes what is there rather than to fail or to make a second one."""
        return self.type in import_table().put_over

    @property
    def effect(self) -> str:
        """What the update does."""
        if not self.exists:
            return "is made"
        return "is put over what is there" if self.put_over else "is made a second time, or fails as it exists"


@dataclass(frozen=True, slots=True)
class Accounting:
    """Every object of the state, what the first update makes, and the addresses that the state lacks."""

    accounts: tuple[Account, ...]
    made: tuple[Made, ...]

    def of(self, fate: Fate) -> tuple[Account, ...]:
        """The objects with a fate."""
        return tuple(account for account in self.accounts if account.fate is fate)

    @property
    def sums(self) -> dict[str, int]:
        """How many objects have each fate; together they are all of the state."""
        return {str(fate): len(self.of(fate)) for fate in Fate}


def account(conversion: Conversion, state: State, stacks: Mapping[str, StackImport]) -> Accounting:
    """Where everything goes; ``stacks`` are settled, by name."""
    return _Accountant(conversion, state, stacks).accounting()


class _Accountant:
    def __init__(self, conversion: Conversion, state: State, stacks: Mapping[str, StackImport]) -> None:
        self.state, self.flat, self.stacks = state, conversion.flat, stacks
        self.entries = {str(key): entry for key, entry in conversion.flat.ledger.items()}
        self.homes = {name: home for home, stack in stacks.items() for name in stack.stack.resources}
        self.own: dict[InstanceKey, list[str]] = {}
        for name, draft in conversion.flat.drafts.items():
            self.own.setdefault(draft.key, []).append(name)

    def accounting(self) -> Accounting:
        accounts = [self._account(found) for found in self.state.managed.values()]
        accounts += [
            Account(found, Fate.LEFT, reason=f"deposed object {found.deposed}: terraform apply destroys it")
            for found in self.state.deposed
        ]
        return Accounting(tuple(accounts), tuple(self._made()))

    def _account(self, found: StateObject) -> Account:
        entry = self.entries.get(found.address)
        if entry is None:
            return Account(found, Fate.LEFT, reason="the configuration does not have it")
        own = self.own.get(entry.key, [])
        if own:
            return self._of_resources(found, own, Fate.IMPORTED)
        if entry.verdict is Verdict.DEPLOY_STEP:
            return Account(found, Fate.SCRIPT, reason=entry.reason, after_update=True)
        if entry.verdict in {Verdict.DROPPED, Verdict.UNSUPPORTED}:
            return Account(found, Fate.LEFT, reason=entry.reason)
        names = [name for target in entry.targets if (name := self.flat.logical_ids.get((target.key, target.part)))]
        if not names:
            return Account(found, Fate.LEFT, reason=entry.reason or "no resource of the stacks stands for it")
        return self._of_resources(found, list(dict.fromkeys(names)), Fate.MERGED)

    def _of_resources(self, found: StateObject, names: list[str], fate: Fate) -> Account:
        """The account of an object that resources of the templates stand for."""
        there = [name for name in names if name in self.homes]
        if not there:
            reason = "under these values of the variables the configuration does not have it"
            return Account(found, Fate.LEFT, reason=reason)
        imported = [name for name in there if name in self.stacks[self.homes[name]].imported]
        into = tuple((self.homes[name], name) for name in imported or there)
        if imported:
            return Account(found, fate, into)
        reason = self.stacks[self.homes[there[0]]].reasons.get(there[0], "")
        types = {self.stacks[self.homes[name]].template.resources[name].type for name in there}
        return Account(found, Fate.MADE_ANEW, into, reason, after_update=types <= import_table().put_over)

    def _made(self) -> Iterator[Made]:
        for home, stack in self.stacks.items():
            for name, reason in stack.reasons.items():
                resource = stack.template.resources[name]
                if resource.type == NESTED_STACK:
                    continue
                draft = self.flat.drafts.get(name)
                exists = stack.values.object_of(name) is not None
                yield Made(home, name, resource.type, draft.key if draft else None, reason, exists)


def missing(conversion: Conversion, made: Accounting) -> Iterator[ResourceEntry]:
    """The instances of the configuration that the templates make and the state lacks."""
    keys = {m.key for m in made.made if m.key is not None and not m.exists}
    yield from (entry for key, entry in conversion.flat.ledger.items() if key in keys)
