//! `dixit report`: many articles as one page.

use std::io::Write as _;

use dixit_report::{Corpus, ReportOptions, report_page};

use super::cluster::disputed;
use crate::args::ReportArgs;
use crate::exit::ExitStatus;
use crate::output::Output;
use crate::records;

pub(crate) fn run(args: &ReportArgs) -> anyhow::Result<ExitStatus> {
    let mut corpus = Corpus::default();
    let mut compared = args.compare.then(dixit_cluster::Corpus::default);
    let failed = records::each(&args.records, args.acts.into(), |record| {
        corpus.add(record);
        if let Some(compared) = &mut compared {
            compared.add(record);
        }
    })?;
    if let Some(compared) = compared {
        let groups = dixit_cluster::cluster(&compared, &dixit_cluster::Options::default());
        let differ =
            groups.iter().filter(|g| g.articles > 1 && (g.speakers_disagree() || g.words_disagree()));
        corpus.dispute(differ.map(|group| disputed(&compared, group)).collect());
    }
    let options = ReportOptions { title: args.title.clone(), most: args.most, ..ReportOptions::default() };
    let page = report_page(&corpus, &options);
    let mut output = Output::open(args.output.as_deref(), &args.records)?;
    output.write_all(page.as_bytes())?;
    output.finish()?;
    Ok(if failed > 0 { ExitStatus::SomeFailed } else { ExitStatus::Success })
}
