# A resource of another cloud is told, and nothing is written.
resource "google_storage_bucket" "copy" {
  name     = "copy"
  location = "EU"
}

resource "aws_s3_bucket" "main" {
  bucket = "main"
}
