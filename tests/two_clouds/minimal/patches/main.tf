# Which patches which machines get.

resource "aws_ssm_patch_baseline" "grouped" {
  name = "minimal-grouped"
}

resource "aws_ssm_patch_group" "this" {
  baseline_id = aws_ssm_patch_baseline.grouped.id
  patch_group = "minimal"
}

resource "aws_ssm_patch_baseline" "default" {
  name = "minimal-default"
}

resource "aws_ssm_default_patch_baseline" "this" {
  baseline_id      = aws_ssm_patch_baseline.default.id
  operating_system = aws_ssm_patch_baseline.default.operating_system
}
