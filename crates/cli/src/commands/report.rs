//! `dixit report`: many articles as one page.

use std::io::Write as _;

use dixit_report::{Corpus, ReportOptions, report_page};

use crate::args::ReportArgs;
use crate::exit::ExitStatus;
use crate::output::Output;
use crate::records;

pub(crate) fn run(args: &ReportArgs) -> anyhow::Result<ExitStatus> {
    let mut corpus = Corpus::default();
    let failed = records::each(&args.records, args.acts.into(), |record| corpus.add(record))?;
    let options = ReportOptions { title: args.title.clone(), most: args.most, ..ReportOptions::default() };
    let page = report_page(&corpus, &options);
    let mut output = Output::open(args.output.as_deref(), &args.records)?;
    output.write_all(page.as_bytes())?;
    output.finish()?;
    Ok(if failed > 0 { ExitStatus::SomeFailed } else { ExitStatus::Success })
}
