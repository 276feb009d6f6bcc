//! What is known of one quotation.

use dixit_record::{Act, Kind, MentionKind, Polarity, Quotation, Speaker};
use maud::{Markup, html};

use super::Context;
use crate::words::{decided, percent, relation, speaker_name, speaker_type, visible};

/// The entry of a quotation in the list; the page's script shows the same beside the article.
pub(super) fn card(context: &Context<'_>, q: usize) -> Markup {
    let quotation = &context.record.quotations[q];
    let class = context.class(q);
    html! {
        li class={ "card " (class) } #{ "d" (q + 1) } data-speaker=(context.speakers.of[q]) {
            div.head {
                a.back href={ "#n" (q + 1) } aria-label={ "Quotation " (q + 1) " in the text" } { (q + 1) }
                div.who {
                    @for (i, speaker) in quotation.speakers.iter().enumerate() {
                        // What all are called together is told once, behind the last.
                        @let again = quotation.speakers.get(i + 1).is_some_and(|next| next.surface == speaker.surface);
                        div { (who(speaker, !again)) }
                    }
                    @if quotation.speakers.is_empty() { p.name { "unknown speaker" } }
                }
                @if context.is_low(q) { span.flag { "check" } }
            }
            blockquote dir="auto" {
                @if let Some(cue) = &quotation.cue_text { bdi.cue { (visible(cue)) } " " }
                (visible(&quotation.text))
            }
            dl {
                div { dt { "Kind" } dd { (kind(quotation.kind)) (manner(quotation)) @if let Some(parent) = parent(context, q) {
                    ", inside " a href={ "#d" (parent + 1) } { "quotation " (parent + 1) }
                } } }
                @if let Some(cue) = &quotation.cue_text { div { dt { "Cue" } dd { bdi { (visible(cue)) } } } }
                @if !quotation.via.is_empty() {
                    div { dt { "Known through" } dd { ol.chain { @for via in &quotation.via {
                        li { (relation(via.relation)) " " bdi.link { (visible(&via.name)) }
                            @if via.carried { span.aside { " carried on" } } }
                    } li.end { "this article" } } } }
                }
                @if let Some(when) = &quotation.when {
                    div { dt { "When" } dd { bdi { (visible(&when.text)) }
                        @if let Some(date) = when.date.as_deref().filter(|d| *d != when.text) { " · " (visible(date)) } } }
                }
                div { dt { "Confidence" } dd.meters {
                    (meter("words and source", quotation.confidence))
                    @for speaker in &quotation.speakers { (meter(&of(speaker, &quotation.speakers), speaker.confidence)) }
                } }
                @if let [first, others @ ..] = quotation.speakers.as_slice() {
                    div { dt { "Decided by" } dd { (decided(first.decided_by))
                        @for speaker in others.iter().filter(|s| s.decided_by != first.decided_by) {
                            "; " (decided(speaker.decided_by)) " (" bdi { (visible(speaker_name(speaker))) } ")"
                        }
                    } }
                }
            }
        }
    }
}

/// What is not plainly said: `, attitude`, `, denied`.
fn manner(quotation: &Quotation<'_>) -> String {
    let act = match quotation.act {
        Act::Statement => "",
        Act::Attitude => ", attitude",
        Act::Neither => ", no statement",
    };
    let polarity = match quotation.polarity {
        Polarity::Affirmed => "",
        Polarity::Denied => ", denied",
        Polarity::Refused => ", refused",
    };
    format!("{act}{polarity}")
}

/// `speaker`, or the name where there are several.
fn of(speaker: &Speaker<'_>, all: &[Speaker<'_>]) -> String {
    if all.len() > 1 { visible(speaker_name(speaker)).into_owned() } else { "speaker".to_owned() }
}

/// Name, role, and if `called` the words of the source where they are not the name.
fn who(speaker: &Speaker<'_>, called: bool) -> Markup {
    let role = speaker.role.as_deref();
    // `US Treasury Secretary` has said where.
    let affiliation = speaker.affiliation.as_deref().filter(|a| !role.is_some_and(|r| r.contains(a)));
    let about: Vec<&str> = [role, affiliation, speaker_type(speaker.kind)].into_iter().flatten().collect();
    let name = speaker_name(speaker);
    let surface =
        speaker.surface.as_deref().filter(|s| called && *s != name && speaker.mention != MentionKind::None);
    html! {
        p.name dir="auto" { (visible(name)) }
        @if !about.is_empty() { p.about dir="auto" { (visible(&about.join(", "))) } }
        @if let Some(surface) = surface { p.about { "as “" bdi { (visible(surface)) } "”" } }
        @if let Some(id) = speaker.registry_id.as_deref().filter(|id| *id != name) { p.about { "registry " bdi { (visible(id)) } } }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Direct => "direct: all in quotation marks",
        Kind::Mixed => "mixed: in part in quotation marks",
        Kind::Indirect => "indirect: without quotation marks",
    }
}

/// The quotation it stands in.
fn parent(context: &Context<'_>, q: usize) -> Option<usize> {
    let parent = context.record.quotations[q].parent.as_deref()?;
    context.record.quotations.iter().position(|other| other.id == parent)
}

/// A bar with its figure.
fn meter(what: &str, p: f32) -> Markup {
    let (label, shown) = (format!("{what}: {}", percent(p)), percent(p));
    html! {
        span.meter {
            svg width="48" height="6" viewBox="0 0 48 6" role="img" aria-label=(label) {
                rect.track width="48" height="6" rx="3" {}
                rect.fill width=(format!("{:.1}", p.clamp(0.0, 1.0) * 48.0)) height="6" rx="3" {}
            }
            span aria-hidden="true" { (shown) " " (what) }
        }
    }
}
