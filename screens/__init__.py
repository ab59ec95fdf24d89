"""What is drawn: one screen a file, its widgets and the theme. No rules, no IO."""
