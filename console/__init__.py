"""The terminal process: app, flows, session, recorder, outbox, link, devices, commands."""
