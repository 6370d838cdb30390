"""Which stack a resource lives in, how stacks are wired to each other, and CloudFormation's quotas."""
