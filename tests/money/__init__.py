"""Money: the ledger, projects' holds, payout runs, and the jobs that move them."""
