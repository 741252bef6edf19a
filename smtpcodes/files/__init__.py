"""Octets of files: opened, unpacked, followed while they grow, written in one step.

What stands in them is not known here.
"""
