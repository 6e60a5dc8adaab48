"""Are instructions to the machine recognised, and are citizens who only sound like them answered?"""
