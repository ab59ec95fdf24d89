"""Documents made from the record: batch record and certificate of analysis as PDF/A-2b.

A report is a pure function of what it is given: the same records give the same bytes.
"""
