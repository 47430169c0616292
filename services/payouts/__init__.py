"""Payouts: asked for, approved, sent by a rail, settled or returned, exactly once.

`requests` what people do; `approvals` what admins do; `limits` how much a day; `destinations` where
to; `choices` automatic payouts; `sending` what the loop in `bot.paying` does; `switch` stops all of
it; `books` the transfers: available → in flight when it is asked for, in flight → paid when it is
settled, in flight → available when it is returned, each once by its kind and the payout's id.
"""
