"""Is a mail's kind, matter, department and priority found, and does every emergency stand out?"""
