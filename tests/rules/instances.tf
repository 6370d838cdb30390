# Instances, groups of them, their network and Kubernetes clusters, with variables and conditions throughout.

variable "name" {
  type    = string
  default = "shop"
}

variable "image" {
  type    = string
  default = "ami-0a1b2c3d4e5f60718"
}

variable "size" {
  type    = number
  default = 20
}

variable "flag" {
  type    = bool
  default = true
}

variable "subnets" {
  type    = list(string)
  default = ["subnet-0a1b2c3d", "subnet-9a1b2c3d"]
}

variable "template_version" {
  type    = string
  default = "$Latest"
}

variable "protocol" {
  type    = string
  default = "tcp"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_key_pair" "ops" {
  key_name_prefix = "ops-"
  public_key      = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJVtCwEKDCI8zIVpVXIlGaCwVKO4ZMPyqxWWSfaDLpvA ops"
}

resource "aws_launch_template" "web" {
  name                   = "${var.name}-web"
  image_id               = var.image
  instance_type          = "m5.large"
  key_name               = aws_key_pair.ops.key_name
  user_data              = base64encode("echo ${var.name}")
  update_default_version = var.flag
  tags                   = { Name = var.name }

  dynamic "monitoring" {
    for_each = var.flag ? [1] : []
    content {
      enabled = true
    }
  }

  block_device_mappings {
    device_name = "/dev/sdf"
    ebs {
      volume_size           = var.size
      delete_on_termination = var.flag
    }
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = var.name }
  }
}

resource "aws_autoscaling_group" "web" {
  name                = "${var.name}-web"
  min_size            = 1
  max_size            = var.size
  vpc_zone_identifier = var.subnets
  enabled_metrics     = ["GroupDesiredCapacity"]

  launch_template {
    id      = aws_launch_template.web.id
    version = var.template_version
  }

  dynamic "warm_pool" {
    for_each = var.flag ? [1] : []
    content {
      min_size = var.size
    }
  }

  tag {
    key                 = "Name"
    value               = var.name
    propagate_at_launch = var.flag
  }
}

resource "aws_autoscaling_group" "mixed" {
  min_size            = 1
  max_size            = 2
  vpc_zone_identifier = var.subnets

  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = aws_launch_template.web.id
      }
      override {
        instance_type = "m5.large"
      }
    }
  }
}

