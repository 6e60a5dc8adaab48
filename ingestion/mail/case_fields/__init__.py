"""Which facts of a case does a mail state, and in which of its words?"""
