//! A folder and a command.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A fresh folder in which the program runs; removed at the end.
pub(crate) struct Dir {
    dir: tempfile::TempDir,
}

impl Dir {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder can be made") }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// Names in the folder, sorted; hidden ones aside.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dixit"));
        command.current_dir(self.path()).args(args).stdin(Stdio::null()).env_remove("NO_COLOR");
        command
    }

    pub(crate) fn dixit(&self, args: &[&str]) -> Ran {
        Ran::new(self.command(args).output().expect("the program starts"))
    }

    /// The same with something on standard input.
    pub(crate) fn dixit_reading(&self, input: &[u8], args: &[&str]) -> Ran {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_owned();
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        Ran::new(output)
    }
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    fn new(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
        }
    }

    /// For messages: all but the bulk of the output.
    fn brief(&self) -> String {
        let out: String = self.out.chars().take(1000).collect();
        format!("exit code {:?}; standard error:\n{}\nstandard output begins:\n{out}", self.code, self.err)
    }

    /// Fails unless the exit code is `code`, and never accepts a panic.
    #[track_caller]
    pub(crate) fn exit(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.brief());
        assert!(!self.err.contains("panicked") && !self.err.contains("please report"), "{}", self.brief());
        self
    }

    /// Fails unless standard error has a line that holds all of `words`.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        let found = self.err.lines().any(|line| words.iter().all(|w| line.contains(w)));
        assert!(found, "no line with {words:?}; {}", self.brief());
        self
    }

    /// The ids of the articles written, from JSONL.
    pub(crate) fn ids(&self) -> Vec<String> {
        ids(&self.out)
    }
}

/// The ids of the articles in JSONL output.
pub(crate) fn ids(jsonl: &str) -> Vec<String> {
    let id = |line: &str| {
        let record: dixit_record::Record<'_> = serde_json::from_str(line).expect("a record");
        record.article.id.into_owned()
    };
    jsonl.lines().map(id).collect()
}

/// The records of a database, each as a line of JSON.
pub(crate) fn records_in(database: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    dixit_record::sqlite::read(database, |record| {
        lines.push(serde_json::to_string(&record)?);
        Ok(())
    })
    .expect("a database that can be read");
    lines
}

/// A file of `tests/fixtures` at the root of the workspace.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures").join(name)
}

/// An article with quotations of every kind; its people and outlets are invented.
pub(crate) const ARTICLE: &str = "\
“The bridge will open in May,” Ada Okoye, mayor of Harbourton, said on Monday.

She told the Harbourton Gazette that the work had cost “rather more than we hoped.” “Nobody,” she added, “will \
pay a toll.”

According to Tomás Brandt, a builder, the steel came late.
";
