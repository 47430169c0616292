"""The command line is the one of its own tests."""

from tests.cli.conftest import bitework as bitework
