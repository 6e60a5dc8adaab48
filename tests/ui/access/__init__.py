"""Who may call which route, and what does each call speak of?"""
