"""Does every sentence that a model wrote say what its sources say, and nothing else?"""
