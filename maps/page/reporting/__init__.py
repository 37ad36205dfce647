"""Pages on which residents report what they see: three steps without an account, and what became of it."""
