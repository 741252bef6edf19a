"""Formats of ``lint``: one file each, with a class ``Lint``; the file is the format's name."""
