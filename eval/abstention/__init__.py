"""Does the service know when it knows: answered rightly, and not answered where no article answers?"""
