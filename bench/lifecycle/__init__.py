"""What a life under a policy costs: erasing and copying one person, sweeping many, and how that grows."""
