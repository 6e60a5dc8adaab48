"""The questions that the service is measured with: its own, and public ones where they are at hand."""
