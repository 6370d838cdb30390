"""tf2cfn: convert a Terraform configuration for AWS into nested CloudFormation templates, and prove the parity."""

__version__ = "0.1.0"
