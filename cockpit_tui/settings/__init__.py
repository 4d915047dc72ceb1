"""Settings: what there is to set, where it was set, and whether it fits."""
