"""Are wrong composed answers stopped before a citizen sees them, and right ones let through?"""
