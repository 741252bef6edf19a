"""Rules of the family ``enhanced``, one file each."""
