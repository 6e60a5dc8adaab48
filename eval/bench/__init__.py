"""How fast is the service, beside what a few lines of plain code do with the same knowledge?"""
