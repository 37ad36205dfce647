"""Ways that suit a person, asked for in an address and told in words."""
