"""The central core service: bus, intake, projections, decisions, log, reports, database."""
