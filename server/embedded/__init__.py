"""PostgreSQL and NATS that Countersign starts itself: for the demo, the tests and a plant on one machine."""
