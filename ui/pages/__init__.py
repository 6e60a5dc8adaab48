"""Which pages do staff work on?"""
