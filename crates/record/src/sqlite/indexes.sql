-- Made when all is written, which is faster than keeping them up to date.
CREATE INDEX IF NOT EXISTS article_article_id ON article (article_id);
CREATE INDEX IF NOT EXISTS article_date ON article (date);
CREATE INDEX IF NOT EXISTS article_publisher ON article (publisher);
CREATE INDEX IF NOT EXISTS quotation_article ON quotation (article);
CREATE INDEX IF NOT EXISTS speaker_name ON speaker (name);
CREATE INDEX IF NOT EXISTS speaker_registry_id ON speaker (registry_id) WHERE registry_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS via_name ON via (name);
