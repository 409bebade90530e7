"""Independent advice: offers of help, referrals with consent, the services that help, and what came of it."""
