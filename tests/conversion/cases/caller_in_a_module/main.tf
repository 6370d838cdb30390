# Who deploys is asked once, wherever in the configuration the data source stands.
module "inner" {
  source = "./inner"
}

output "caller" {
  value = module.inner.caller
}
