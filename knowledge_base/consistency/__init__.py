"""Which articles say different things of one matter, and who has said why?"""
