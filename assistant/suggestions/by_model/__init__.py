"""What may a language model write for an agent?  Drafts, summaries and rewrites: checked, marked, sent by a person."""
