//! `dixit merge`: the records of several runs in one output, or in another format.

use std::collections::HashSet;
use std::io::Write as _;

use anyhow::{Context as _, bail};
use dixit_record::{Offsets, Record};

use super::run::outputs::{Outputs, Plan, shown};
use crate::args::MergeArgs;
use crate::exit::ExitStatus;
use crate::records;

pub(crate) fn run(args: &MergeArgs) -> anyhow::Result<ExitStatus> {
    let plan = Plan::of(&args.output, args.format)?;
    plan.check(&args.inputs)?;
    let mut outputs = Outputs::open(&plan, Outputs::lock(&plan)?, None)?;
    let mut merge = Merge {
        plan: &plan,
        outputs: &mut outputs,
        unit: None,
        seen: HashSet::new(),
        dedup: args.dedup,
        out: Vec::new(),
    };
    for input in &args.inputs {
        let done = records::read(input, &mut |record| match record {
            Ok(record) => merge.add(record).with_context(|| input.display().to_string()),
            Err(problem) => bail!(problem),
        });
        if let Err(error) = done {
            outputs.discard();
            return Err(error);
        }
    }
    for path in outputs.finish(|_| Ok(()))? {
        let closed = shown(&path);
        writeln!(
            anstream::stderr(),
            "dixit: note: {closed} was closed before it had everything; the other outputs have"
        )?;
    }
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
    fn add(&mut self, record: &Record<'_>) -> anyhow::Result<()> {
        let unit = *self.unit.get_or_insert(record.offsets);
        if unit != record.offsets {
            let (now, before) = (record.offsets.as_str(), unit.as_str());
            bail!("counts offsets in {now}, an input before it in {before}");
        }
        if let Some(fixed) = self.plan.formats.iter().find_map(|f| f.fixed_offsets().filter(|&u| u != unit)) {
            let (want, have) = (fixed.as_str(), unit.as_str());
            bail!("counts offsets in {have}, and the output counts {want}; run again with --offsets {want}");
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
