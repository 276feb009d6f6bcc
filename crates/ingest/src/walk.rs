//! Files under the paths given, in sorted order.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::compress::bare_name;
use crate::{Failure, InputError};

/// Suffixes of files that are read when a folder is given. Files without a suffix are read too.
const SUFFIXES: &[&str] = &[
    "txt",
    "text",
    "md",
    "jsonl",
    "ndjson",
    #[cfg(feature = "csv")]
    "csv",
    #[cfg(feature = "csv")]
    "tsv",
    #[cfg(feature = "html")]
    "html",
    #[cfg(feature = "html")]
    "htm",
];

/// A file to read, or `-` for standard input.
#[derive(Debug)]
pub(crate) enum Entry {
    Stdin,
    File(PathBuf),
    /// A file in a folder that has no suffix we know.
    PassedOver,
}

/// Iterates over files: the paths in the order given, folders in sorted order and without hidden entries.
pub(crate) struct Walk {
    paths: VecDeque<PathBuf>,
    folder: Option<walkdir::IntoIter>,
}

impl Walk {
    pub(crate) fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths: paths.into(), folder: None }
    }
}

impl Iterator for Walk {
    type Item = Result<Entry, Failure>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(folder) = &mut self.folder {
                // A hidden folder is not entered; the one the user named may be hidden itself.
                while let Some(entry) = folder.next() {
                    match entry {
                        Ok(entry) if entry.depth() > 0 && is_hidden(&entry) => {
                            if entry.file_type().is_dir() {
                                folder.skip_current_dir();
                            }
                        }
                        Ok(entry) if entry.file_type().is_dir() => {}
                        Ok(entry) if has_known_suffix(entry.path()) => {
                            return Some(Ok(Entry::File(entry.into_path())));
                        }
                        Ok(_) => return Some(Ok(Entry::PassedOver)),
                        Err(error) => return Some(Err(failure(error))),
                    }
                }
                self.folder = None;
            }
            let path = self.paths.pop_front()?;
            if path == OsStr::new("-") {
                return Some(Ok(Entry::Stdin));
            }
            if !path.is_dir() {
                return Some(Ok(Entry::File(path)));
            }
            self.folder = Some(walk(&path));
        }
    }
}

/// Bytes in all files that a reader of `paths` would read, as far as they can be told beforehand: what a
/// progress bar counts towards.
pub fn total_bytes(paths: &[PathBuf]) -> u64 {
    Walk::new(paths.to_vec())
        .filter_map(|entry| match entry {
            Ok(Entry::File(path)) => path.metadata().ok().map(|m| m.len()),
            _ => None,
        })
        .sum()
}

/// Follows links, as `cp -L` does, so that a dangling one is reported rather than passed over.
fn walk(path: &Path) -> walkdir::IntoIter {
    WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

fn has_known_suffix(path: &Path) -> bool {
    let Some(name) = path.file_name().and_then(OsStr::to_str) else { return path.extension().is_none() };
    let bare = bare_name(name);
    // A name that only a compression's suffix tells apart is read, as one without a suffix is.
    match Path::new(bare).extension().and_then(OsStr::to_str) {
        None => true,
        Some(suffix) => SUFFIXES.contains(&suffix.to_ascii_lowercase().as_str()),
    }
}

fn failure(error: walkdir::Error) -> Failure {
    let name = error.path().map_or_else(|| "?".to_owned(), |p| p.display().to_string());
    if error.loop_ancestor().is_some() {
        return Failure::new(name, std::io::Error::other("a link leads back to a folder above it"));
    }
    match error.into_io_error() {
        // What the walk found by name but cannot reach is a link to nowhere.
        Some(e) if e.kind() == std::io::ErrorKind::NotFound => {
            Failure::new(name, std::io::Error::other("a link to a file that is not there"))
        }
        Some(e) => Failure::new(name, e),
        None => Failure { name, error: InputError::NotFound },
    }
}
