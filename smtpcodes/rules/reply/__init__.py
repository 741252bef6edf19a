"""Rules of the family ``reply``, one file each."""
