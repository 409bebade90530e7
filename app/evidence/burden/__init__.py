"""The time and effort that families need for a certificate: for one case in words, and for a quarter in figures."""
