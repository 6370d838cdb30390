"""What happens to a resource that goes, whether written or left to CloudFormation's default.

Facts: "DeletionPolicy attribute" and "UpdateReplacePolicy attribute", AWS CloudFormation User Guide.
"""

from __future__ import annotations

from converter.cloudformation.resolved import ResolvedResource

DELETE = "Delete"
SNAPSHOT = "Snapshot"


def deletion_policy(resource: ResolvedResource) -> str:
    """The DeletionPolicy in force: database clusters, and instances outside one, leave a snapshot by default."""
    if resource.deletion_policy is not None:
        return resource.deletion_policy
    alone = resource.type == "AWS::RDS::DBInstance" and "DBClusterIdentifier" not in resource.properties
    return SNAPSHOT if alone or resource.type == "AWS::RDS::DBCluster" else DELETE


def replace_policy(resource: ResolvedResource) -> str:
    """The UpdateReplacePolicy in force."""
    return resource.update_replace_policy or DELETE
