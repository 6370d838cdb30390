module "alarms" {
  source = "./modules/alarms"
  count  = var.enable_monitoring ? 1 : 0

  name         = local.gateway_name
  email        = var.alarm_email
  cluster_name = module.ecs_cluster.name

  services = {
    auth     = module.auth.name
    registry = module.registry.name
  }

  load_balancer_arn_suffix  = module.load_balancer.arn_suffix
  target_group_arn_suffixes = module.load_balancer.target_group_arn_suffixes

  tags = local.gateway_tags
}
