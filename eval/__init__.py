"""How good are finding, knowing and routing, measured on questions with known answers?"""
