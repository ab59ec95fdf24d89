"""The domain that console and core service share: frozen data and functions, no IO, no clock."""
