"""Do questions that miss the same article come together, and how many groups must a curator read?"""
