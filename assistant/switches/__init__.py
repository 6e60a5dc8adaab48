"""What is switched off at the moment, and why."""
