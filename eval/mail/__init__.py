"""How well are mails read: is anything lost, and are a sender's own words told from what they answer?"""
