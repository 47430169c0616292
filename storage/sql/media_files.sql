-- name: media_file_find$
-- The platform's own id of what is at an address.
SELECT file_id FROM media_file WHERE platform = :platform AND url = :url;

-- name: media_file_save!
-- Note the platform's own id of what is at an address.
INSERT INTO media_file (platform, url, file_id) VALUES (:platform, :url, :file_id)
ON CONFLICT (platform, url) DO UPDATE SET file_id = excluded.file_id;
