"""What families say of their experience: links to a page of short questions, counts of the answers, and figures."""
