"""What changes if this is published?  Questions asked again, of what is live and of what would be."""
