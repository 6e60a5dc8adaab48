"""What do citizens ask that the knowledge does not answer, and what have agents answered again and again?"""
