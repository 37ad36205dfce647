"""Streets that inspectors walked along without a finding: which part of which street, when, and by whom."""
