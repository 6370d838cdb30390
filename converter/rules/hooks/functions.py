"""Lambda function URLs."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Fixed, Guarded, ResourceRef
from converter.terraform.formulas import NEVER, both
from converter.terraform.operators import binary, formula_of
from converter.terraform.values import String


@hook("public_function_url")
def public_function_url(context: HookContext, draft: Draft) -> None:
    """The provider lets everybody call a URL without authorization; CloudFormation wants the permission written out.

    Facts: "Resource: aws_lambda_function_url", authorization_type; "AWS::Lambda::Url".
    """
    public = formula_of(binary("==", draft.instance.body.value("authorization_type"), String("NONE")))
    guard = both(draft.guard, public) if public is not None else NEVER
    if guard == NEVER:
        return
    permission = context.add(draft.instance, "PublicAccess", "AWS::Lambda::Permission", guard)
    permission.properties.entries.update(
        {
            "Action": Guarded(Fixed("lambda:InvokeFunctionUrl")),
            "FunctionName": Guarded(ResourceRef(draft.key, "FunctionArn")),
            "FunctionUrlAuthType": Guarded(Fixed("NONE")),
            "Principal": Guarded(Fixed("*")),
        }
    )
