"""Are drafted replies made of the right article, or quiet, and does every sentence have a source?"""
