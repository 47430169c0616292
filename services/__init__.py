"""Use cases: one transaction's work each, called by handlers, jobs, the command line and the web."""

from storage.tx import Tx as Tx
