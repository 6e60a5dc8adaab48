"""How articles come in from files, and how they go out again."""
