"""Screens of QC and QA."""