resource "aws_autoscaling_policy" "load" {
  count                  = var.flag ? 1 : 0
  name                   = "load"
  autoscaling_group_name = aws_autoscaling_group.web.name
  policy_type            = "TargetTrackingScaling"

  target_tracking_configuration {
    target_value     = var.size
    disable_scale_in = var.flag
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

resource "aws_launch_configuration" "old" {
  name_prefix   = "old-"
  image_id      = var.image
  instance_type = "m5.large"
  user_data     = "echo ${var.name}"

  root_block_device {
    volume_size = var.size
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    no_device   = var.flag
  }
}

resource "aws_instance" "bastion" {
  ami                         = var.image
  instance_type               = "t3.micro"
  subnet_id                   = var.subnets[0]
  associate_public_ip_address = var.flag
  key_name                    = aws_key_pair.ops.key_name
  user_data                   = var.flag ? "echo ${var.name}" : null

  dynamic "root_block_device" {
    for_each = var.flag ? [1] : []
    content {
      volume_size = var.size
    }
  }
}

resource "aws_ebs_volume" "data" {
  availability_zone = aws_instance.bastion.availability_zone
  size              = var.size
  encrypted         = var.flag
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdg"
  instance_id = aws_instance.bastion.id
  volume_id   = aws_ebs_volume.data.id
}

resource "aws_network_interface" "second" {
  subnet_id   = var.subnets[1]
  private_ips = ["10.0.1.10", "10.0.1.11"]

  dynamic "attachment" {
    for_each = var.flag ? [1] : []
    content {
      instance     = aws_instance.bastion.id
      device_index = 1
    }
  }
}

resource "aws_eip" "bastion" {
  domain = "vpc"
}

resource "aws_eip_association" "bastion" {
  allocation_id        = aws_eip.bastion.id
  network_interface_id = aws_network_interface.second.id
}

resource "aws_network_acl" "main" {
  vpc_id     = aws_vpc.main.id
  subnet_ids = var.subnets

  dynamic "ingress" {
    for_each = var.flag ? [443] : []
    content {
      action     = "allow"
      cidr_block = "10.0.0.0/8"
      from_port  = ingress.value
      to_port    = ingress.value
      protocol   = "tcp"
      rule_no    = 100
    }
  }
}

resource "aws_network_acl_rule" "out" {
  network_acl_id = aws_network_acl.main.id
  rule_number    = 100
  egress         = true
  protocol       = var.protocol
  rule_action    = var.flag ? "allow" : "deny"
  cidr_block     = "0.0.0.0/0"
  from_port      = var.size
  to_port        = var.size
}

resource "aws_elb" "old" {
  subnets                   = var.subnets
  internal                  = var.flag
  cross_zone_load_balancing = var.flag
  instances                 = [aws_instance.bastion.id]

  listener {
    instance_port     = var.size
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }

  dynamic "access_logs" {
    for_each = var.flag ? [1] : []
    content {
      bucket = var.name
    }
  }
}

resource "aws_ec2_transit_gateway_vpc_attachment" "main" {
  subnet_ids             = var.subnets
  transit_gateway_id     = "tgw-0a1b2c3d4e5f60718"
  vpc_id                 = aws_vpc.main.id
  appliance_mode_support = var.flag ? "enable" : null
}

resource "aws_ec2_transit_gateway_route" "main" {
  destination_cidr_block         = "10.1.0.0/16"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main.id
  transit_gateway_route_table_id = "tgw-rtb-0a1b2c3d4e5f60718"
}

resource "aws_ec2_transit_gateway_route_table_association" "main" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main.id
  transit_gateway_route_table_id = "tgw-rtb-0a1b2c3d4e5f60718"
}

resource "aws_ec2_transit_gateway_route_table_propagation" "main" {
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.main.id
  transit_gateway_route_table_id = "tgw-rtb-0a1b2c3d4e5f60718"
}

resource "aws_iam_role" "nodes" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_eks_cluster" "main" {
  name                      = var.name
  role_arn                  = aws_iam_role.nodes.arn
  version                   = "1.31"
  enabled_cluster_log_types = var.flag ? ["api", "audit"] : ["api"]

  access_config {
    authentication_mode = "API"
  }

  vpc_config {
    subnet_ids             = var.subnets
    endpoint_public_access = var.flag
  }
}

resource "aws_eks_node_group" "main" {
  cluster_name    = aws_eks_cluster.main.name
  node_group_name = "general"
  node_role_arn   = aws_iam_role.nodes.arn
  subnet_ids      = var.subnets
  labels          = { pool = var.name }

  launch_template {
    name    = aws_launch_template.web.name
    version = aws_launch_template.web.latest_version
  }

  scaling_config {
    desired_size = 1
    max_size     = var.size
    min_size     = 1
  }

  dynamic "taint" {
    for_each = var.flag ? ["spot"] : []
    content {
      key    = taint.value
      effect = "NO_SCHEDULE"
    }
  }
}

resource "aws_eks_addon" "network" {
  cluster_name                = aws_eks_cluster.main.name
  addon_name                  = "vpc-cni"
  configuration_values        = jsonencode({ env = { NAME = var.name } })
  preserve                    = var.flag
  resolve_conflicts_on_update = "PRESERVE"
}

resource "aws_eks_pod_identity_association" "shop" {
  cluster_name    = aws_eks_cluster.main.name
  namespace       = var.name
  service_account = "shop"
  role_arn        = aws_iam_role.nodes.arn
}

resource "aws_eks_access_entry" "ops" {
  cluster_name      = aws_eks_cluster.main.name
  principal_arn     = aws_iam_role.nodes.arn
  kubernetes_groups = var.flag ? [var.name] : []
}

output "endpoint" {
  value = aws_eks_cluster.main.endpoint
}

output "issuer" {
  value = aws_eks_cluster.main.identity[0].oidc[0].issuer
}

output "address" {
  value = aws_instance.bastion.private_ip
}
