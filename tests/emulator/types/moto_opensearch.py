"""What moto does not tell of a search domain: how far it has come, and of which machines it is.

https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_DomainStatus.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.opensearch.models import OpenSearchDomain

from .patch import Patch


def show_domain(original: Callable[[OpenSearchDomain], dict[str, Any]]) -> Callable[[OpenSearchDomain], dict[str, Any]]:
    """Tell the state that Terraform's provider waits for, and a cluster where none was asked for: it breaks without."""

    def to_dict(domain: OpenSearchDomain) -> dict[str, Any]:
        shown = original(domain)
        if domain.is_es:
            shown["ElasticsearchClusterConfig"] = shown.get("ElasticsearchClusterConfig") or {"InstanceCount": 1}
        return {**shown, "DomainProcessingStatus": "Deleting" if shown["Deleted"] else "Active"}

    return to_dict


PATCHES = (Patch("a search domain tells neither state nor cluster", OpenSearchDomain, "to_dict", show_domain),)
