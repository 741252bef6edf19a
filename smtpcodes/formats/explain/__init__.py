"""Formats of ``explain``: one file each, with a function ``written``; the file is the format's
name."""
