"""What helps an agent to answer."""
