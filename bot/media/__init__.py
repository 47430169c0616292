"""Media: fetched, looked at, kept in a folder by the hash of their bytes, shown everywhere."""
