//! The files one run writes at once.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::bail;
use dixit_record::{Format, Offsets};

use crate::args::OutputFormat;
use crate::output::{Kind, Output, Target};

/// All outputs of a run, in the order given; the list of failures, where there is one, comes last.
pub(crate) struct Outputs {
    plan: Plan,
    open: Vec<Output>,
}

/// What is to be written where.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The distinct formats: an article is written once in each, whatever the number of files.
    pub(crate) formats: Vec<Format>,
    files: Vec<Planned>,
}

#[derive(Clone, Debug)]
struct Planned {
    path: PathBuf,
    kind: Kind,
    /// Place in the formats; `None` for the list of failures.
    format: Option<usize>,
}

impl Plan {
    /// The plan of some targets, standard output where there are none, and of a list of failures.
    pub(crate) fn of(
        targets: &[Target],
        format: Option<OutputFormat>,
        failed: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let stdout = [Target::new("-")];
        let targets = if targets.is_empty() { &stdout[..] } else { targets };
        let mut plan = Self { formats: Vec::new(), files: Vec::new() };
        for target in targets {
            let kind = target.kind(format);
            let place = plan.formats.iter().position(|&f| f == kind.format()).unwrap_or_else(|| {
                plan.formats.push(kind.format());
                plan.formats.len() - 1
            });
            plan.files.push(Planned { path: target.path.clone(), kind, format: Some(place) });
        }
        if let Some(path) = failed {
            plan.files.push(Planned {
                path: path.to_owned(),
                kind: Kind::Lines(Format::Jsonl),
                format: None,
            });
        }
        for (i, file) in plan.files.iter().enumerate() {
            if plan.files[..i].iter().any(|other| other.path == file.path) {
                bail!("two outputs would be written to {}", file.path.display());
            }
        }
        Ok(plan)
    }

    /// The unit of offsets that a format insists on.
    pub(crate) fn fixed_offsets(&self, asked: Offsets) -> anyhow::Result<Offsets> {
        let fixed: Vec<Offsets> = self.formats.iter().filter_map(|f| f.fixed_offsets()).collect();
        match fixed.first() {
            Some(&unit) if unit != asked && fixed.len() < self.formats.len() => bail!(
                "one of the formats counts {} and cannot be written beside others that count {}",
                unit.as_str(),
                asked.as_str()
            ),
            Some(&unit) => Ok(unit),
            None => Ok(asked),
        }
    }

    /// The output beside which the checkpoint lies: the first that is a file.
    pub(crate) fn main(&self) -> Option<&Path> {
        self.files.iter().map(|f| f.path.as_path()).find(|path| *path != Path::new("-"))
    }

    /// All files, for messages and checks.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|f| f.path.as_path())
    }
}

impl Outputs {
    /// Starts all outputs afresh.
    pub(crate) fn create(plan: &Plan) -> anyhow::Result<Self> {
        let mut outputs = Self { plan: plan.clone(), open: Vec::new() };
        for file in &plan.files {
            match Output::create(&file.path, file.kind) {
                Ok(output) => outputs.open.push(output),
                Err(error) => {
                    outputs.discard();
                    return Err(error);
                }
            }
        }
        outputs.each_heading()?;
        Ok(outputs)
    }

    /// Opens all outputs to go on after what was sealed.
    pub(crate) fn reopen(plan: &Plan, sealed: &[u64]) -> anyhow::Result<Self> {
        let open = plan
            .files
            .iter()
            .zip(sealed)
            .map(|(file, &sealed)| Output::reopen(&file.path, file.kind, sealed))
            .collect::<anyhow::Result<_>>()?;
        Ok(Self { plan: plan.clone(), open })
    }

    fn each_heading(&mut self) -> io::Result<()> {
        for (file, output) in self.plan.files.iter().zip(&mut self.open) {
            if let (Kind::Lines(format), Some(_)) = (file.kind, file.format) {
                output.write_all(format.heading().as_bytes())?;
            }
        }
        Ok(())
    }

    /// Writes an article to all outputs of one format.
    pub(crate) fn write(&mut self, format: usize, bytes: &[u8]) -> io::Result<()> {
        self.write_where(|file| file.format == Some(format), bytes)
    }

    /// Writes a line to the list of failures, where there is one.
    pub(crate) fn write_failure(&mut self, line: &str) -> io::Result<()> {
        self.write_where(|file| file.format.is_none(), line.as_bytes())
    }

    fn write_where(&mut self, to: impl Fn(&Planned) -> bool, bytes: &[u8]) -> io::Result<()> {
        for (file, output) in self.plan.files.iter().zip(&mut self.open) {
            if to(file) {
                output.write_all(bytes).map_err(|error| named(error, &file.path))?;
            }
        }
        Ok(())
    }

    /// Puts all on disk; `None` where some output cannot be gone on with.
    pub(crate) fn seal(&mut self) -> io::Result<Option<Vec<u64>>> {
        if !self.all_are_files() {
            return Ok(None);
        }
        let mut sealed = Vec::new();
        for (file, output) in self.plan.files.iter().zip(&mut self.open) {
            sealed.extend(output.seal().map_err(|error| named(error, &file.path))?);
        }
        Ok(Some(sealed))
    }

    /// Whether this is a good moment to [`seal`](Self::seal) all.
    pub(crate) fn want_seal(&self) -> bool {
        self.open.iter().all(Output::wants_seal)
    }

    pub(crate) fn all_are_files(&self) -> bool {
        self.open.iter().all(Output::is_file)
    }

    /// Completes all outputs, calls `before_naming`, and gives them their names.
    pub(crate) fn finish(self, before_naming: impl FnOnce() -> io::Result<()>) -> anyhow::Result<()> {
        let complete = self.open.into_iter().map(Output::complete).collect::<anyhow::Result<Vec<_>>>()?;
        before_naming()?;
        complete.into_iter().flatten().try_for_each(|file| file.name())
    }

    pub(crate) fn discard(self) {
        self.open.into_iter().for_each(Output::discard);
    }
}

/// The error with the name of the file, its kind kept.
fn named(error: io::Error, path: &Path) -> io::Error {
    let name = if path == Path::new("-") { "standard output".into() } else { path.display().to_string() };
    io::Error::new(error.kind(), format!("cannot write to {name}: {error}"))
}
