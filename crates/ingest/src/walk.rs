//! Files under the paths given, in sorted order.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::compress::bare_name;
use crate::format::by_suffix;
use crate::{Failure, InputError};

/// A file to read, or `-` for standard input.
#[derive(Debug)]
pub(crate) enum Entry {
    Stdin,
    File(PathBuf),
    /// A file in a folder that has no suffix we know, or that dixit has written.
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
                        // Pipes and devices may never end, and sockets cannot be read; who wants a pipe names it.
                        Ok(entry) if !entry.file_type().is_file() => return Some(Ok(Entry::PassedOver)),
                        Ok(entry) if has_known_suffix(entry.path()) && !is_output(entry.path()) => {
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
                match expanded(&path) {
                    Some(found) if !found.is_empty() => {
                        self.paths = found.into_iter().chain(self.paths.drain(..)).collect();
                        continue;
                    }
                    Some(_) => return Some(Err(no_match(&path))),
                    None => return Some(Ok(Entry::File(path))),
                }
            }
            self.folder = Some(walk(&path));
        }
    }
}

/// Bytes in all files that a reader of `paths` would read, as far as they can be told beforehand: what a
/// progress bar counts towards.
pub fn total_bytes(paths: &[PathBuf]) -> u64 {
    files(paths).filter_map(|path| path.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// The files that a reader of `paths` would read, without standard input.
pub fn files(paths: &[PathBuf]) -> impl Iterator<Item = PathBuf> {
    Walk::new(paths.to_vec()).filter_map(|entry| match entry {
        Ok(Entry::File(path)) => Some(path),
        _ => None,
    })
}

/// Whether a file in a folder is an output of dixit, by the record that a run leaves beside each: `.quotes.jsonl.dixit`. Who
/// writes into the folder of the articles does not mean to read it as articles next time.
fn is_output(path: &Path) -> bool {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".dixit");
    path.with_file_name(name).exists()
}

/// Follows links, as `cp -L` does, so that a dangling one is reported rather than passed over.
fn walk(path: &Path) -> walkdir::IntoIter {
    WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter()
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// The paths that match a pattern, sorted; `None` if the path exists as it is, or is no pattern.
fn expanded(path: &Path) -> Option<Vec<PathBuf>> {
    let pattern = path.to_str().filter(|p| p.contains(['*', '?', '[']))?;
    if path.exists() {
        return None;
    }
    Some(glob::glob(pattern).ok()?.filter_map(Result::ok).collect())
}

fn no_match(path: &Path) -> Failure {
    Failure::new(path.display().to_string(), std::io::Error::other("no file or folder fits this pattern"))
}

fn has_known_suffix(path: &Path) -> bool {
    // A name may be in an encoding of its own; what tells is its end.
    path.file_name().is_none_or(|name| is_named_as_read(&name.to_string_lossy()))
}

/// Whether a file in a folder is read, by its name. Files without a suffix are.
fn is_named_as_read(name: &str) -> bool {
    // A name that only a compression's suffix tells apart is read, as one without a suffix is.
    Path::new(bare_name(name)).extension().is_none() || by_suffix(name).is_some()
}

/// Whether a file in an archive is read: as in a folder, where hidden files and folders are left out.
#[cfg(any(feature = "tar", feature = "zip"))]
pub(crate) fn is_read(name: &str) -> bool {
    let mut last = None;
    for part in name.split('/').filter(|part| !part.is_empty() && *part != ".") {
        // macOS puts folders of its own into archives, beside the files.
        if part.starts_with('.') || part == "__MACOSX" {
            return false;
        }
        last = Some(part);
    }
    last.is_some_and(is_named_as_read)
}

fn failure(error: walkdir::Error) -> Failure {
    let name = error.path().map_or_else(|| "?".to_owned(), |p| p.display().to_string());
    if error.loop_ancestor().is_some() {
        return Failure::new(name, std::io::Error::other("a link leads back to a folder above it"));
    }
    match error.into_io_error() {
        // An entry that the walk found by name but cannot reach is a link to nowhere.
        Some(e) if e.kind() == std::io::ErrorKind::NotFound => {
            Failure::new(name, std::io::Error::other("a link to a file that is not there"))
        }
        Some(e) => Failure::new(name, e),
        None => Failure { name, error: InputError::NotFound },
    }
}
