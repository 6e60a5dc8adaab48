"""How is the service's own trilingual sentence embedder made?"""
