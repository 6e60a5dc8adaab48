"""Is personal data found whatever its notation, and is everything else left alone?"""
