"""The rules of independent advice: referrals, consent, and which figures an area may see."""
