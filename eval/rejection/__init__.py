"""Is what belongs to no intent refused, while nearly everything else is accepted?"""
