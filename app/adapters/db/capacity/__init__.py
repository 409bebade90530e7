"""Capacity in the database: mediators, slots, time taken, sessions, searches and figures."""
