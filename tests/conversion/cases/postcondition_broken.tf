# A postcondition of what is known is enforced.

resource "aws_sns_topic" "a" {
  name = "a"

  lifecycle {
    postcondition {
      condition     = self.name == "b"
      error_message = "It is ${self.name}."
    }
  }
}
