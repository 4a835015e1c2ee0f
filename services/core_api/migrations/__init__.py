"""The history of the database schema, run by `services.core_api.migrate`."""
