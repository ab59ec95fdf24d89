"""What is drawn: one screen a file, grouped by who uses it.

A screen shows the View of its flow and calls one method of the flow per user action. Views are frozen and worded.
Drawing is a function from View to a grid of cells (`screens.canvas`); one widget (`screens.sheet`) sends only the cells
that changed. Screens hold no focusable widgets, so neither a scan nor an unplugged keyboard can land in a wrong place.
"""
