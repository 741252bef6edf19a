"""Rules of the family ``extension``, one file each."""
