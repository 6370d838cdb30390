"""From a conversion to a deployment: parameter values, look-ups, and the bundle of scripts and tables."""
