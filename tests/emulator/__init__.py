"""An emulated CloudFormation that can be trusted; it shares nothing with the converter that it judges."""
