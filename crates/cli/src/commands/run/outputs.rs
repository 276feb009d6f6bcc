//! The files one run writes at once.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::bail;
use dixit_record::{Format, Offsets};

use crate::args::OutputFormat;
use crate::output::{Kind, Lock, Output, Sealed, Target, refuse_inputs, same};

/// All outputs of a run, in the order given; the list of failures, where there is one, comes last.
pub(crate) struct Outputs {
    plan: Plan,
    open: Vec<Output>,
    stats: Option<Output>,
    /// Kept until the end, so that no other run writes what this one does.
    _locks: Vec<Lock>,
}

/// The outputs of a run and their paths.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    /// The distinct formats: an article is written once in each, whatever the number of files.
    pub(crate) formats: Vec<Format>,
    files: Vec<Planned>,
    stats: Option<PathBuf>,
}

#[derive(Clone, Debug)]
struct Planned {
    path: PathBuf,
    kind: Kind,
    /// Place in the formats; `None` for the list of failures.
    format: Option<usize>,
}

impl Plan {
    /// The plan of some targets, standard output where there are none.
    pub(crate) fn of(targets: &[Target], format: Option<OutputFormat>) -> anyhow::Result<Self> {
        let stdout = [Target::new("-")];
        let targets = if targets.is_empty() { &stdout[..] } else { targets };
        let mut plan = Self { formats: Vec::new(), files: Vec::new(), stats: None };
        for target in targets {
            let kind = target.kind(format)?;
            let place = plan.formats.iter().position(|&f| f == kind.format()).unwrap_or_else(|| {
                plan.formats.push(kind.format());
                plan.formats.len() - 1
            });
            plan.files.push(Planned { path: target.path.clone(), kind, format: Some(place) });
        }
        Ok(plan)
    }

    /// The same with a list of failures and a file for the sums.
    pub(crate) fn with_lists(mut self, failed: Option<&Path>, stats: Option<&Path>) -> Self {
        let kind = Kind::Lines(Format::Jsonl);
        self.files.extend(failed.map(|path| Planned { path: path.to_owned(), kind, format: None }));
        self.stats = stats.map(Path::to_owned);
        self
    }

    /// Fails where two outputs are one file, or one is an input.
    pub(crate) fn check(&self, inputs: &[PathBuf]) -> anyhow::Result<()> {
        let paths: Vec<&Path> = self.paths().collect();
        for (i, path) in paths.iter().enumerate() {
            if paths[..i].iter().any(|other| same(other, path)) {
                bail!("two outputs would be written to {}", path.display());
            }
        }
        refuse_inputs(paths.into_iter(), inputs)
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

    /// The first file that is not as long as when it was complete. Databases may have been used meanwhile.
    pub(crate) fn changed(&self, sealed: &[Sealed]) -> Option<&Path> {
        let as_it_was = |i: usize, file: &Planned| {
            let length = std::fs::metadata(&file.path).map(|there| there.len());
            match (length, sealed.get(i)) {
                (Ok(_), Some(_)) if file.kind == Kind::Sqlite => true,
                (Ok(length), Some(sealed)) => length == sealed.length,
                _ => false,
            }
        };
        let mut files = self.files.iter().enumerate();
        files.find(|(i, file)| !as_it_was(*i, file)).map(|(_, file)| file.path.as_path())
    }

    /// The output beside which the checkpoint lies: the first that is a file.
    pub(crate) fn main(&self) -> Option<&Path> {
        self.resumable().find(|path| *path != Path::new("-"))
    }

    /// All files that are written on the way.
    pub(crate) fn resumable(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|f| f.path.as_path())
    }

    /// All files, for messages and checks.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.resumable().chain(self.stats.as_deref())
    }
}

impl Outputs {
    /// Starts all outputs afresh, or opens them to go on after what was sealed.
    pub(crate) fn open(plan: &Plan, locks: Vec<Lock>, sealed: Option<&[Sealed]>) -> anyhow::Result<Self> {
        let mut outputs = Self { plan: plan.clone(), open: Vec::new(), stats: None, _locks: locks };
        let opened = outputs.open_all(sealed);
        if let Err(error) = opened {
            if sealed.is_none() {
                outputs.discard();
            }
            return Err(error);
        }
        Ok(outputs)
    }

