"""Is what citizens read right, complete, true to its sources and the same when asked again, and what does it cost?"""
