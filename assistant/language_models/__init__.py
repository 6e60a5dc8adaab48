"""Which language model may be asked at which step, and what came of it?  Without one everything works by rules."""
