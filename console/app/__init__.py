"""The app of the terminal process: the only part of the console that knows Textual."""
