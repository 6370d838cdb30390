# A device that a launch template suppresses is taken out of the mapping, whatever the value of no_device.
variable "suppressed" {
  type    = bool
  default = false
}

resource "aws_launch_template" "main" {
  name = "main"

  block_device_mappings {
    device_name = "/dev/sda1"
    no_device   = "1"
    ebs {
      volume_size = 30
    }
  }

  block_device_mappings {
    device_name = "/dev/sdb"
    no_device   = var.suppressed ? "" : null
    ebs {
      volume_size = 20
    }
  }

  block_device_mappings {
    device_name = "/dev/sdc"
    no_device   = var.suppressed ? "true" : null
    ebs {
      volume_size = 10
    }
  }
}
