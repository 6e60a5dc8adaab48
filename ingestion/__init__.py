"""How knowledge and mail come in from outside."""
