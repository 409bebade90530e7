"""Referrals in the database: the advice services' room, referrals with what is sealed of them, and offers of help."""
