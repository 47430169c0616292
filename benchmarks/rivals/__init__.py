"""Small bots as one writes them with the libraries alone, to measure ours against."""
