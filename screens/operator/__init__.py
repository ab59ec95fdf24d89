"""Screens of the operator and of the supervisor beside him."""
