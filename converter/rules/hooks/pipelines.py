"""The artifact stores of a pipeline."""

from __future__ import annotations

from converter.rules.drafts import Draft
from converter.rules.hooks.registry import HookContext, hook
from converter.rules.properties import Branch, Guarded, Items


@hook("single_artifact_store")
def single_artifact_store(context: HookContext, draft: Draft) -> None:
    """One store without a Region is the pipeline's ``ArtifactStore``; several, by Region, are its ``ArtifactStores``.

    Facts: "artifact_store", AWS provider; "ArtifactStore" and "ArtifactStores", AWS::CodePipeline::Pipeline.
    """
    _ = context
    stores = draft.properties.entries.get("ArtifactStores")
    if stores is None or not isinstance(stores.tree, Items) or len(stores.tree.elements) != 1:
        return
    (element,) = stores.tree.elements
    if isinstance(element.tree, Branch) and "Region" not in element.tree.entries:
        del draft.properties.entries["ArtifactStores"]
        store = element.tree.entries["ArtifactStore"]
        draft.properties.entries["ArtifactStore"] = Guarded(store.tree, element.guard)
