"""Records of a package as plain forms: drawn from their dataclass, and read back from what a page sent."""
