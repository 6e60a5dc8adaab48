"""How fast do messages arrive while many citizens talk with many agents?"""
