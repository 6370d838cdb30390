# What looks for threats, and what is shared with whom.

resource "aws_guardduty_detector" "this" {}

resource "aws_guardduty_detector_feature" "this" {
  detector_id = aws_guardduty_detector.this.id
  name        = "S3_DATA_EVENTS"
  status      = "ENABLED"
}

resource "aws_securityhub_account" "this" {}

resource "aws_securityhub_standards_subscription" "this" {
  standards_arn = "arn:aws:securityhub:us-east-1::standards/pci-dss/v/3.2.1"
  depends_on    = [aws_securityhub_account.this]
}

resource "aws_wafv2_regex_pattern_set" "this" {
  name  = "minimal"
  scope = "REGIONAL"
}

resource "aws_ram_resource_share" "this" {
  name = "minimal-shared"
}

resource "aws_ram_principal_association" "this" {
  principal          = "123456789013"
  resource_share_arn = aws_ram_resource_share.this.arn
}
