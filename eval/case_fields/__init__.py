"""Are the facts of a case taken from a mail rightly, and is none of them invented?"""
