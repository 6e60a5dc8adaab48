"""Does a message go where it belongs: danger and requests for a person at once, questions to the right department?"""
