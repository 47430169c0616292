"""The edge: command line, configuration, platforms, delivery, schedule, web pages."""
