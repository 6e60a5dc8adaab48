"""Who was told something that no longer holds, and how do they learn of it?"""
