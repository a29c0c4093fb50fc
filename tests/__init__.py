"""Check Mingle, folder by folder as it is laid out."""
