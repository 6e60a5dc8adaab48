"""Is the right article found, and sooner than by plain means?"""
