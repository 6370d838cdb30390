"""Named transforms of the rule tables: small pure functions from a Terraform value to a property tree."""
