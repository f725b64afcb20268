"""What Troth costs, measured: each folder here is one question, asked and answered in one run."""
