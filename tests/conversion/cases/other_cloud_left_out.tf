# options: --allow-partial
# A resource of another cloud is left out, the rest converts.
resource "google_storage_bucket" "copy" {
  name     = "copy"
  location = "EU"
}

resource "aws_s3_bucket" "main" {
  bucket = "main"
}
