"""What Troth itself stores in its own schema, table by table: standing, history, disclosures, requests, the ledger."""
