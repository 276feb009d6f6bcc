//! The gold of annotators: a folder each, a file an article.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use dixit_eval::gold_file_name;
use serde_json::Value;

/// Where the gold of all annotators lies.
#[derive(Clone, Debug)]
pub(crate) struct Gold {
    folder: PathBuf,
}

/// The name of an annotator: letters, figures, `_` and `-`, so that it is a name of a folder anywhere.
#[derive(Clone, Debug)]
pub(crate) struct Annotator(String);

impl Annotator {
    pub(crate) fn new(name: &str) -> Option<Self> {
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let formed = (1..=40).contains(&name.chars().count()) && name.chars().all(plain);
        formed.then(|| Self(name.to_owned()))
    }
}

impl Gold {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, annotator: &Annotator, file: &str) -> PathBuf {
        self.folder.join(&annotator.0).join(format!("{file}.gold.json"))
    }

    /// What an annotator has saved of an article; `None` where that is nothing.
    ///
    /// # Errors
    /// Where the file cannot be read, or is no JSON.
    pub(crate) fn load(&self, annotator: &Annotator, file: &str) -> io::Result<Option<Value>> {
        match fs::read(self.path(annotator, file)) {
            Ok(bytes) => Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Saves it in the place of what was there. Whenever the process or the machine ends, the file is the old one or the new one.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn save(&self, annotator: &Annotator, file: &str, json: &[u8]) -> io::Result<()> {
        let path = self.path(annotator, file);
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut new = tempfile::Builder::new().prefix(".saving-").tempfile_in(folder)?;
        new.write_all(json)?;
        new.write_all(b"\n")?;
        new.as_file().sync_all()?;
        readable(new.as_file())?;
        new.persist(&path)?;
        // The name is in the folder.
        #[cfg(unix)]
        fs::File::open(folder)?.sync_all()?;
        Ok(())
    }
}

/// Temporary files are their owner's alone; gold is as any file of the user.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// The name that `dixit eval init` gives the gold of an article, short, and seen where files are listed.
pub(crate) fn file_name(id: &str) -> String {
    let name: String = gold_file_name(id).chars().take(80).collect();
    let name = name.trim_start_matches(['.', '-']);
    if name.is_empty() { "article".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        for (id, name) in [
            ("a/b/port strike.txt", "port-strike"),
            ("news.jsonl:17", "news.jsonl-17"),
            ("..", "article"),
            ("../../x", "x"),
            ("\0<", "article"),
        ] {
            assert_eq!(file_name(id), name);
        }
        for name in ["ann", "Zoë_2", "a-b"] {
            assert!(Annotator::new(name).is_some(), "{name}");
        }
        for name in ["", "..", "a/b", "a b", "a\\b", "a.b", &"x".repeat(41)] {
            assert!(Annotator::new(name).is_none(), "{name}");
        }
    }

    #[test]
    fn what_is_saved_takes_the_place_of_what_was() {
        let folder = tempfile::tempdir().unwrap();
        let gold = Gold::new(folder.path().join("gold"));
        let [ann, bob] = ["ann", "bob"].map(|name| Annotator::new(name).unwrap());
        assert_eq!(gold.load(&ann, "a1").unwrap(), None);
        for json in ["{\"id\": 1}", "{\"id\": 2}"] {
            gold.save(&ann, "a1", json.as_bytes()).unwrap();
            assert_eq!(gold.load(&ann, "a1").unwrap(), serde_json::from_str(json).unwrap());
        }
        assert_eq!(gold.load(&bob, "a1").unwrap(), None);
        let left = fs::read_dir(folder.path().join("gold/ann")).unwrap().count();
        assert_eq!(left, 1, "nothing is left of saving");
    }
}
