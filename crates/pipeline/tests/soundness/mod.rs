//! What the whole analysis promises of any text: it comes to an end, every place lies in the text, and every output can be
//! read.

use dixit_pipeline::{Analyzer, Document, Scratch};
use dixit_record::{Format, Offsets, Options, Place, Record};

/// Analyses `text` and writes it in every format.
pub(crate) fn check(analyzer: &Analyzer, text: &str) {
    let doc = Document::new("fuzz", text).expect("fuzzed texts are short");
    let analysis = analyzer.analyze(&doc, &mut Scratch::default());
    for (offsets, length) in [
        (Offsets::Chars, text.chars().count()),
        (Offsets::Bytes, text.len()),
        (Offsets::Utf16, text.encode_utf16().count()),
    ] {
        let options = Options { offsets, with_text: true, ..Options::default() };
        let record = analyzer.record(&doc, &analysis, &options);
        for q in &record.quotations {
            let places = [&q.content[..], &q.cue, &q.source, &[q.sentence]].concat();
            assert!(places.iter().all(|&[start, end]: &Place| start <= end && end as usize <= length));
            assert!(!q.content.is_empty() && (0.0..=1.0).contains(&q.confidence));
        }
        for format in [
            Format::Jsonl,
            Format::Quotations,
            Format::Gold,
            Format::Gqg,
            Format::Quotebank,
            Format::QuotebankArticles,
            Format::JsonLd,
            Format::WebAnnotation,
        ] {
            let mut out = Vec::new();
            format.write(&record, text, &mut out);
            for line in out.split(|&b| b == b'\n').filter(|l| !l.is_empty()) {
                serde_json::from_slice::<serde_json::Value>(line).expect("a line of JSON");
            }
        }
        let mut line = Vec::new();
        Format::Jsonl.write(&record, text, &mut line);
        let back: Record<'_> = serde_json::from_slice(&line).expect("a record");
        assert_eq!(back, record);
        for format in [Format::Csv, Format::Tsv] {
            format.write(&record, text, &mut Vec::new());
        }
    }
    // The same text, a scratch that has been used: the same analysis.
    let mut scratch = Scratch::default();
    let again = [(); 2].map(|()| {
        let analysis = analyzer.analyze(&doc, &mut scratch);
        serde_json::to_string(&analyzer.record(&doc, &analysis, &Options::default())).expect("plain values")
    });
    assert_eq!(again[0], again[1]);
}
