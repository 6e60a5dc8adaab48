"""What citizens report, and the departments that own it."""
