"""The edge: command line, configuration, wiring, platforms, delivery, schedule, web pages."""
