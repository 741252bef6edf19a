"""Rules of the family ``command``, one file each."""
