"""Cognito user pools: the factors of multi-factor authentication."""

from __future__ import annotations

from collections.abc import Iterator

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Fixed, Guarded, Items
from converter.terraform.formulas import ALWAYS, NEVER, Formula, both, either, negate
from converter.terraform.instances import ResourceInstance
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import Null, String


@hook("user_pool_factors")
def user_pool_factors(context: HookContext, draft: Draft) -> None:
    """Each factor that has a block is enabled, unless MFA is off.

    Facts: "Resource: aws_cognito_user_pool", mfa_configuration and the blocks that it names; "EnabledMfas",
    AWS::Cognito::UserPool. The provider configures no factor while MFA is off.
    """
    _ = context
    on = _mfa_is_on(draft.instance)
    factors = [Guarded(Fixed(name), both(on, guard)) for name, guard in _factors(draft.instance)]
    factors = [factor for factor in factors if factor.guard != NEVER]
    if factors:
        there = either(*(factor.guard for factor in factors))
        draft.properties.entries["EnabledMfas"] = Guarded(Items(factors), there)


def _mfa_is_on(pool: ResourceInstance) -> Formula:
    value = pool.body.value("mfa_configuration")
    if isinstance(value, Null):
        return NEVER
    off = formula_of(binary("==", value, String("OFF")))
    return ALWAYS if off is None else negate(off)


def _factors(pool: ResourceInstance) -> Iterator[tuple[str, Formula]]:
    """The factors that have a block, in the order of the API, and when each has one."""
    blocks = pool.body.blocks
    for block in blocks.get("sms_configuration", ()):
        yield "SMS_MFA", block.guard
    for block in blocks.get("software_token_mfa_configuration", ()):
        enabled = formula_of(block.body.value("enabled"))
        yield "SOFTWARE_TOKEN_MFA", both(block.guard, ALWAYS if enabled is None else enabled)
    for block in blocks.get("email_mfa_configuration", ()):
        yield "EMAIL_OTP", block.guard
