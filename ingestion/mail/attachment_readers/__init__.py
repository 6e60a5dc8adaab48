"""What can be read in an attachment of each kind?  One reader a module; each takes bytes and gives text.

A reader raises UploadRefused with the reason where nothing may be read; whatever else it raises is damage.
"""
