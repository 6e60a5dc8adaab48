"""Which facts does a text state, whatever its language and notation?"""
