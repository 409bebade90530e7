"""What-ifs of capacity: what a change does to the 30 days, by simulation, and how many mediators would be enough."""
