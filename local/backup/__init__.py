"""Backup and restore of everything that cannot be made again: `python -m local.backup make | verify | restore`."""
