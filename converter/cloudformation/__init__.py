"""CloudFormation templates: model, reading and writing YAML, resolving, schemas, validation."""