    fn open_all(&mut self, sealed: Option<&[Sealed]>) -> anyhow::Result<()> {
        for (i, file) in self.plan.files.iter().enumerate() {
            self.open.push(match sealed {
                Some(sealed) => Output::reopen(&file.path, file.kind, sealed.get(i))?,
                None => Output::create(&file.path, file.kind)?,
            });
        }
        if let Some(path) = &self.plan.stats {
            self.stats = Some(Output::create(path, Kind::Lines(Format::Jsonl))?);
        }
        if sealed.is_none() {
            self.each_heading()?;
        }
        Ok(())
    }

    /// Takes the locks of all outputs that are files.
    pub(crate) fn lock(plan: &Plan) -> anyhow::Result<Vec<Lock>> {
        let is_file = |path: &&Path| {
            *path != Path::new("-") && std::fs::metadata(path).map_or(true, |there| there.is_file())
        };
        plan.paths().filter(is_file).map(Lock::take).collect()
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

    /// Writes the sums to their file, where there is one, and gives it its name.
    pub(crate) fn write_stats(&mut self, sums: &str) -> anyhow::Result<()> {
        let Some(mut stats) = self.stats.take() else { return Ok(()) };
        stats.write_all(sums.as_bytes())?;
        stats.finish()
    }

    fn write_where(&mut self, to: impl Fn(&Planned) -> bool, bytes: &[u8]) -> io::Result<()> {
        for i in 0..self.open.len() {
            if to(&self.plan.files[i])
                && let Err(error) = self.open[i].write_all(bytes)
            {
                self.close(i, named(error, &self.plan.files[i].path))?;
            }
        }
        Ok(())
    }

    /// Goes on without an output that nobody reads any more, where there are others, as `tee -p` does.
    fn close(&mut self, i: usize, error: io::Error) -> io::Result<()> {
        let others = self.plan.files.iter().zip(&self.open).enumerate();
        let wanted = |(k, (file, output)): (usize, (&Planned, &Output))| {
            k != i && file.format.is_some() && !matches!(output, Output::Closed)
        };
        if error.kind() != io::ErrorKind::BrokenPipe || self.open[i].is_file() || !{ others }.any(wanted) {
            return Err(error);
        }
        self.open[i] = Output::Closed;
        Ok(())
    }

    /// Lets whoever reads a pipe have what was written.
    pub(crate) fn flush_pipes(&mut self) -> io::Result<()> {
        for i in 0..self.open.len() {
            if !self.open[i].is_file()
                && let Err(error) = self.open[i].flush()
            {
                self.close(i, named(error, &self.plan.files[i].path))?;
            }
        }
        Ok(())
    }

    /// Puts all on disk; `None` where some output cannot be gone on with.
    pub(crate) fn seal(&mut self) -> io::Result<Option<Vec<Sealed>>> {
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

    /// Completes all outputs, calls `before_naming` with their lengths, and gives them their names. Returns those that nobody
    /// read to the end.
    pub(crate) fn finish(
        mut self,
        before_naming: impl FnOnce(Vec<Sealed>) -> io::Result<()>,
    ) -> anyhow::Result<Vec<PathBuf>> {
        for i in 0..self.open.len() {
            if let Err(error) = self.open[i].flush() {
                self.close(i, named(error, &self.plan.files[i].path))?;
            }
        }
        let closed = self.plan.files.iter().zip(&self.open);
        let closed = closed.filter(|(_, output)| matches!(output, Output::Closed));
        let closed = closed.map(|(file, _)| file.path.clone()).collect();
        let complete = self.open.into_iter().map(Output::complete).collect::<anyhow::Result<Vec<_>>>()?;
        let lengths = complete.iter().flatten().map(crate::output::Complete::length).collect();
        before_naming(lengths)?;
        complete.into_iter().flatten().try_for_each(|file| file.name())?;
        Ok(closed)
    }

    pub(crate) fn discard(self) {
        self.open.into_iter().chain(self.stats).for_each(Output::discard);
    }
}

/// The error with the name of the file, its kind kept.
fn named(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("cannot write to {}: {error}", shown(path)))
}

/// The path, or standard output for `-`.
pub(crate) fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard output".into() } else { path.display().to_string() }
}
