# Caches.

resource "aws_vpc" "main" {
  cidr_block = "10.10.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.10.1.0/24"
  availability_zone = "us-east-1a"
}

resource "aws_elasticache_cluster" "this" {
  cluster_id      = "minimal"
  engine          = "memcached"
  node_type       = "cache.t4g.micro"
  num_cache_nodes = 1
}

resource "aws_elasticache_replication_group" "this" {
  replication_group_id = "minimal-group"
  description          = "minimal"
  node_type            = "cache.t4g.micro"
}

resource "aws_elasticache_subnet_group" "this" {
  name       = "minimal"
  subnet_ids = [aws_subnet.main.id]
}

resource "aws_elasticache_parameter_group" "this" {
  name   = "minimal"
  family = "redis7"
}
