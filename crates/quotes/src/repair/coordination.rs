//! Second attributions that stand in a content: `said it was over and warned against a repeat`.

use dixit_grammar::lexicon::{self, Class};
use dixit_text::{Document, Scratch, Span};
use dixit_tokens::Tokens;

use crate::Quote;
use crate::find::rules::{announced, second_verb};

/// Makes each second attribution in a content one of its own; tells whether there was one.
///
/// A second verb has the source of the first, as writers mean it far more often than not (`said it was over and warned
/// against a repeat`); a second clause has its own (`said it was over, and when asked again, the mayor replied, “Never.”`).
pub(crate) fn split_coordinated(
    doc: &Document,
    tokens: &Tokens,
    quotes: &mut Vec<Quote>,
    scratch: &mut Scratch,
) -> bool {
    let n = quotes.len();
    let mut i = 0;
    // What was split off may hold another verb.
    while i < quotes.len() {
        let second = second_predicate(doc, tokens, &quotes[i], scratch)
            .or_else(|| second_clause(doc, tokens, &quotes[i], scratch));
        if let Some((end, second)) = second {
            if let Some(piece) = quotes[i].content.last_mut() {
                *piece = Span::new(piece.start(), end);
            }
            quotes.push(second);
        }
        i += 1;
    }
    quotes.len() > n
}

/// Where the content ends before a second verb, and the attribution that it announces.
fn second_predicate(
    doc: &Document,
    tokens: &Tokens,
    quote: &Quote,
    scratch: &mut Scratch,
) -> Option<(u32, Quote)> {
    let (&cue, &piece) = (quote.cue.last()?, quote.content.last()?);
    if cue.end() > piece.start() {
        return None;
    }
    let range = tokens.tokens_in(piece);
    let text = |i: u32| tokens.tokens().get(i as usize).map_or("", |t| doc.slice(t.span));
    let class = |i: u32, class: Class| lexicon::class(text(i)).is(class);
    let sentence = tokens.sentences()[tokens.sentence_of(range.start) as usize].tokens.end;
    let present = is_present(doc.slice(cue));
    let mut i = range.start + 2;
    while i + 2 < range.end.min(sentence) {
        let here = tokens.tokens()[i as usize].span;
        let start = here.start();
        if let Some(passage) = tokens.quoted_in(here).iter().find(|q| q.outer.contains(start)) {
            i = tokens.tokens_in(passage.outer).end.max(i + 1);
            continue;
        }
        let verb = i + 1 + u32::from(class(i + 1, Class::ADVERB));
        if matches!(text(i), "and" | "but")
            && is_finite(text(verb), present)
            && lexicon::cue(text(verb)).is_some()
        {
            let found = second_verb(doc, tokens, Span::new(start, piece.end()), scratch);
            if let Some((cue, content)) = found {
                let end = if text(i - 1) == "," { i - 1 } else { i };
                let second = Quote { content, cue: [cue].into_iter().collect(), ..quote.clone() };
                return Some((tokens.tokens()[end as usize - 1].span.end(), second));
            }
        }
        i += 1;
    }
    None
}

/// Where the content ends before a clause in which somebody else is quoted, and that attribution.
fn second_clause(
    doc: &Document,
    tokens: &Tokens,
    quote: &Quote,
    scratch: &mut Scratch,
) -> Option<(u32, Quote)> {
    const JOINTS: [&str; 6] = [", and ", ", but ", "; ", " – ", " — ", " ― "];
    /// Words that such a source has at most.
    const SOURCE: usize = 10;
    let &piece = quote.content.last()?;
    let passages = tokens.quoted_in(piece).iter().filter(|q| q.depth == 0);
    let passage_at = |start: u32| passages.clone().any(|q| q.outer.start() == start);
    let holds_passage = || passages.clone().any(|q| piece.covers(q.outer));
    if passage_at(piece.start()) || !holds_passage() {
        return None;
    }
    let (end, source, cue, content) = announced(doc, tokens, piece, scratch).find_map(|(cue, content)| {
        let said = content.first()?.start();
        // `replied, “…”`
        let comma = cue.end() <= said && doc.slice(Span::new(cue.end(), said)).trim() == ",";
        if !comma || !passage_at(said) {
            return None;
        }
        let before = doc.slice(Span::new(piece.start(), cue.start()));
        let (joint, behind) = JOINTS.iter().filter_map(|j| Some((before.rfind(j)?, j.len()))).max()?;
        // The source stands behind the joint, or behind a clause between commas.
        let from = before[joint + behind..].rfind(", ").map_or(0, |comma| comma + 2) + joint + behind;
        let source = before[from..].trim_end();
        let whole = !source.is_empty() && source.split(' ').count() <= SOURCE;
        let offset = |at: usize| piece.start() + at as u32;
        let span = Span::new(offset(from), offset(from + source.len()));
        whole.then_some((offset(joint), span, cue, content))
    })?;
    let (cue, source) = ([cue].into_iter().collect(), [source].into_iter().collect());
    Some((end, Quote { content, cue, source, ..quote.clone() }))
}

