"""The certificate as an artefact: its number, its signature, its paper, and the sealing of names."""
