"""Where Troth meets the tools a company already uses. Each needs that tool; nothing else imports these modules."""
