-- name: fold_barrier!
-- Wait until no transfer is on its way, for their ids may be committed in another order.
LOCK TABLE transfer IN SHARE MODE;