/// Whether a cue is in the present: `says`.
fn is_present(cue: &str) -> bool {
    let verb = cue.split(' ').find(|w| lexicon::cue(w).is_some()).unwrap_or(cue);
    verb.ends_with('s')
}

/// Whether a verb is finite in that tense: `warned`, `warns`.
fn is_finite(verb: &str, present: bool) -> bool {
    if present {
        verb.ends_with('s')
    } else {
        verb.ends_with("ed") || matches!(verb, "said" | "told" | "wrote")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::QuoteKind;

    /// Checks what becomes of a quotation: `cue | content` each, with `; ` between.
    #[track_caller]
    fn check(text: &str, cue: &str, content: &str, expected: &str) {
        let doc = Document::new("t", text).unwrap();
        let tokens = dixit_tokens::tokenize(text);
        let span = |words: &str| {
            let start = text.find(words).unwrap() as u32;
            [Span::new(start, start + words.len() as u32)].into_iter().collect()
        };
        let (content, cue, source) = (span(content), span(cue), span("Ruiz"));
        let mut quotes =
            vec![Quote { content, cue, source, kind: QuoteKind::Indirect, parent: None, score: 0.9 }];
        split_coordinated(&doc, &tokens, &mut quotes, &mut Scratch::default());
        let got: Vec<String> =
            quotes.iter().map(|q| format!("{} | {}", doc.slice(q.cue[0]), doc.slice(q.content[0]))).collect();
        assert_eq!(got.join("; "), expected, "{text}");
    }

    #[test]
    fn a_second_verb_announces_its_own() {
        check(
            "Ruiz said the bridge was “a scandal” and warned that it would fall.",
            "said",
            "the bridge was “a scandal” and warned that it would fall",
            "said | the bridge was “a scandal”; warned | that it would fall",
        );
        check(
            "Ruiz praised the crew, but urged the mayor to “think again” and said the toll was too high.",
            "praised",
            "the crew, but urged the mayor to “think again” and said the toll was too high",
            "praised | the crew; urged | to “think again”; said | the toll was too high",
        );
    }

    #[test]
    fn a_second_clause_has_its_own_source() {
        check(
            "Ruiz said the toll was fair, and when asked about the night, the mayor replied, “It is dark.”",
            "said",
            "the toll was fair, and when asked about the night, the mayor replied, “It is dark.”",
            "said | the toll was fair; replied | “It is dark.”",
        );
        check(
            "Ruiz said it was over, but when pressed, a 34-year-old mother of three replied, “Never.”",
            "said",
            "it was over, but when pressed, a 34-year-old mother of three replied, “Never.”",
            "said | it was over; replied | “Never.”",
        );
        let told = "that the mayor replied, “It is dark.”";
        check(&format!("Ruiz said {told}"), "said", told, &format!("said | {told}"));
    }

    #[test]
    fn what_is_said_to_be_done_stays() {
        // Another tense, within quotation marks, and no verb of saying.
        let same = |text: &str, content: &str| check(text, "says", content, &format!("says | {content}"));
        same("Ruiz says the crew left and warned nobody.", "the crew left and warned nobody");
        same("Ruiz says “he came and says no to all.”", "“he came and says no to all.”");
        same("Ruiz says the crew sings and dances all night.", "the crew sings and dances all night");
    }
}
