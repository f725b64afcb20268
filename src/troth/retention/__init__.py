"""Need and sweep: what nothing needs any more is found, shown, and erased."""
