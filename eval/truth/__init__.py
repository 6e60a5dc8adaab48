"""Is it seen that languages of one article, or two articles, say different things, and is nothing else called so?"""
