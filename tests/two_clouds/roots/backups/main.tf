# A vault, and a plan that fills it.

resource "aws_backup_vault" "main" {
  name = "backups"
  tags = { Team = "backups" }
}

resource "aws_backup_plan" "daily" {
  name = "backups-daily"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.main.name
    schedule          = "cron(0 3 * * ? *)"
    lifecycle {
      delete_after = 35
    }
  }
}
