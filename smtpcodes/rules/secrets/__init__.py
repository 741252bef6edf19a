"""Rules of the family ``secrets``, one file each."""
