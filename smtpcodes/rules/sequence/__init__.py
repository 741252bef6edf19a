"""Rules of the family ``sequence``, one file each."""
