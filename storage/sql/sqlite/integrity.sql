-- name: integrity_complaints
-- What the file's pages and indexes complain about; nothing where all is well.
SELECT quick_check FROM pragma_quick_check WHERE quick_check <> 'ok';

-- name: integrity_strays
-- Tables with rows that point to rows which are not there, and how many.
SELECT "table", COUNT(*) FROM pragma_foreign_key_check GROUP BY "table";
