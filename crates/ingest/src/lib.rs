//! Files and streams into documents: folders, plain text, JSONL, encodings.
