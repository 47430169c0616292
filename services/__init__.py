"""Use cases: one transaction's work each, called by handlers, jobs, commands and web pages."""

from storage.tx import Tx as Tx
