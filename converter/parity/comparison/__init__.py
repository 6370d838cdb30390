"""The templates against the configuration: both sides under values of the variables, and what differs in meaning."""
