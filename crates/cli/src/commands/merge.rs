//! `dixit merge`: the records of several runs in one output, or in another format.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context as _, bail};
use dixit_record::{Offsets, Record, sqlite};

use super::run::outputs::{Outputs, Plan};
use crate::args::MergeArgs;
use crate::exit::ExitStatus;

pub(crate) fn run(args: &MergeArgs) -> anyhow::Result<ExitStatus> {
    let plan = Plan::of(&args.output, args.format, None)?;
    for input in &args.inputs {
        if plan.paths().any(|output| output == input) {
            bail!("{} is to be read and written", input.display());
        }
    }
    let mut outputs = Outputs::create(&plan)?;
    let mut merge = Merge {
        plan: &plan,
        outputs: &mut outputs,
        unit: None,
        seen: HashSet::new(),
        dedup: args.dedup,
        out: Vec::new(),
    };
    for input in &args.inputs {
        let done = read(input, &mut |record| merge.add(&record));
        if let Err(error) = done {
            outputs.discard();
            return Err(error).with_context(|| input.display().to_string());
        }
    }
    outputs.finish(|| Ok(()))?;
    Ok(ExitStatus::Success)
}

struct Merge<'a> {
    plan: &'a Plan,
    outputs: &'a mut Outputs,
    /// The unit of the records so far.
    unit: Option<Offsets>,
    /// Ids so far, where records of one article are wanted once.
    seen: HashSet<String>,
    dedup: bool,
    out: Vec<u8>,
}

impl Merge<'_> {
    fn add(&mut self, record: &Record<'_>) -> io::Result<()> {
        let unit = *self.unit.get_or_insert(record.offsets);
        if unit != record.offsets {
            let (now, before) = (record.offsets.as_str(), unit.as_str());
            return Err(io::Error::other(format!("counts offsets in {now}, an input before it in {before}")));
        }
        if let Some(fixed) = self.plan.formats.iter().find_map(|f| f.fixed_offsets().filter(|&u| u != unit)) {
            let (want, have) = (fixed.as_str(), unit.as_str());
            return Err(io::Error::other(format!(
                "counts offsets in {have}, and the output counts {want}; run again with --offsets {want}"
            )));
        }
        if self.dedup && !self.seen.insert(record.article.id.clone().into_owned()) {
            return Ok(());
        }
        let text = record.article.text.as_deref().unwrap_or_default();
        for (place, format) in self.plan.formats.iter().enumerate() {
            self.out.clear();
            format.write(record, text, &mut self.out);
            self.outputs.write(place, &self.out)?;
        }
        Ok(())
    }
}

/// Calls `each` with the records of a file, whatever it is written in.
fn read(path: &Path, each: &mut dyn FnMut(Record<'_>) -> io::Result<()>) -> anyhow::Result<()> {
    let mut file = BufReader::new(File::open(path).context("cannot be read")?);
    if file.fill_buf()?.starts_with(b"SQLite format 3\0") {
        return Ok(sqlite::read(path, each)?);
    }
    let mut lines = unpacked(file)?;
    let (mut line, mut number) = (Vec::new(), 0u64);
    loop {
        line.clear();
        number += 1;
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let record: Record<'_> = serde_json::from_slice(&line)
            .with_context(|| format!("line {number} is no record of dixit run"))?;
        each(record)?;
    }
}

fn unpacked(mut file: BufReader<File>) -> io::Result<Box<dyn BufRead>> {
    let head = file.fill_buf()?;
    let unpacked: Box<dyn Read> = match head {
        [0x1F, 0x8B, ..] => Box::new(flate2::bufread::MultiGzDecoder::new(file)),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Box::new(zstd::Decoder::with_buffer(file)?),
        _ => return Ok(Box::new(file)),
    };
    Ok(Box::new(BufReader::with_capacity(1 << 16, unpacked)))
}
