"""What does the knowledge do for citizens, in numbers for its owners?"""
