"""What may a language model propose to the people who write the articles?"""
