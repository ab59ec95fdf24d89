"""Time stamps of the log by an authority outside the plant (RFC 3161), and the one owner of the client library."""
