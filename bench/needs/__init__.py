"""What beside a window's basis costs something: needs, rules about what is written, and pseudonyms."""
