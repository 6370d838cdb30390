# Pre- and postconditions: what parameters decide is held, what only a deployment tells is named.

variable "name" {
  type    = string
  default = "abc"
}

variable "on" {
  type    = bool
  default = true
}

resource "aws_sns_topic" "a" {
  count = var.on ? 1 : 0
  name  = var.name

  lifecycle {
    precondition {
      condition     = var.name != "forbidden"
      error_message = "That name is taken."
    }
    postcondition {
      condition     = startswith(self.name, "a")
      error_message = "The name begins with an a."
    }
    postcondition {
      condition     = length(self.owner) == 12
      error_message = "Known only afterwards."
    }
  }
}

resource "aws_sns_topic" "always" {
  name = "x-${var.name}"

  lifecycle {
    postcondition {
      condition     = self.name != "x-y"
      error_message = "Not y."
    }
    postcondition {
      condition     = !self.fifo_topic
      error_message = "The provider's default decides."
    }
  }
}

output "name" {
  value = var.name

  precondition {
    condition     = length(var.name) <= 40
    error_message = "At most 40."
  }
}
