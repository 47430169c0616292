"""A real LNbits server with its FakeWallet: `make lnbits` makes the environment it runs in."""
