"""Proposals as JSON."""

from app.capacity.allocations.proposal import StoredProposal
from app.capacity.figures.schemas import AllocationOut


def allocation_out(proposal: StoredProposal) -> AllocationOut:
    """Show a proposal."""
    return AllocationOut.model_validate(proposal, from_attributes=True)
