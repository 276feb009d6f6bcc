//! The file that a path names, however it is spelt.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::bail;

/// A file or folder that is there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    #[cfg(unix)]
    number: (u64, u64),
    #[cfg(not(unix))]
    path: PathBuf,
}

impl Identity {
    /// The file a path leads to; `None` if there is none.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        #[cfg(unix)]
        {
            fs::metadata(path).ok().map(|metadata| Self::of_metadata(&metadata))
        }
        #[cfg(not(unix))]
        {
            fs::canonicalize(path).ok().map(|path| Self { path })
        }
    }

    #[cfg(unix)]
    pub(crate) fn of_metadata(metadata: &fs::Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { number: (metadata.dev(), metadata.ino()) }
    }
}

/// Where a file is or will be: the folder and the name in it.
fn place(path: &Path) -> (Option<Identity>, OsString) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    (Identity::of(folder), path.file_name().unwrap_or_default().to_owned())
}

/// Whether two paths lead to one file, be it there or not.
pub(crate) fn same(a: &Path, b: &Path) -> bool {
    let [(folder, name), (other_folder, other_name)] = [place(a), place(b)];
    let there = Identity::of(a);
    (there.is_some() && there == Identity::of(b)) || (folder == other_folder && name == other_name)
}

/// Fails where an output is one of the inputs, or lies among them and was written by nobody knows what.
///
/// Links are followed, and folders are looked through. Outputs of earlier runs in an input folder are known by
/// what those runs have left beside them; they are not read, and may be replaced.
pub(crate) fn refuse_inputs<'a>(
    outputs: impl Iterator<Item = &'a Path>,
    inputs: &[PathBuf],
) -> anyhow::Result<()> {
    // Devices and pipes keep nothing that could be lost.
    let there: HashMap<Identity, &Path> = outputs
        .filter(|path| fs::metadata(path).is_ok_and(|metadata| metadata.is_file()))
        .filter_map(|path| Some((Identity::of(path)?, path)))
        .collect();
    if there.is_empty() {
        return Ok(());
    }
    for input in dixit_ingest::files(inputs) {
        let Some(output) = Identity::of(&input).and_then(|identity| there.get(&identity)) else { continue };
        if *output == input {
            bail!("{} is to be read and written; give the output another name", output.display());
        }
        bail!(
            "{} is to be read and written (as {}); give the output another name",
            input.display(),
            output.display()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_any_of_its_names() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at("in")).unwrap();
        fs::write(at("in/a.txt"), "a").unwrap();
        fs::write(at("b.txt"), "b").unwrap();
        assert!(same(&at("in/a.txt"), &at("in/../in/./a.txt")) && !same(&at("in/a.txt"), &at("b.txt")));
        // Also before it is there.
        assert!(same(&at("in/new"), &at("in/../in/new")) && !same(&at("in/new"), &at("new")));
        let refuse = |output: &str, input: &str| refuse_inputs([&*at(output)].into_iter(), &[at(input)]);
        assert!(refuse("in/a.txt", "in/a.txt").is_err() && refuse("in/a.txt", "in").is_err());
        assert!(refuse("b.txt", "in").is_ok() && refuse("in/new.jsonl", "in").is_ok());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(at("in/a.txt"), at("link.txt")).unwrap();
            fs::hard_link(at("in/a.txt"), at("hard.txt")).unwrap();
            std::os::unix::fs::symlink(at("b.txt"), at("in/c.txt")).unwrap();
            for output in ["link.txt", "hard.txt", "b.txt"] {
                assert!(refuse(output, "in").is_err(), "{output}");
            }
        }
        // What a run has written into the folder is known by what it left beside it.
        fs::write(at("in/.a.txt.dixit"), "").unwrap();
        assert!(refuse("in/a.txt", "in").is_ok() && refuse("in/a.txt", "in/a.txt").is_err());
    }
}
