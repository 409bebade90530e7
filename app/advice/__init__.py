"""Independent advice: offers of help, referrals with consent, the advice services, and figures of their results."""
