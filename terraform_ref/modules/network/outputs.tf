output "vpc_id" {
  description = "ID of the VPC"
  value       = aws_vpc.this.id
}

output "vpc_cidr" {
  description = "IPv4 block of the VPC"
  value       = aws_vpc.this.cidr_block
}

output "private_subnet_ids" {
  description = "IDs of the private subnets, in zone order"
  value       = aws_subnet.private[*].id
}

output "public_subnet_ids" {
  description = "IDs of the public subnets, in zone order"
  value       = aws_subnet.public[*].id
}

output "private_route_table_ids" {
  description = "IDs of the private subnets' route tables, in zone order"
  value       = aws_route_table.private[*].id
}

output "public_route_table_id" {
  description = "ID of the public subnets' route table"
  value       = aws_route_table.public.id
}

output "endpoints_security_group_id" {
  description = "ID of the interface endpoints' security group"
  value       = aws_security_group.vpc_endpoints.id
}
