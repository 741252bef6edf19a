"""Drives a running SMTP server through situations and judges its replies by the linter's rules.

No opinions of its own.
"""
