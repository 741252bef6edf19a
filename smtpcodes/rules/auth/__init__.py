"""Rules of the family ``auth``, one file each."""
