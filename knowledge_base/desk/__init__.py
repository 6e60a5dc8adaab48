"""The desk of the people who own the articles: finding, comparing, commenting, reminding."""
