# A service under its former name.

resource "aws_elasticsearch_domain" "this" {
  domain_name = "minimal-formerly"
}
