"""Working for a purpose: a connection that can see what the purpose may see, and refusals that explain themselves."""
