resource "aws_efs_file_system" "this" {
  creation_token   = var.name
  performance_mode = "generalPurpose"
  encrypted        = true

  throughput_mode                 = var.throughput_mode
  provisioned_throughput_in_mibps = var.throughput_mode == "provisioned" ? var.provisioned_throughput_in_mibps : null

  tags = merge(var.tags, { Name = var.name })
}

# ---------------------------------------------------------------------------
# Access: encrypted connections only, root access only through a mount target
# ---------------------------------------------------------------------------

data "aws_iam_policy_document" "this" {
  statement {
    sid       = "NonSecureTransport"
    effect    = "Deny"
    actions   = ["*"]
    resources = [aws_efs_file_system.this.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }

  statement {
    sid = "NonSecureTransportAccessedViaMountTarget"
    actions = [
      "elasticfilesystem:ClientMount",
      "elasticfilesystem:ClientRootAccess",
      "elasticfilesystem:ClientWrite",
    ]
    resources = [aws_efs_file_system.this.arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "elasticfilesystem:AccessedViaMountTarget"
      values   = ["true"]
    }
  }
}

resource "aws_efs_file_system_policy" "this" {
  file_system_id                     = aws_efs_file_system.this.id
  bypass_policy_lockout_safety_check = false
  policy                             = data.aws_iam_policy_document.this.json
}

resource "aws_efs_backup_policy" "this" {
  file_system_id = aws_efs_file_system.this.id

  backup_policy {
    status = var.enable_backup ? "ENABLED" : "DISABLED"
  }
}

# ---------------------------------------------------------------------------
# Mount targets and access points
# ---------------------------------------------------------------------------

module "security_group" {
  source = "../security-group"

  # Ends in a dash of its own, so the generated names carry two
  name                   = "${var.name}-"
  description            = "NFS to the file system ${var.name}"
  vpc_id                 = var.vpc_id
  revoke_rules_on_delete = true

  ingress_rules = {
    nfs = {
      description = "NFS from the VPC"
      from_port   = 2049
      cidr_ipv4   = var.client_cidr
    }
  }

  egress_rules = {
    all = { cidr_ipv4 = "0.0.0.0/0" }
  }

  tags = var.tags
}

resource "aws_efs_mount_target" "this" {
  for_each = { for index, subnet_id in var.subnet_ids : "mount-${index}" => subnet_id }

  file_system_id  = aws_efs_file_system.this.id
  subnet_id       = each.value
  security_groups = [module.security_group.id]
}

resource "aws_efs_access_point" "this" {
  for_each = var.access_points

  file_system_id = aws_efs_file_system.this.id

  posix_user {
    uid = each.value.uid
    gid = each.value.gid
  }

  root_directory {
    path = each.value.path

    creation_info {
      owner_uid   = each.value.uid
      owner_gid   = each.value.gid
      permissions = each.value.permissions
    }
  }

  tags = merge(var.tags, { Name = each.value.name })
}
