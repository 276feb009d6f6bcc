//! The engine's output in the form that is measured.

use dixit_eval::{Act, Annotation, Article, Attribution, CharSpan, Kind, Mention, Predictions, Via, ViaKind};
use dixit_pipeline::{Analysis, Analyzer, Document, Scratch, TooLong};
use dixit_record::{Offsets, Options, Quotation, Record};
use dixit_text::{OffsetMap, OffsetUnit, Span};
use rayon::prelude::*;

use crate::commands::tokenize::{cover, written};

/// Analyses the texts of gold articles.
pub(crate) fn predict(gold: &[Article], analyzer: &Analyzer) -> Result<Predictions, TooLong> {
    let predict = |scratch: &mut Scratch, article: &Article| {
        let mut doc = Document::new(&article.id, &article.text)?;
        doc.title = article.title.clone();
        doc.publisher = article.publisher.clone();
        doc.date = article.date.clone();
        let analysis = analyzer.analyze(&doc, scratch);
        let options = Options { offsets: Offsets::Chars, ..Options::default() };
        let mut annotation = annotation(&analyzer.record(&doc, &analysis, &options));
        add_layers(&mut annotation, &doc, &analysis);
        Ok((article.id.clone(), annotation))
    };
    gold.par_iter().map_init(Scratch::default, predict).collect()
}

/// A record, whose offsets count characters, as an annotation.
pub(super) fn annotation(record: &Record<'_>) -> Annotation {
    Annotation { attributions: record.quotations.iter().map(attribution).collect(), ..Annotation::default() }
}

fn attribution(q: &Quotation<'_>) -> Attribution {
    let spans = |places: &[[u32; 2]]| places.iter().map(|&[start, end]| (start, end)).collect();
    let via = q.via.iter().filter_map(|v| {
        Some(Via {
            name: v.called.as_deref().unwrap_or(&v.name).to_owned(),
            kind: ViaKind::parse(v.kind.as_str())?,
            relation: Some(v.relation.as_str().to_owned()),
            near: true,
        })
    });
    let first = q.speakers.first();
    let stated = |text: Option<&str>| Some(text.map(str::to_owned).into_iter().collect());
    Attribution {
        id: q.id.to_string(),
        content: spans(&q.content),
        source: spans(&q.source),
        cue: spans(&q.cue),
        kind: Kind::parse(q.kind.as_str()),
        speakers: q.speakers.iter().filter_map(|s| s.name.as_deref().map(str::to_owned)).collect(),
        resolved: true,
        mention: first.and_then(|s| Mention::parse(s.mention.as_str())),
        speaker_type: first.map(|s| s.kind.as_str().to_owned()),
        speech: true,
        act: Act::parse(q.act.as_str()),
        border: false,
        role: stated(first.and_then(|s| s.role.as_deref())),
        affiliation: stated(first.and_then(|s| s.affiliation.as_deref())),
        when: Some(
            q.when
                .iter()
                .flat_map(|w| w.date.iter().map(ToString::to_string).chain([w.text.to_string()]))
                .collect(),
        ),
        parent: q.parent.as_ref().map(ToString::to_string),
        via: via.collect(),
        confidence: Some(f64::from(q.confidence)),
        speaker_confidence: first.map(|s| f64::from(s.confidence)),
    }
}

/// Adds what records do not carry: words, sentences and names.
fn add_layers(annotation: &mut Annotation, doc: &Document, analysis: &Analysis) {
    let map = OffsetMap::new(doc.text());
    let chars = |span: Span| -> CharSpan {
        (map.from_bytes(span.start(), OffsetUnit::Chars), map.from_bytes(span.end(), OffsetUnit::Chars))
    };
    // Gold tokens are written tokens, not the words within them (don't is do + n't).
    annotation.tokens = Some(written(analysis.tokens.tokens()).map(|t| chars(cover(t))).collect());
    annotation.sentences = Some(analysis.tokens.sentences().iter().map(|s| chars(s.span)).collect());
    let names = analysis.entities.mentions.iter().map(|m| {
        use dixit_entities::NameKind;
        let label = match m.kind {
            NameKind::Person => "PER",
            NameKind::Organization => "ORG",
            NameKind::Location => "LOC",
            NameKind::Misc => "MISC",
        };
        (chars(m.span), label.to_owned())
    });
    annotation.names = Some(names.collect());
}
