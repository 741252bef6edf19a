"""Formats of a report: one file each, with a function ``written``; its name is the file's."""
