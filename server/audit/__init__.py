"""The audit trail: its rows beside the records, and what is read of it: pages, entries, changes, exports."""
