//! What two engines read differently.

use dixit_pipeline::Record;
use dixit_pipeline::record::Quotation;

/// How many quotations of either record the other has not: of none of its quotations are half of the words of both shared and the
/// speakers the same.
pub(crate) fn disagreements(one: &Record<'_>, other: &Record<'_>) -> usize {
    let alone = |one: &Record<'_>, other: &Record<'_>| {
        let is_alone = |q: &&Quotation<'_>| !other.quotations.iter().any(|o| agree(q, o));
        one.quotations.iter().filter(is_alone).count()
    };
    alone(one, other) + alone(other, one)
}

fn agree(one: &Quotation<'_>, other: &Quotation<'_>) -> bool {
    let length = |q: &Quotation<'_>| q.content.iter().map(|[start, end]| end - start).sum::<u32>();
    let pairs = one.content.iter().flat_map(|a| other.content.iter().map(move |b| (a, b)));
    let shared: u32 = pairs.map(|(a, b)| a[1].min(b[1]).saturating_sub(a[0].max(b[0]))).sum();
    let same_speakers = one.speakers.iter().map(|s| &s.name).eq(other.speakers.iter().map(|s| &s.name));
    2 * shared >= length(one) + length(other) - shared && same_speakers
}

#[cfg(test)]
mod tests {
    use dixit_pipeline::entities::RuleTagger;
    use dixit_pipeline::quotes::RuleQuoteTagger;
    use dixit_pipeline::{Analyzer, Document, Options, Scratch};
    use std::sync::Arc;

    use super::*;

    #[test]
    fn engines_that_read_the_same_disagree_on_nothing() {
        let rules = Analyzer::builder()
            .entity_tagger(Arc::new(RuleTagger::default()))
            .quote_tagger(Arc::new(RuleQuoteTagger::default()))
            .build();
        let text = "“The bridge is safe,” Ada Okoye said. It is clear to Tomás Brandt that nobody has paid for the ferry.";
        let doc = Document::new("a", text).unwrap();
        let record = |analyzer: &Analyzer| {
            let analysis = analyzer.analyze(&doc, &mut Scratch::default());
            serde_json::to_string(&analyzer.record(&doc, &analysis, &Options::default())).unwrap()
        };
        let (one, two) = (record(&Analyzer::fast()), record(&rules));
        let [one, two]: [Record<'_>; 2] = [&one, &two].map(|json| serde_json::from_str(json).unwrap());
        assert_eq!(disagreements(&one, &one), 0);
        let mut other = one.clone();
        other.quotations[0].speakers.clear();
        assert_eq!(disagreements(&one, &other), 2, "one each, that the other has not");
        assert_eq!(disagreements(&one, &two), disagreements(&two, &one));
    }
}
