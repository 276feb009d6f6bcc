//! `dixit eval init`: articles annotated by machine, for people to correct.

use std::fs;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use dixit_eval::{Annotation, Article, brat, gold_file_name, gold_json};
use dixit_ingest::Reader;
use dixit_pipeline::Scratch;
use dixit_record::{Offsets, Options};
use dixit_report::visible;

use super::args::{GoldFormat, InitArgs};
use super::predict::annotation;
use crate::exit::ExitStatus;

/// The configuration of our annotations for brat.
const BRAT_CONF: &str = "\
[entities]\nSource\nCue\nContent\n\n[relations]\n\n[events]\nAttribution\tSource*:Source, Cue*:Cue, Content*:Content\n\n[attributes]\n";

pub(super) fn run(args: &InitArgs) -> anyhow::Result<ExitStatus> {
    let folder = &args.output;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    if matches!(args.format, GoldFormat::Brat) {
        write_new(&folder.join("annotation.conf"), BRAT_CONF)?;
    }
    let mut errors = anstream::stderr();
    let (decoder, analyzer, mut scratch) =
        (args.input.decoder(), args.engine.analyzer()?, Scratch::default());
    let (mut written, mut kept, mut failed) = (0, 0, 0);
    for raw in Reader::paths(args.articles.clone(), args.input.reader_options()) {
        let doc = match raw.and_then(|raw| decoder.decode(raw)) {
            Ok(decoded) => decoded.document,
            Err(failure) => {
                writeln!(errors, "dixit: {}", visible(&failure.to_string()))?;
                failed += 1;
                continue;
            }
        };
        let analysis = analyzer.analyze(&doc, &mut scratch);
        let options =
            Options { offsets: Offsets::Chars, min_confidence: args.min_confidence, ..Options::default() };
        let found = annotation(&analyzer.record(&doc, &analysis, &options));
        let article = Article {
            id: doc.id.clone(),
            title: doc.title.clone(),
            publisher: doc.publisher.clone(),
            date: doc.date.clone(),
            text: doc.text().to_owned(),
            gold: Annotation::default(),
        };
        let name = gold_file_name(&doc.id);
        let new = match args.format {
            GoldFormat::Gold => {
                let json = format!("{:#}\n", gold_json(&article, &found));
                write_new(&folder.join(format!("{name}.gold.json")), &json)?
            }
            GoldFormat::Brat => {
                // The text goes first: an .ann without its text would be an error.
                write_new(&folder.join(format!("{name}.txt")), &article.text)?;
                write_new(&folder.join(format!("{name}.ann")), &brat::write(&article.text, &found))?
            }
        };
        if new { written += 1 } else { kept += 1 }
    }
    writeln!(errors, "{written} articles written to {}, {kept} left as they were", folder.display())?;
    Ok(if failed > 0 { ExitStatus::SomeFailed } else { ExitStatus::Success })
}

/// Writes a file unless it is there already; says whether it did.
fn write_new(path: &PathBuf, content: &str) -> anyhow::Result<bool> {
    match fs::File::create_new(path) {
        Ok(mut file) => {
            file.write_all(content.as_bytes()).with_context(|| format!("cannot write {}", path.display()))?;
            Ok(true)
        }
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(e).with_context(|| format!("cannot write {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::gold_file_name;

    #[test]
    fn file_names() {
        for (id, name) in [
            ("a/b/port strike.txt", "port-strike"),
            ("news.jsonl:17", "news.jsonl-17"),
            ("..", "article"),
            ("été", "été"),
        ] {
            assert_eq!(gold_file_name(id), name);
        }
    }
}
