"""Referrals to the independent advice service: the offer, the consent, the help, and what an area may know of it."""
