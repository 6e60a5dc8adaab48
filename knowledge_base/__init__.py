"""The approved articles, and how the right one is found."""
