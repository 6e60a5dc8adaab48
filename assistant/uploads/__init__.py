"""Files that citizens send: told apart by their bytes, checked in a process of their own, scanned before release."""
