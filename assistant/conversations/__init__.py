"""What was said between a citizen and the service."""
