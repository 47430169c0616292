"""Breaking it on purpose: processes that are killed, and people who do anything in any order."""
