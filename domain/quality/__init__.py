"""Estimating what is true and how good people are, from answers with options.

`crowd` holds answers as arrays; `dawid_skene` and `shrunk` fit models to them; `stopping` tells
when another answer would not be worth its price, `routing` which task an answer would tell most
about; `engine` is the state while answers come in, `aggregate` the result of all of them, and
`alpha` how far people agree. All of it is pure, and needs numpy, so it is imported by what
estimates alone.
"""
